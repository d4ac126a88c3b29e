namespace ShopStream.Sandbox.Seeding;

/// <summary>
/// The random values of one row. They depend only on seed, table and row number, so that a row is always the same.
/// SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014).
/// </summary>
internal struct RowRandom(int seed, Purpose purpose, long row)
{
    private const ulong Gamma = 0x9E3779B97F4A7C15;
    private ulong state = Mix(Mix(((ulong)(uint)seed << 8) ^ (ulong)purpose) + ((ulong)row * Gamma));

    public ulong Next() => Mix(state += Gamma);

    /// <summary>0 to n-1.</summary>
    public int Below(int n) => (int)(((UInt128)Next() * (uint)n) >> 64);

    /// <summary>0 to n-1.</summary>
    public long Below(long n) => (long)(((UInt128)Next() * (ulong)n) >> 64);

    /// <summary>0 inclusive to 1 exclusive.</summary>
    public double Unit() => (Next() >> 11) * (1.0 / (1UL << 53));

    public bool Chance(double probability) => Unit() < probability;

    public T Pick<T>(T[] values) => values[Below(values.Length)];

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}

/// <summary>Purpose of a stream of random values.</summary>
internal enum Purpose
{
    Users,
    Generosity,
    Products,
    Orders,
    LineCounts,
    Lines,
    Events,
    Contacts,
    Pools,
    Days,
}
