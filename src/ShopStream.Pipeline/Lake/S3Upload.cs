using System.Buffers;
using System.Globalization;
using System.Runtime.ExceptionServices;
using System.Security.Cryptography;
using Amazon.S3;
using Amazon.S3.Model;
using ShopStream.Quality.Verdicts;

namespace ShopStream.Pipeline.Lake;

/// <summary>One stream of unknown length into one object: a single request where it fits into a part, else in parts, a few at a time.</summary>
internal sealed class S3Upload(IAmazonS3 client, S3Requests requests, string bucket, string key)
{
    /// <summary>Of a part. S3 takes 10,000 of them, so an object may have 78 GiB.</summary>
    public const int PartBytes = 8 * 1024 * 1024;

    private const int MaximumParts = 10_000;

    // Memory: these and the one that is being filled.
    private const int PartsOnTheWay = 3;

    private readonly string doing = $"write {key}";

    /// <param name="content">Read to its end.</param>
    /// <param name="cancellation">Aborts the upload; the object stays as it was.</param>
    /// <exception cref="UsageException">Bucket, region, credentials or rights are wrong.</exception>
    /// <exception cref="InfrastructureException">S3 failed, or holds something else than was sent.</exception>
    public async Task<(long Bytes, string Sha256)> RunAsync(Stream content, CancellationToken cancellation)
    {
        using var whole = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

        // A buffer goes back to the pool after success only: what failed may still be read by a dying request.
        var first = ArrayPool<byte>.Shared.Rent(PartBytes);
        var filled = await FillAsync(first, content, cancellation);
        if (filled == PartBytes) return await SendPartsAsync(first, content, whole, cancellation);

        whole.AppendData(first, 0, filled);
        var sha256 = whole.GetHashAndReset();
        await requests.SendAsync(doing, async deadline =>
        {
            using var body = new MemoryStream(first, 0, filled, writable: false);
            return await client.PutObjectAsync(new PutObjectRequest
            {
                BucketName = bucket,
                Key = key,
                InputStream = body,
                ChecksumSHA256 = Convert.ToBase64String(sha256),
            }, deadline);
        }, cancellation);
        await VerifyAsync(filled, Convert.ToBase64String(sha256), cancellation);
        ArrayPool<byte>.Shared.Return(first);
        return (filled, Convert.ToHexStringLower(sha256));
    }

