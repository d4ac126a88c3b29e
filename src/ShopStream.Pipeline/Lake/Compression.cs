using System.IO.Compression;
using ZstdSharp;

namespace ShopStream.Pipeline.Lake;

/// <summary>How a lake file is compressed; the suffix of its key shows it.</summary>
public enum Compression
{
    /// <summary>Not compressed.</summary>
    None,

    /// <summary>RFC 1952; keys end in .gz.</summary>
    Gzip,

    /// <summary>RFC 8878; keys end in .zst.</summary>
    Zstd,
}

/// <summary>Key suffixes and streams of compressed files.</summary>
internal static class Compressions
{
    private const int ZstdLevel = 3;

    public static string Suffix(this Compression compression) =>
        compression switch
        {
            Compression.Gzip => ".gz",
            Compression.Zstd => ".zst",
            _ => "",
        };

    public static Compression OfKey(string key) =>
        key.EndsWith(".gz", StringComparison.Ordinal) ? Compression.Gzip
        : key.EndsWith(".zst", StringComparison.Ordinal) ? Compression.Zstd
        : Compression.None;

    /// <summary>Returns a stream that compresses what is written to it into <paramref name="to"/>, which stays open.</summary>
    public static Stream Compress(this Compression compression, Stream to) =>
        compression switch
        {
            Compression.Gzip => new GZipStream(to, CompressionLevel.Fastest, leaveOpen: true),
            Compression.Zstd => new CompressionStream(to, ZstdLevel, leaveOpen: true),
            _ => throw new ArgumentOutOfRangeException(nameof(compression), compression, "None has no stream"),
        };

    /// <summary>Returns a stream that decompresses <paramref name="from"/>, which stays open.</summary>
    public static Stream Decompress(this Compression compression, Stream from) =>
        compression switch
        {
            Compression.Gzip => new GZipStream(from, CompressionMode.Decompress, leaveOpen: true),
            Compression.Zstd => new DecompressionStream(from, leaveOpen: true),
            _ => throw new ArgumentOutOfRangeException(nameof(compression), compression, "None has no stream"),
        };
}
