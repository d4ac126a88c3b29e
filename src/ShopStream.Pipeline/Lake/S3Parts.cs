namespace ShopStream.Pipeline.Lake;

/// <summary>
/// Part sizes of an upload of unknown length: 8 MiB, doubled after every 800 parts up to 1 GiB, so that S3's 10,000 parts can hold its
/// largest object, 5 TiB. Parts of up to 64 MiB cover 94 GiB; if they did not grow further, 10,000 parts would end at 625 GiB.
/// Source of the limits: Amazon S3 User Guide, "Multipart upload limits".
/// </summary>
internal static class S3Parts
{
    public const int Smallest = 8 * 1024 * 1024;

    public const int Largest = 1024 * 1024 * 1024;

    public const int Maximum = 10_000;

    public const int OfASize = 800;

    /// <summary>S3's largest object: 5 TiB.</summary>
    public const long LargestObject = 5L << 40;

    /// <summary>Number of buffers: those being sent and the one being filled.</summary>
    public const int Buffers = 4;

    private const int Shared = 64 * 1024 * 1024;

    /// <param name="number">Part number, from 1.</param>
    /// <param name="ofASize">Number of parts of each size.</param>
    public static int Size(int number, int ofASize = OfASize) => (int)Math.Min((long)Smallest << Math.Min((number - 1) / ofASize, 7), Largest);

    /// <summary>Number of buffers a part occupies: one, or all of them from 128 MiB on, so that memory stays at 256 MiB or one part.</summary>
    public static int Slots(int size) => size <= Shared ? 1 : Buffers;
}
