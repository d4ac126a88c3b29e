using System.Buffers;
using System.Security.Cryptography;

namespace ShopStream.Pipeline.Lake;

/// <summary>Copies a stream to its end and hashes it on the way.</summary>
internal static class HashedCopy
{
    private const int BufferSize = 1 << 18;

    /// <returns>How many bytes there were, and their SHA-256 as lower-case hex.</returns>
    public static async Task<(long Bytes, string Sha256)> RunAsync(Stream from, Stream to, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            long bytes = 0;
            // COPY hands out a row at a time: a system call for each would cost more than the rows.
            for (int read; (read = await from.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellation)) > 0; bytes += read)
            {
                hash.AppendData(buffer, 0, read);
                await to.WriteAsync(buffer.AsMemory(0, read), cancellation);
            }
            return (bytes, Convert.ToHexStringLower(hash.GetHashAndReset()));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
