using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace ShopStream.Pipeline.Lake;

/// <summary>Downloads one object and hashes it. An interrupted download resumes where it stopped.</summary>
/// <param name="bucket">The bucket.</param>
/// <param name="key">Key with the lake's prefix.</param>
/// <param name="to">Receives the bytes; emptied if the object has to be read from its beginning again. Null to compute only the hash.</param>
internal sealed class S3Download(S3Bucket bucket, string key, Stream? to) : IDisposable
{
    private const int BlockBytes = 256 * 1024;

    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private string? etag;
    private long size;

    /// <summary>Number of bytes received so far.</summary>
    public long Bytes { get; private set; }

    /// <returns>Size and hash; null if the key does not exist.</returns>
    public async Task<(long Bytes, string Sha256)?> RunAsync(CancellationToken cancellationToken)
    {
        for (var resumed = 0; ; resumed++)
        {
            // A piece that made progress is not a failed attempt: a download of hours may see more resets than a request has retries.
            var mayResume = resumed < bucket.Limits.Resumptions;
            switch (await bucket.Requests.SendAsync($"read {key}", (deadline, progress) => PieceAsync(mayResume, progress, deadline), cancellationToken))
            {
                case Piece.Missing:
                    return null;
                case Piece.Last:
                    return (Bytes, HashedCopy.Hex(hash));
                default:
                    await Task.Delay(bucket.Limits.Pause, bucket.Limits.Time, cancellationToken);
                    break;
            }
        }
    }

    public void Dispose() => hash.Dispose();

    private enum Piece
    {
        Missing,
        Last,
        Broken,
    }

    private async Task<Piece> PieceAsync(bool mayResume, Action progress, CancellationToken cancellationToken)
    {
        var before = Bytes;
        try
        {
            using var response = await bucket.Client.GetObjectAsync(Request(), cancellationToken);
            if (before > 0 && response.HttpStatusCode != HttpStatusCode.PartialContent)
                throw Restart("the server does not support byte ranges");
            (etag, size) = (response.ETag, before + response.ContentLength);
            await using var body = response.ResponseStream;
            await CopyAsync(body, progress, cancellationToken);
            return Bytes == size ? Piece.Last : throw new IOException($"{Bytes} of {size} bytes received");
        }
        catch (AmazonS3Exception e) when (S3Problem.IsMissingObject(e))
        {
            return Piece.Missing;
        }
        catch (AmazonS3Exception e) when (before > 0 && e.StatusCode is HttpStatusCode.PreconditionFailed or HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            throw Restart("the object was replaced while it was read");
        }
        catch (Exception e) when (e is IOException or HttpRequestException or SocketException or AmazonClientException)
        {
            // All bytes arrived, but their checksum is wrong: resuming does not help.
            if (size > 0 && Bytes >= size)
                throw Restart(e.Message);
            if (mayResume && Bytes > before)
                return Piece.Broken;
            throw;
        }
    }

    private GetObjectRequest Request()
    {
        var request = new GetObjectRequest { BucketName = bucket.Name, Key = key };
        if (Bytes == 0)
            return request;
        request.ByteRange = new ByteRange(Bytes, long.MaxValue);

        // Without this, the rest of a replaced object could be appended.
        request.EtagToMatch = etag;
        return request;
    }

    private async Task CopyAsync(Stream body, Action progress, CancellationToken cancellationToken)
    {
        var block = ArrayPool<byte>.Shared.Rent(BlockBytes);
        try
        {
            int read;
            while ((read = await body.ReadAsync(block, cancellationToken)) > 0)
            {
                progress();
                if (to is FileStream file)
                    await DiskProblem.TranslateAsync(file.Name, "write it", () => WriteAsync(file, block.AsMemory(0, read), cancellationToken));
                else if (to is not null)
                    await to.WriteAsync(block.AsMemory(0, read), cancellationToken);
                hash.AppendData(block, 0, read);
                Bytes += read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }

    private static async Task<bool> WriteAsync(FileStream file, ReadOnlyMemory<byte> block, CancellationToken cancellationToken)
    {
        await file.WriteAsync(block, cancellationToken);
        return true;
    }

    private IOException Restart(string reason)
    {
        to?.SetLength(0);
        hash.GetHashAndReset();
        (Bytes, size, etag) = (0, 0, null);
        return new IOException(reason);
    }
}
