using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using Amazon.S3;
using Amazon.S3.Model;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Lake;

/// <summary>Uploads a stream of unknown length as one object: in a single request if it fits into one part, otherwise as a multipart upload.</summary>
internal sealed class S3Upload(S3Bucket bucket, string key)
{
    /// <summary>
    /// Name of the object's SHA-256: metadata (x-amz-meta-sha256) after a single request, a tag after a multipart upload. The metadata of a
    /// multipart upload is fixed before the first byte is read; changing it later means copying the object onto itself, which costs a second
    /// write and, in a versioned bucket, a second object. S3's own checksum of a multipart upload is a checksum of its parts' checksums.
    /// </summary>
    public const string HashName = "sha256";

    private readonly string doing = $"write {key}";

    /// <param name="content">Read to its end.</param>
    /// <param name="cancellationToken">Aborts the upload; the object stays unchanged.</param>
    /// <exception cref="UsageException">Bucket, region, credentials or permissions are wrong.</exception>
    /// <exception cref="InfrastructureException">S3 failed, or the stored object differs from what was sent.</exception>
    public async Task<(long Bytes, string Sha256)> RunAsync(Stream content, CancellationToken cancellationToken)
    {
        using var buffers = new S3Buffers(bucket.Limits.PartsOfASize);
        var first = await buffers.FillAsync(1, content, cancellationToken);
        return first.Filled == first.Bytes.Length
            ? await SendPartsAsync(first, buffers, content, cancellationToken)
            : await SendWholeAsync(first, cancellationToken);
    }

    private async Task<(long Bytes, string Sha256)> SendWholeAsync(S3Part part, CancellationToken cancellationToken)
    {
        var sha256 = SHA256.HashData(part.Content.Span);
        var hex = Convert.ToHexStringLower(sha256);
        await bucket.Requests.SendAsync(
            doing,
            async deadline =>
            {
                using var body = part.Open();
                var request = new PutObjectRequest
                {
                    BucketName = bucket.Name,
                    Key = key,
                    InputStream = body,
                    ChecksumSHA256 = Convert.ToBase64String(sha256),
                    ServerSideEncryptionMethod = bucket.Encryption,
                    ServerSideEncryptionKeyManagementServiceKeyId = bucket.Storage.KmsKey,
                };
                request.Metadata[HashName] = hex;
                return await bucket.Client.PutObjectAsync(request, deadline);
            },
            cancellationToken,
            part.Filled
        );
        await VerifyAsync(part.Filled, Convert.ToBase64String(sha256), cancellationToken);
        return (part.Filled, hex);
    }

