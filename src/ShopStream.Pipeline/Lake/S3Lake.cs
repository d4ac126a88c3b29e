using System.Net;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace ShopStream.Pipeline.Lake;

/// <summary>A lake in an S3 bucket: multipart uploads with checksums; content is hashed on this side, whatever the server checks.</summary>
internal sealed class S3Lake : ILake
{
    // A part's size bounds the memory of an upload; 10,000 parts of it bound an object to 80 GiB.
    private const int PartSize = 8 << 20;

    private readonly AmazonS3Client client;
    private readonly LakeSettings settings;
    private readonly string bucket;
    private readonly string prefix;

    public S3Lake(LakeSettings settings)
    {
        this.settings = settings;
        bucket = settings.Bucket ?? throw new ArgumentException($"'{settings.Location}' names no bucket", nameof(settings));
        prefix = settings.Prefix.Length == 0 ? "" : settings.Prefix + "/";
        var config = new AmazonS3Config { Timeout = TimeSpan.FromMinutes(5), MaxErrorRetry = 4, RetryMode = RequestRetryMode.Standard };
        if (settings.Endpoint.Length == 0)
        {
            config.RegionEndpoint = Amazon.RegionEndpoint.GetBySystemName(settings.Region);
        }
        else
        {
            config.ServiceURL = settings.Endpoint;
            config.AuthenticationRegion = settings.Region;
            config.ForcePathStyle = true;
        }
        client = S3Problems.Guarded(settings, () => new AmazonS3Client(config));
    }

    public string Description => settings.Endpoint.Length == 0 ? $"s3://{bucket}/{prefix}" : $"s3://{bucket}/{prefix} at {settings.Endpoint}";

