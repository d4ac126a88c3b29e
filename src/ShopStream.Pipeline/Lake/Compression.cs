using System.IO.Compression;
using ZstdSharp;

namespace ShopStream.Pipeline.Lake;

/// <summary>How a lake file is packed; the end of its key says so.</summary>
public enum Compression
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>RFC 1952; keys end in .gz.</summary>
    Gzip,

    /// <summary>RFC 8878; keys end in .zst.</summary>
    Zstd,
}

/// <summary>Keys and streams of packed files.</summary>
internal static class Compressions
{
    private const int ZstdLevel = 3;

    public static string Suffix(this Compression compression) => compression switch
    {
        Compression.Gzip => ".gz",
        Compression.Zstd => ".zst",
        _ => "",
    };

    public static Compression OfKey(string key) =>
        key.EndsWith(".gz", StringComparison.Ordinal) ? Compression.Gzip
        : key.EndsWith(".zst", StringComparison.Ordinal) ? Compression.Zstd
        : Compression.None;

    /// <summary>Packs what is written to it into <paramref name="to"/>, which stays open.</summary>
    public static Stream Packing(this Compression compression, Stream to) => compression switch
    {
        Compression.Gzip => new GZipStream(to, CompressionLevel.Fastest, leaveOpen: true),
        Compression.Zstd => new CompressionStream(to, ZstdLevel, leaveOpen: true),
        _ => throw new ArgumentOutOfRangeException(nameof(compression), compression, "nothing is packed"),
    };

    /// <summary>What <paramref name="from"/> was before it was packed.</summary>
    public static Stream Unpacking(this Compression compression, Stream from) => compression switch
    {
        Compression.Gzip => new GZipStream(from, CompressionMode.Decompress, leaveOpen: true),
        Compression.Zstd => new DecompressionStream(from, leaveOpen: true),
        _ => throw new ArgumentOutOfRangeException(nameof(compression), compression, "nothing is packed"),
    };
}