    private async Task<(long Bytes, string Sha256)> SendPartsAsync(S3Part first, S3Buffers buffers, Stream content, CancellationToken cancellationToken)
    {
        using var whole = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var upload = await bucket.Requests.SendAsync(
            doing,
            deadline =>
                bucket.Client.InitiateMultipartUploadAsync(
                    new InitiateMultipartUploadRequest
                    {
                        BucketName = bucket.Name,
                        Key = key,
                        ChecksumAlgorithm = ChecksumAlgorithm.SHA256,
                        ServerSideEncryptionMethod = bucket.Encryption,
                        ServerSideEncryptionKeyManagementServiceKeyId = bucket.Storage.KmsKey,
                    },
                    deadline
                ),
            cancellationToken
        );
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var parts = new List<Task<PartETag>>();
        long bytes = 0;
        try
        {
            for (var part = first; part.Filled > 0; part = await buffers.FillAsync(parts.Count + 1, content, stop.Token))
            {
                whole.AppendData(part.Content.Span);
                bytes += part.Filled;
                if (parts.Count == S3Parts.Maximum || bytes > S3Parts.LargestObject)
                    throw new UsageException(
                        $"s3://{bucket.Name}/{key} would have more than {S3Parts.LargestObject:N0} bytes, the maximum size of an S3 object. "
                            + "Extract fewer rows at a time, or set lake.compression"
                    );
                parts.Add(SendPartAsync(upload.UploadId, parts.Count + 1, part, buffers, stop));
            }

            var sent = await Task.WhenAll(parts);
            await CompleteAsync(upload.UploadId, sent, bytes, stop.Token);
        }
        catch (Exception e)
        {
            await stop.CancelAsync();

            // A part that arrives after the abort would be stored, and billed, forever.
            await ((Task)Task.WhenAll(parts)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var cause = parts.Select(p => p.Exception?.InnerException).FirstOrDefault(x => x is ProblemException) ?? e;
            await AbortAsync(upload.UploadId, cause);
            if (cause != e)
                System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(cause);
            throw;
        }

        var sha256 = HashedCopy.Hex(whole);
        await TagAsync(sha256, cancellationToken);
        return (bytes, sha256);
    }

    private async Task<PartETag> SendPartAsync(string uploadId, int number, S3Part part, S3Buffers buffers, CancellationTokenSource stop)
    {
        try
        {
            var sha256 = Convert.ToBase64String(SHA256.HashData(part.Content.Span));
            var response = await bucket.Requests.SendAsync(
                $"{doing}, part {number}",
                async deadline =>
                {
                    using var body = part.Open();
                    return await bucket.Client.UploadPartAsync(
                        new UploadPartRequest
                        {
                            BucketName = bucket.Name,
                            Key = key,
                            UploadId = uploadId,
                            PartNumber = number,
                            InputStream = body,
                            PartSize = part.Filled,
                            ChecksumSHA256 = sha256,
                        },
                        deadline
                    );
                },
                stop.Token,
                part.Filled
            );

            // Only after success: a failed request may still be reading the buffer.
            buffers.Return(part);
            return new PartETag(number, response.ETag) { ChecksumSHA256 = sha256 };
        }
        catch
        {
            await stop.CancelAsync();
            throw;
        }
    }

    private async Task CompleteAsync(string uploadId, PartETag[] parts, long bytes, CancellationToken cancellationToken)
    {
        // S3's composite checksum: the digest of the parts' digests.
        var composite = Convert.ToBase64String(SHA256.HashData(parts.SelectMany(p => Convert.FromBase64String(p.ChecksumSHA256)).ToArray()));
        var request = new CompleteMultipartUploadRequest
        {
            BucketName = bucket.Name,
            Key = key,
            UploadId = uploadId,
            PartETags = [.. parts],
        };
        var completed = await bucket.Requests.SendAsync(
            doing,
            async deadline =>
            {
                try
                {
                    await bucket.Client.CompleteMultipartUploadAsync(request, deadline);
                    return true;
                }
                catch (AmazonS3Exception e) when (e.ErrorCode is "NoSuchUpload")
                {
                    // The response to the first attempt was lost: the retry finds the upload already completed.
                    return false;
                }
            },
            cancellationToken
        );
        await VerifyAsync(bytes, composite, cancellationToken, mustHaveChecksum: !completed);
    }

    /// <summary>Compares the stored object with what was sent, because not every S3-compatible server verifies checksums.</summary>
    private async Task VerifyAsync(long bytes, string checksum, CancellationToken cancellationToken, bool mustHaveChecksum = false)
    {
        var head = await bucket.Requests.SendAsync(
            $"verify {key}",
            deadline =>
                bucket.Client.GetObjectMetadataAsync(
                    new GetObjectMetadataRequest
                    {
                        BucketName = bucket.Name,
                        Key = key,
                        ChecksumMode = ChecksumMode.ENABLED,
                    },
                    deadline
                ),
            cancellationToken
        );

        // A composite checksum ends in "-" and the number of parts.
        var found = head.ChecksumSHA256?.Split('-')[0];
        var isOurs = string.IsNullOrEmpty(found) ? !mustHaveChecksum : string.Equals(found, checksum, StringComparison.Ordinal);
        if (head.ContentLength == bytes && isOurs)
            return;
        throw new InfrastructureException(
            string.Create(
                CultureInfo.InvariantCulture,
                $"s3://{bucket.Name}/{key} holds {head.ContentLength} bytes with checksum {found ?? "unknown"} after its upload. "
                    + $"Expected {bytes} bytes with {checksum}. Either another process writes the same key, or the server lost data: run again"
            )
        );
    }

    private Task<bool> TagAsync(string sha256, CancellationToken cancellationToken) =>
        bucket.Requests.SendAsync(
            $"tag {key} with its SHA-256",
            async deadline =>
            {
                try
                {
                    await bucket.Client.PutObjectTaggingAsync(
                        new PutObjectTaggingRequest
                        {
                            BucketName = bucket.Name,
                            Key = key,
                            Tagging = new Tagging { TagSet = [new Tag { Key = HashName, Value = sha256 }] },
                        },
                        deadline
                    );
                    return true;
                }
                catch (AmazonS3Exception e) when (e.StatusCode is HttpStatusCode.NotImplemented or HttpStatusCode.MethodNotAllowed or HttpStatusCode.Forbidden)
                {
                    // Some S3-compatible servers do not support tags, and some accounts may not tag (s3:PutObjectTagging). The manifest has the hash anyway.
                    return false;
                }
            },
            cancellationToken
        );

    private async Task AbortAsync(string uploadId, Exception cause)
    {
        using var time = new CancellationTokenSource(bucket.Limits.CleanupTimeout, bucket.Limits.Time);
        try
        {
            await bucket.Requests.SendAsync(
                $"abort the upload of {key}",
                deadline =>
                    bucket.Client.AbortMultipartUploadAsync(
                        new AbortMultipartUploadRequest
                        {
                            BucketName = bucket.Name,
                            Key = key,
                            UploadId = uploadId,
                        },
                        deadline
                    ),
                time.Token
            );
        }
        catch (Exception abortFailure) when (abortFailure is ProblemException or OperationCanceledException)
        {
            // The caller gets the cause; a later run's TidyAsync removes the upload.
            cause.Data["unfinished upload"] = abortFailure.Message;
        }
    }
}
