namespace ShopStream.Pipeline.Lake;

/// <summary>
/// How large the parts of an upload are whose length is not known: 8 MiB, and twice that after every 800 parts, up to 1 GiB, so that S3's
/// 10,000 parts hold its largest object, 5 TiB. Parts of 64 MiB carry 94 GiB; with none above that, 10,000 would end at 625 GiB.
/// Source of the limits: Amazon S3 User Guide, "Multipart upload limits".
/// </summary>
internal static class S3Parts
{
    public const int Smallest = 8 * 1024 * 1024;

    public const int Largest = 1024 * 1024 * 1024;

    public const int Maximum = 10_000;

    public const int OfASize = 800;

    /// <summary>S3's own: 5 TiB.</summary>
    public const long LargestObject = 5L << 40;

    /// <summary>Buffers there are at once: those on the way and the one that is being filled.</summary>
    public const int Buffers = 4;

    private const int Shared = 64 * 1024 * 1024;

    /// <param name="number">From 1.</param>
    /// <param name="ofASize">How many parts there are of each size.</param>
    public static int Size(int number, int ofASize = OfASize) => (int)Math.Min((long)Smallest << Math.Min((number - 1) / ofASize, 7), Largest);

    /// <summary>How many of the buffers' places a part takes: one, or from 128 MiB on all of them, so that memory stays at 256 MiB or one part.</summary>
    public static int Places(int size) => size <= Shared ? 1 : Buffers;
}
