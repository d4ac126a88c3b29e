using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace ShopStream.Quality.Reconciliation.RowComparison;

/// <summary>
/// A 64-bit multiply-and-fold hash with a random seed per process, so that collisions cannot be crafted. Two different rows collide with a
/// probability of about 2^-64.
/// </summary>
internal static class RowHash
{
    private static readonly ulong Seed = Random();
    private static readonly ulong First = Random() | 1;
    private static readonly ulong Second = Random() | 1;

    public static ulong Of(ReadOnlySpan<byte> bytes)
    {
        var hash = Seed ^ (ulong)bytes.Length;
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        var i = 0;
        for (; i + 1 < words.Length; i += 2)
            hash = Fold(words[i] ^ First ^ hash, words[i + 1] ^ Second);
        if (i < words.Length)
            hash = Fold(words[i] ^ First ^ hash, Second);
        var rest = bytes[(words.Length * 8)..];
        if (!rest.IsEmpty)
        {
            Span<byte> last = stackalloc byte[8];
            last.Clear();
            rest.CopyTo(last);
            hash = Fold(BinaryPrimitives.ReadUInt64LittleEndian(last) ^ First ^ hash, Second);
        }
        return Fold(hash ^ First, Seed ^ Second);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Fold(ulong a, ulong b)
    {
        var high = Math.BigMul(a, b, out var low);
        return high ^ low;
    }

    private static ulong Random() => BinaryPrimitives.ReadUInt64LittleEndian(RandomNumberGenerator.GetBytes(8));
}
