using System.Numerics;

namespace ShopStream.Quality.FailingRows;

/// <summary>
/// A set of hashes in little memory: 16 to 32 bits per hash, whatever is hashed. It may take about one in two hundred other hashes for its own, and never
/// misses one that was added.
/// </summary>
internal sealed class KeyFilter
{
    private const long BitsPerKey = 16;
    private const int Least = 1 << 10;

    private readonly ulong[] words;

    /// <param name="keys">Number of hashes to be added; with more, others are taken for its own more often.</param>
    public KeyFilter(long keys) => words = new ulong[Math.Min(1 << 30, BitOperations.RoundUpToPowerOf2((ulong)Math.Max(Least, keys * BitsPerKey)) / 64)];

    /// <summary>Adds a hash.</summary>
    public void Add(ulong hash)
    {
        Word(hash) |= Bit(hash);
        Word(Second(hash)) |= Bit(Second(hash));
    }

    /// <summary>Whether the hash may have been added.</summary>
    public bool MayHave(ulong hash) => (Word(hash) & Bit(hash)) != 0 && (Word(Second(hash)) & Bit(Second(hash))) != 0;

    private static ulong Second(ulong hash) => BitOperations.RotateRight(hash, 32);

    private static ulong Bit(ulong hash) => 1UL << (int)(hash & 63);

    private ref ulong Word(ulong hash) => ref words[(hash >> 6) & ((ulong)words.Length - 1)];
}
