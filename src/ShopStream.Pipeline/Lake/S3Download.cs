using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace ShopStream.Pipeline.Lake;

/// <summary>One object into a stream or nowhere, hashed on the way; what breaks off goes on where it broke.</summary>
/// <param name="bucket">Where it is.</param>
/// <param name="key">With the lake's prefix.</param>
/// <param name="to">Emptied where the object has to be read from its beginning again; null for the hash alone.</param>
internal sealed class S3Download(S3Bucket bucket, string key, Stream? to) : IDisposable
{
    private const int BlockBytes = 256 * 1024;

    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private string? etag;
    private long whole;

    /// <summary>How much has come.</summary>
    public long Bytes { get; private set; }

    /// <returns>Null where the key is not there.</returns>
    public async Task<(long Bytes, string Sha256)?> RunAsync(CancellationToken cancellationToken)
    {
        for (var resumed = 0; ; resumed++)
        {
            // A piece that brought something is not a failed try: a file of hours may see more resets than a request is tried.
            var mayPause = resumed < bucket.Limits.Resumptions;
            switch (await bucket.Requests.SendAsync($"read {key}", (deadline, progress) => PieceAsync(mayPause, progress, deadline), cancellationToken))
            {
                case Piece.Missing: return null;
                case Piece.Last: return (Bytes, HashedCopy.Hex(hash));
                default: await Task.Delay(bucket.Limits.Pause, bucket.Limits.Time, cancellationToken); break;
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

    private async Task<Piece> PieceAsync(bool mayBreak, Action progress, CancellationToken cancellationToken)
    {
        var before = Bytes;
        try
        {
            using var answer = await bucket.Client.GetObjectAsync(Request(), cancellationToken);
            if (before > 0 && answer.HttpStatusCode != HttpStatusCode.PartialContent) throw Restart("the server sends no part of an object");
            (etag, whole) = (answer.ETag, before + answer.ContentLength);
            await using var body = answer.ResponseStream;
            await CopyAsync(body, progress, cancellationToken);
            return Bytes == whole ? Piece.Last : throw new IOException($"{Bytes} of {whole} bytes came");
        }
        catch (AmazonS3Exception e) when (S3Problem.IsMissingObject(e))
        {
            return Piece.Missing;
        }
        catch (AmazonS3Exception e) when (before > 0 && e.StatusCode is HttpStatusCode.PreconditionFailed or HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            throw Restart("it was replaced while it was read");
        }
        catch (Exception e) when (e is IOException or HttpRequestException or SocketException or AmazonClientException)
        {
            // All bytes came and are not those that S3 has the checksum of: no continuation mends that.
            if (whole > 0 && Bytes >= whole) throw Restart(e.Message);
            if (mayBreak && Bytes > before) return Piece.Broken;
            throw;
        }
    }

    private GetObjectRequest Request()
    {
        var request = new GetObjectRequest { BucketName = bucket.Name, Key = key };
        if (Bytes == 0) return request;
        request.ByteRange = new ByteRange(Bytes, long.MaxValue);

        // The rest of another object would make a file that nobody wrote.
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
                    await DiskProblem.TranslateAsync(file.Name, "write it", () => WrittenAsync(file, block.AsMemory(0, read), cancellationToken));
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

    private static async Task<bool> WrittenAsync(FileStream file, ReadOnlyMemory<byte> block, CancellationToken cancellationToken)
    {
        await file.WriteAsync(block, cancellationToken);
        return true;
    }

    private IOException Restart(string why)
    {
        to?.SetLength(0);
        hash.GetHashAndReset();
        (Bytes, whole, etag) = (0, 0, null);
        return new IOException(why);
    }
}
