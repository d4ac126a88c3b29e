using System.Globalization;
using ShopStream.Quality.Results;

namespace ShopStream.Sandbox.Seeding;

/// <summary>Options of the generated data. The same options give the same rows.</summary>
public sealed record SeedOptions
{
    /// <summary>The largest scale: 500 million orders.</summary>
    public const int MaximumScale = 100_000;

    private readonly int scale = 1;

    /// <param name="date">The last day with orders and events; the first one is 364 days earlier. From 0010-01-01 to 9998-12-31.</param>
    /// <param name="scale">See <see cref="Scale"/>.</param>
    /// <param name="seed">See <see cref="Seed"/>.</param>
    /// <exception cref="UsageException">A value is out of its range.</exception>
    public SeedOptions(DateOnly date, int scale = 1, int seed = 42)
    {
        Date = date;
        Scale = scale;
        Seed = seed;
    }

    /// <summary>
    /// Size of the data, 1 to 100,000. Scale 1 is 1,000 users, 200 products, 5,000 orders, 14,989 order items, 10,000 events and 500 contacts.
    /// </summary>
    /// <exception cref="UsageException">The value is out of range.</exception>
    public int Scale
    {
        get => scale;
        init =>
            scale = value is >= 1 and <= MaximumScale
                ? value
                : throw new UsageException(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"scale is {value}, expected 1 to {MaximumScale:#,##0} (1 is 5,000 orders): choose a scale in this range"
                    )
                );
    }

    /// <summary>Seed of the random values; any number.</summary>
    public int Seed { get; init; }

    /// <summary>The last day with orders and events. From 0010-01-01 to 9998-12-31.</summary>
    /// <exception cref="UsageException">The value is out of range.</exception>
    public DateOnly Date
    {
        get;
        init =>
            field = value.Year is >= 10 and <= 9998
                ? value
                : throw new UsageException(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"the date of the data is {value:yyyy-MM-dd}, expected 0010-01-01 to 9998-12-31: choose a date in this range"
                    )
                );
    }
}

/// <summary>Progress of seeding.</summary>
/// <param name="Step">A table's name, or "keys and indexes".</param>
/// <param name="Rows">Rows written, or keys and indexes created.</param>
/// <param name="Of">Total number.</param>
public readonly record struct SeedProgress(string Step, long Rows, long Of);

/// <summary>Result of seeding.</summary>
/// <param name="Rows">Row count by table, parents first.</param>
/// <param name="Elapsed">Time from connecting to the commit.</param>
public sealed record SeedReport(IReadOnlyList<(string Table, long Rows)> Rows, TimeSpan Elapsed);
