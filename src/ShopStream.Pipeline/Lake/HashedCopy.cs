using System.Buffers;
using System.Security.Cryptography;

namespace ShopStream.Pipeline.Lake;

/// <summary>Copies a stream block by block and hashes it on the way, with one buffer in memory.</summary>
internal static class HashedCopy
{
    private const int BufferBytes = 256 * 1024;

    /// <param name="from">Read to its end.</param>
    /// <param name="to">Receives each block.</param>
    /// <param name="wholeBuffers">
    /// Whether to fill each block before passing it on. COPY delivers one row at a time, and a system call per row would cost more than the rows.
    /// </param>
    /// <param name="cancellationToken">Cancels the copy between blocks.</param>
    public static async Task<(long Bytes, string Sha256)> RunAsync(
        Stream from,
        Func<ReadOnlyMemory<byte>, ValueTask> to,
        bool wholeBuffers,
        CancellationToken cancellationToken
    )
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            long bytes = 0;
            int read;
            while ((read = await from.ReadAtLeastAsync(buffer, wholeBuffers ? buffer.Length : 1, throwOnEndOfStream: false, cancellationToken)) > 0)
            {
                var block = buffer.AsMemory(0, read);
                hash.AppendData(block.Span);
                await to(block);
                bytes += read;
            }

            return (bytes, Hex(hash));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public static string Hex(IncrementalHash hash) => Convert.ToHexStringLower(hash.GetHashAndReset());
}
