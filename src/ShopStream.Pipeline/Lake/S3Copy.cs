using System.Globalization;
using Amazon.S3;
using Amazon.S3.Model;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Lake;

/// <summary>
/// Copies an object inside the bucket, without its bytes passing through this machine: in one request, or by parts where it is too large for one.
/// </summary>
internal sealed class S3Copy(S3Bucket bucket, string from, string to)
{
    // S3 copies at least this fast.
    private const long BytesPerSecond = 50L * 1024 * 1024;

    private readonly string doing = $"copy {from} to {to}";

    /// <param name="sha256">SHA-256 of the object, lower-case hex. It becomes metadata of the copy.</param>
    /// <param name="cancellationToken">Cancels the copy; the object at the target stays unchanged.</param>
    /// <exception cref="InfrastructureException">The object does not exist, or S3 failed.</exception>
    public async Task RunAsync(string sha256, CancellationToken cancellationToken)
    {
        var bytes =
            await LengthAsync(from, cancellationToken)
            ?? throw new InfrastructureException($"s3://{bucket.Name}/{from} does not exist and cannot be copied: another process removed it. Run again");
        if (bytes <= bucket.Limits.LargestCopy)
            await CopyWholeAsync(sha256, bytes, cancellationToken);
        else
            await CopyPartsAsync(sha256, bytes, cancellationToken);
        if (await LengthAsync(to, cancellationToken) is var copied && copied == bytes)
            return;
        throw new InfrastructureException(
            string.Create(
                CultureInfo.InvariantCulture,
                $"s3://{bucket.Name}/{to} holds {copied ?? 0} bytes after it was copied. Expected {bytes} bytes. "
                    + $"Either another process writes the same key, or the server lost data: run again"
            )
        );
    }

    private Task<long?> LengthAsync(string key, CancellationToken cancellationToken) =>
        bucket.Requests.SendAsync(
            $"read the length of {key}",
            async deadline =>
            {
                try
                {
                    return (long?)(await bucket.Client.GetObjectMetadataAsync(bucket.Name, key, deadline)).ContentLength;
                }
                catch (AmazonS3Exception e) when (S3Problem.IsMissingObject(e, head: true))
                {
                    return null;
                }
            },
            cancellationToken
        );

    private async Task CopyWholeAsync(string sha256, long bytes, CancellationToken cancellationToken)
    {
        var copied = await SendAsync(bytes, deadline => bucket.Client.CopyObjectAsync(WholeRequest(sha256), deadline), cancellationToken);
        // Not every S3-compatible server computes it.
        if (
            string.IsNullOrEmpty(copied.ChecksumSHA256)
            || string.Equals(copied.ChecksumSHA256, Convert.ToBase64String(Convert.FromHexString(sha256)), StringComparison.Ordinal)
        )
            return;
        throw new InfrastructureException(
            $"s3://{bucket.Name}/{to} has SHA-256 {copied.ChecksumSHA256} (base64) after it was copied from {from}. "
                + $"Expected {sha256} (hex). The object was changed after it was written: run again"
        );
    }

    private CopyObjectRequest WholeRequest(string sha256)
    {
        var request = new CopyObjectRequest
        {
            SourceBucket = bucket.Name,
            SourceKey = from,
            DestinationBucket = bucket.Name,
            DestinationKey = to,
            // The object's own tag needs rights that the account may not have; the metadata says the same.
            TaggingDirective = TaggingDirective.REPLACE,
            MetadataDirective = S3MetadataDirective.REPLACE,
            // Computed anew: that of an object sent in parts is of its parts.
            ChecksumAlgorithm = ChecksumAlgorithm.SHA256,
            ServerSideEncryptionMethod = bucket.Encryption,
            ServerSideEncryptionKeyManagementServiceKeyId = bucket.Storage.KmsKey,
        };
        request.Metadata[S3Upload.HashName] = sha256;
        return request;
    }

    private async Task CopyPartsAsync(string sha256, long bytes, CancellationToken cancellationToken)
    {
        var initiate = new InitiateMultipartUploadRequest
        {
            BucketName = bucket.Name,
            Key = to,
            ServerSideEncryptionMethod = bucket.Encryption,
            ServerSideEncryptionKeyManagementServiceKeyId = bucket.Storage.KmsKey,
        };
        initiate.Metadata[S3Upload.HashName] = sha256;
        var upload = await SendAsync(0, deadline => bucket.Client.InitiateMultipartUploadAsync(initiate, deadline), cancellationToken);
        try
        {
            var parts = new List<PartETag>();
            for (long first = 0; first < bytes; first += bucket.Limits.CopyPart)
            {
                var request = new CopyPartRequest
                {
                    SourceBucket = bucket.Name,
                    SourceKey = from,
                    DestinationBucket = bucket.Name,
                    DestinationKey = to,
                    UploadId = upload.UploadId,
                    PartNumber = parts.Count + 1,
                    FirstByte = first,
                    LastByte = Math.Min(bytes, first + bucket.Limits.CopyPart) - 1,
                };
                var copied = await SendAsync(bucket.Limits.CopyPart, deadline => bucket.Client.CopyPartAsync(request, deadline), cancellationToken);
                parts.Add(new PartETag(parts.Count + 1, copied.ETag));
            }
            var complete = new CompleteMultipartUploadRequest
            {
                BucketName = bucket.Name,
                Key = to,
                UploadId = upload.UploadId,
                PartETags = parts,
            };
            await SendAsync(
                bytes,
                async deadline =>
                {
                    try
                    {
                        await bucket.Client.CompleteMultipartUploadAsync(complete, deadline);
                        return true;
                    }
                    catch (AmazonS3Exception e) when (e.ErrorCode is "NoSuchUpload")
                    {
                        // The response to the first attempt was lost: the retry finds the copy already completed.
                        return false;
                    }
                },
                cancellationToken
            );
        }
        catch
        {
            await AbortAsync(upload.UploadId);
            throw;
        }
    }

    private async Task AbortAsync(string uploadId)
    {
        using var time = new CancellationTokenSource(bucket.Limits.CleanupTimeout, bucket.Limits.Time);
        try
        {
            await SendAsync(
                0,
                deadline =>
                    bucket.Client.AbortMultipartUploadAsync(
                        new AbortMultipartUploadRequest
                        {
                            BucketName = bucket.Name,
                            Key = to,
                            UploadId = uploadId,
                        },
                        deadline
                    ),
                time.Token
            );
        }
        catch (Exception e) when (e is ProblemException or OperationCanceledException)
        {
            // The original error matters more; a later run's TidyAsync removes the upload.
        }
    }

    // The server copies while the request is open: a larger object gets more time.
    private Task<T> SendAsync<T>(long bytes, Func<CancellationToken, Task<T>> request, CancellationToken cancellationToken) =>
        bucket.Requests.SendAsync(doing, request, cancellationToken, bytes / (BytesPerSecond / (1024 * 1024)));
}