    private async Task<(long Bytes, string Sha256)> SendPartsAsync(
        byte[] buffer, Stream content, IncrementalHash whole, CancellationToken cancellation)
    {
        var upload = await requests.SendAsync(doing, deadline => client.InitiateMultipartUploadAsync(
            new InitiateMultipartUploadRequest { BucketName = bucket, Key = key, ChecksumAlgorithm = ChecksumAlgorithm.SHA256 },
            deadline), cancellation);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var parts = new List<Task<PartETag>>();
        long bytes = 0;
        try
        {
            using var room = new SemaphoreSlim(PartsOnTheWay);
            for (var filled = PartBytes; filled > 0;)
            {
                if (parts.Count == MaximumParts)
                    throw new InfrastructureException(
                        $"s3://{bucket}/{key} would have more than {(long)MaximumParts * PartBytes:N0} bytes, the most that is uploaded here. Extract fewer rows at a time");
                whole.AppendData(buffer, 0, filled);
                bytes += filled;
                await room.WaitAsync(stop.Token);
                parts.Add(SendPartAsync(upload.UploadId, parts.Count + 1, buffer, filled, room, stop));
                buffer = ArrayPool<byte>.Shared.Rent(PartBytes);
                filled = await FillAsync(buffer, content, stop.Token);
            }

            ArrayPool<byte>.Shared.Return(buffer);
            var sent = await Task.WhenAll(parts);
            await CompleteAsync(upload.UploadId, sent, bytes, cancellation);
            return (bytes, HashedCopy.Hex(whole));
        }
        catch (Exception e)
        {
            await stop.CancelAsync();

            // A part that arrives after the abort would be stored, and paid for, for ever.
            await ((Task)Task.WhenAll(parts)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var cause = parts.Select(p => p.Exception?.InnerException).FirstOrDefault(x => x is ProblemException) ?? e;
            await AbortAsync(upload.UploadId, cause);
            if (cause != e) ExceptionDispatchInfo.Throw(cause);
            throw;
        }
    }

    private async Task<PartETag> SendPartAsync(
        string uploadId, int number, byte[] buffer, int filled, SemaphoreSlim room, CancellationTokenSource stop)
    {
        try
        {
            var sha256 = Convert.ToBase64String(SHA256.HashData(buffer.AsSpan(0, filled)));
            var answer = await requests.SendAsync(doing, async deadline =>
            {
                using var body = new MemoryStream(buffer, 0, filled, writable: false);
                return await client.UploadPartAsync(new UploadPartRequest
                {
                    BucketName = bucket,
                    Key = key,
                    UploadId = uploadId,
                    PartNumber = number,
                    InputStream = body,
                    PartSize = filled,
                    ChecksumSHA256 = sha256,
                }, deadline);
            }, stop.Token);
            ArrayPool<byte>.Shared.Return(buffer);
            room.Release();
            return new PartETag(number, answer.ETag) { ChecksumSHA256 = sha256 };
        }
        catch
        {
            await stop.CancelAsync();
            throw;
        }
    }

    private async Task CompleteAsync(string uploadId, PartETag[] parts, long bytes, CancellationToken cancellation)
    {
        // S3's composite checksum: the digest of the parts' digests.
        var composite = Convert.ToBase64String(
            SHA256.HashData(parts.SelectMany(p => Convert.FromBase64String(p.ChecksumSHA256)).ToArray()));
        var request = new CompleteMultipartUploadRequest { BucketName = bucket, Key = key, UploadId = uploadId, PartETags = [.. parts] };
        var answered = await requests.SendAsync(doing, async deadline =>
        {
            try
            {
                await client.CompleteMultipartUploadAsync(request, deadline);
                return true;
            }
            catch (AmazonS3Exception e) when (e.ErrorCode is "NoSuchUpload")
            {
                // The answer to a first try was lost: the SDK's retry meets an upload that is complete already.
                return false;
            }
        }, cancellation);
        await VerifyAsync(bytes, composite, cancellation, mustHaveChecksum: !answered);
    }

    /// <summary>Not every server that speaks S3 checks what it is sent.</summary>
    private async Task VerifyAsync(long bytes, string checksum, CancellationToken cancellation, bool mustHaveChecksum = false)
    {
        var head = await requests.SendAsync($"verify {key}", deadline => client.GetObjectMetadataAsync(
            new GetObjectMetadataRequest { BucketName = bucket, Key = key, ChecksumMode = ChecksumMode.ENABLED }, deadline), cancellation);

        // A composite one ends in "-" and the number of parts.
        var found = head.ChecksumSHA256?.Split('-')[0];
        var isOurs = string.IsNullOrEmpty(found) ? !mustHaveChecksum : string.Equals(found, checksum, StringComparison.Ordinal);
        if (head.ContentLength == bytes && isOurs) return;
        throw new InfrastructureException(string.Create(
            CultureInfo.InvariantCulture,
            $"s3://{bucket}/{key} holds {head.ContentLength} bytes with checksum {found ?? "unknown"} after its upload. Expected {bytes} bytes with {checksum}. Either another process writes the same key, or the store lost something: run again"));
    }

    private async Task AbortAsync(string uploadId, Exception cause)
    {
        try
        {
            await requests.SendAsync($"abort the upload of {key}", deadline => client.AbortMultipartUploadAsync(
                new AbortMultipartUploadRequest { BucketName = bucket, Key = key, UploadId = uploadId }, deadline), CancellationToken.None);
        }
        catch (ProblemException left)
        {
            // The cause is what the caller is told; a lifecycle rule (AbortIncompleteMultipartUpload) clears what is left.
            cause.Data["unfinished upload"] = left.Message;
        }
    }

    private static async Task<int> FillAsync(byte[] buffer, Stream content, CancellationToken cancellation) =>
        await content.ReadAtLeastAsync(buffer.AsMemory(0, PartBytes), PartBytes, throwOnEndOfStream: false, cancellation);
}
