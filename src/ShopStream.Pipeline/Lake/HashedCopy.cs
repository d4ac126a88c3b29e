using System.Buffers;
using System.Security.Cryptography;

namespace ShopStream.Pipeline.Lake;

/// <summary>A stream's bytes passed on as they come and hashed on the way; only one buffer of them is in memory.</summary>
internal static class HashedCopy
{
    private const int BufferBytes = 256 * 1024;

    /// <param name="from">Read to its end.</param>
    /// <param name="to">Is given each block.</param>
    /// <param name="wholeBuffers">Blocks wait to be full: COPY hands out a row at a time, and a system call for each would cost more than the rows. Else they go on as they come.</param>
    /// <param name="cancellationToken">Ends it between blocks.</param>
    public static async Task<(long Bytes, string Sha256)> RunAsync(
        Stream from, Func<ReadOnlyMemory<byte>, ValueTask> to, bool wholeBuffers, CancellationToken cancellationToken)
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