    public Task<LakeFile> WriteAsync(string key, Stream content, CancellationToken cancellation) => GuardedAsync(async () =>
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[PartSize];
        var length = await content.ReadAtLeastAsync(buffer, PartSize, throwOnEndOfStream: false, cancellation);
        hash.AppendData(buffer, 0, length);
        long bytes = length;
        if (length < PartSize) await PutAsync(key, buffer, length, onlyIfNew: false, cancellation);
        else bytes += await UploadAsync(key, content, buffer, hash, cancellation);
        await RequireLengthAsync(key, bytes, cancellation);
        return new LakeFile(key, bytes, Convert.ToHexStringLower(hash.GetHashAndReset()));
    });

    public Task<bool> TryCreateAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellation) => GuardedAsync(async () =>
    {
        try
        {
            var bytes = content.ToArray();
            await PutAsync(key, bytes, bytes.Length, onlyIfNew: true, cancellation);
            return true;
        }
        // 412: it is there. 409: another creator was faster by a moment.
        catch (AmazonS3Exception e) when (e.StatusCode is HttpStatusCode.PreconditionFailed or HttpStatusCode.Conflict)
        {
            return false;
        }
    });

    public Task<byte[]?> TryReadAsync(string key, CancellationToken cancellation) => GuardedAsync(async () =>
    {
        using var response = await TryGetAsync(key, cancellation);
        if (response is null) return null;
        using var copy = new MemoryStream();
        await response.ResponseStream.CopyToAsync(copy, cancellation);
        return copy.ToArray();
    });

    public Task<LocalCopy?> FetchAsync(string key, string scratch, CancellationToken cancellation) => GuardedAsync(async () =>
    {
        using var response = await TryGetAsync(key, cancellation);
        if (response is null) return null;
        Directory.CreateDirectory(scratch);
        var path = Path.Combine(Path.GetFullPath(scratch), $"{Guid.NewGuid():n}{Path.GetExtension(key)}");
        try
        {
            await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, 1);
            var (bytes, sha256) = await HashedCopy.RunAsync(response.ResponseStream, file, cancellation);
            return new LocalCopy(path, bytes, sha256, isTemporary: true);
        }
        catch
        {
            File.Delete(path);
            throw;
        }
    });

    public async IAsyncEnumerable<LakeEntry> ListAsync(string keyPrefix, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var request = new ListObjectsV2Request { BucketName = bucket, Prefix = prefix + keyPrefix };
        do
        {
            var page = await GuardedAsync(() => client.ListObjectsV2Async(request, cancellation));
            foreach (var found in page.S3Objects ?? [])
                yield return new LakeEntry(found.Key[prefix.Length..], found.Size ?? 0);
            request.ContinuationToken = page.IsTruncated == true ? page.NextContinuationToken : null;
        }
        while (request.ContinuationToken is not null);
    }

    public Task DeleteAsync(string key, CancellationToken cancellation) =>
        GuardedAsync(() => client.DeleteObjectAsync(bucket, Key(key), cancellation));

    public ValueTask DisposeAsync()
    {
        client.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task PutAsync(string key, byte[] buffer, int length, bool onlyIfNew, CancellationToken cancellation)
    {
        using var body = new MemoryStream(buffer, 0, length, writable: false);
        var request = new PutObjectRequest { BucketName = bucket, Key = Key(key), InputStream = body, ChecksumAlgorithm = ChecksumAlgorithm.SHA256 };
        if (onlyIfNew) request.IfNoneMatch = "*";
        await client.PutObjectAsync(request, cancellation);
    }

    // The first part is in the buffer already. Nothing is visible under the key before the upload is completed.
    private async Task<long> UploadAsync(string key, Stream content, byte[] buffer, IncrementalHash hash, CancellationToken cancellation)
    {
        var start = new InitiateMultipartUploadRequest { BucketName = bucket, Key = Key(key), ChecksumAlgorithm = ChecksumAlgorithm.SHA256 };
        var upload = (await client.InitiateMultipartUploadAsync(start, cancellation)).UploadId;
        try
        {
            var parts = new List<PartETag>();
            long more = 0;
            for (var length = PartSize; length > 0;)
            {
                parts.Add(await PartAsync(key, upload, parts.Count + 1, buffer, length, cancellation));
                length = await content.ReadAtLeastAsync(buffer, PartSize, throwOnEndOfStream: false, cancellation);
                hash.AppendData(buffer, 0, length);
                more += length;
            }
            await client.CompleteMultipartUploadAsync(new CompleteMultipartUploadRequest { BucketName = bucket, Key = Key(key), UploadId = upload, PartETags = parts }, cancellation);
            return more;
        }
        catch
        {
            // Parts of an upload that nobody completes are stored, and paid for, until it is aborted.
            await TryAbortAsync(key, upload);
            throw;
        }
    }

    private async Task<PartETag> PartAsync(string key, string upload, int number, byte[] buffer, int length, CancellationToken cancellation)
    {
        using var body = new MemoryStream(buffer, 0, length, writable: false);
        var part = await client.UploadPartAsync(
            new UploadPartRequest
            {
                BucketName = bucket, Key = Key(key), UploadId = upload, PartNumber = number, PartSize = length, InputStream = body, ChecksumAlgorithm = ChecksumAlgorithm.SHA256,
            },
            cancellation);
        return new PartETag(number, part.ETag) { ChecksumSHA256 = part.ChecksumSHA256 };
    }

    private async Task TryAbortAsync(string key, string upload)
    {
        try
        {
            await client.AbortMultipartUploadAsync(bucket, Key(key), upload, CancellationToken.None);
        }
        catch (Exception e) when (e is AmazonServiceException or AmazonClientException or HttpRequestException)
        {
            // What ended the upload is what has to be told; the bucket's lifecycle rules remove the rest.
        }
    }

    private async Task RequireLengthAsync(string key, long bytes, CancellationToken cancellation)
    {
        var stored = await client.GetObjectMetadataAsync(bucket, Key(key), cancellation);
        if (stored.ContentLength != bytes)
            throw new Quality.Verdicts.InfrastructureException($"{key} in {Description} has {stored.ContentLength} bytes, {bytes} were sent: another writer may be at work; run again");
    }

    private async Task<GetObjectResponse?> TryGetAsync(string key, CancellationToken cancellation)
    {
        try
        {
            return await client.GetObjectAsync(bucket, Key(key), cancellation);
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.NotFound && e.ErrorCode is not "NoSuchBucket")
        {
            return null;
        }
    }

    private string Key(string key)
    {
        LakeKey.Check(key);
        return prefix + key;
    }

    private async Task<T> GuardedAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception e) when (S3Problems.Of(settings, e) is not null)
        {
            throw S3Problems.Of(settings, e)!;
        }
    }
}
