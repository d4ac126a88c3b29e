using System.Net;
using System.Runtime.CompilerServices;
using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Polly;
using Polly.Retry;
using ShopStream.Quality.Verdicts;

namespace ShopStream.Pipeline.Lake;

/// <summary>A lake in an S3 bucket, or in a server that speaks S3. Credentials come from the AWS SDK's own chain.</summary>
internal sealed class S3Lake : ILake
{
    // Tells our own object from another's where the answer to its creation was lost.
    private const string CreatorHeader = "x-amz-meta-creator";

    private readonly LakeSettings settings;
    private readonly S3Limits limits;
    private readonly AmazonS3Client client;
    private readonly S3Requests requests;
    private readonly ResiliencePipeline downloads;
    private readonly string bucket;

    /// <param name="settings">With a bucket.</param>
    /// <param name="limits">The defaults where null.</param>
    public S3Lake(LakeSettings settings, S3Limits? limits = null)
    {
        this.settings = settings;
        this.limits = limits ?? new S3Limits();
        bucket = settings.Bucket ?? throw new ArgumentException("the settings are of a folder", nameof(settings));
        client = new AmazonS3Client(Config(settings, this.limits));
        requests = new S3Requests(settings, this.limits);

        // The SDK retries up to an answer's first byte; a body that breaks off is ours to ask for again.
        downloads = new ResiliencePipelineBuilder { TimeProvider = this.limits.Time }
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<BrokenDownloadException>(),
                MaxRetryAttempts = 3,
                Delay = TimeSpan.FromMilliseconds(200),
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
            })
            .Build();
    }

    public string Description => settings.ToString();

    public async Task<LakeFile> WriteAsync(string key, Stream content, CancellationToken cancellation)
    {
        var (bytes, sha256) = await new S3Upload(client, requests, bucket, NameOf(key)).RunAsync(content, cancellation);
        return new LakeFile(key, bytes, sha256);
    }

    public async Task<bool> TryCreateAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        var name = NameOf(key);
        var creator = Guid.NewGuid().ToString("N");
        var bytes = content.ToArray();
        const int conflicts = 3;
        for (var attempt = 1; ; attempt++)
        {
            var status = await PutIfNoneAsync(key, name, bytes, creator, cancellation);
            if (status == HttpStatusCode.OK) return true;

            // 409 is "somebody else is at it": S3 asks for another try, which then meets the object, or the place still free.
            if (status != HttpStatusCode.Conflict) return await IsCreatedByAsync(key, name, creator, cancellation);
            if (attempt == conflicts) return false;
        }
    }

    public async Task<byte[]?> TryReadAsync(string key, CancellationToken cancellation)
    {
        using var content = new MemoryStream();
        var found = await DownloadAsync(key, content, cancellation);
        return found is null ? null : content.ToArray();
    }

    public async Task<LocalCopy?> FetchAsync(string key, string scratch, CancellationToken cancellation)
    {
        var path = Path.Combine(Path.GetFullPath(scratch), $"{Guid.NewGuid():N}-{NameOf(key).Split('/')[^1]}");
        await using var file = DiskProblem.Guard(path, "create it", () => CreateFile(path));
        (long Bytes, string Sha256)? found = null;
        try
        {
            found = await DownloadAsync(key, file, cancellation);
            return found is { } whole ? new LocalCopy(path, whole.Bytes, whole.Sha256, isTemporary: true) : null;
        }
        finally
        {
            await file.DisposeAsync();
            if (found is null) File.Delete(path);
        }
    }

    public async IAsyncEnumerable<LakeEntry> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var request = new ListObjectsV2Request
        {
            BucketName = bucket,
            Prefix = settings.Prefix + LakeKey.CheckedPrefix(prefix),
            MaxKeys = limits.PageKeys,
        };
        do
        {
            var page = await requests.SendAsync($"list {prefix}", deadline => client.ListObjectsV2Async(request, deadline), cancellation);

            // The SDK says null where there is none.
            foreach (var found in page.S3Objects ?? [])
            {
                var key = found.Key[settings.Prefix.Length..];

                // "Folders" made by a console are empty objects whose names end in '/'.
                if (LakeKey.IsValid(key)) yield return new LakeEntry(key, found.Size ?? 0);
            }

            request.ContinuationToken = page.IsTruncated == true ? page.NextContinuationToken : null;
        }
        while (request.ContinuationToken is not null);
    }

    public Task DeleteAsync(string key, CancellationToken cancellation)
    {
        var name = NameOf(key);
        return requests.SendAsync($"delete {key}", deadline => client.DeleteObjectAsync(
            new DeleteObjectRequest { BucketName = bucket, Key = name }, deadline), cancellation);
    }

    public ValueTask DisposeAsync()
    {
        client.Dispose();
        return ValueTask.CompletedTask;
    }

    private static AmazonS3Config Config(LakeSettings settings, S3Limits limits)
    {
        var config = new AmazonS3Config
        {
            ForcePathStyle = settings.ForcePathStyle,
            RetryMode = RequestRetryMode.Standard,
            MaxErrorRetry = limits.Retries,
            Timeout = limits.Attempt,
        };
        if (limits.Http is not null) config.HttpClientFactory = limits.Http;
        if (settings.Endpoint is { } own)
        {
            // The order is the SDK's: a ServiceURL erases the region, and then nothing says what to sign for.
            config.ServiceURL = own.ToString();
            config.AuthenticationRegion = settings.Region;
        }
        else
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(settings.Region);
        }

        return config;
    }

    private string NameOf(string key) => settings.Prefix + LakeKey.Checked(key);

    private static FileStream CreateFile(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.Asynchronous);
    }

    private Task<HttpStatusCode> PutIfNoneAsync(
        string key, string name, byte[] content, string creator, CancellationToken cancellation) =>
        requests.SendAsync($"create {key}", async deadline =>
        {
            using var body = new MemoryStream(content, writable: false);
            var request = new PutObjectRequest
            {
                BucketName = bucket,
                Key = name,
                InputStream = body,
                IfNoneMatch = "*",
                ChecksumSHA256 = Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData(content)),
            };
            request.Metadata[CreatorHeader] = creator;
            try
            {
                await client.PutObjectAsync(request, deadline);
                return HttpStatusCode.OK;
            }
            catch (AmazonS3Exception e) when (e.StatusCode is HttpStatusCode.PreconditionFailed or HttpStatusCode.Conflict)
            {
                return e.StatusCode;
            }
        }, cancellation);

    /// <summary>Where the answer to a first try was lost, the SDK's retry is refused because of our own object.</summary>
    private Task<bool> IsCreatedByAsync(string key, string name, string creator, CancellationToken cancellation) =>
        requests.SendAsync($"verify {key}", async deadline =>
        {
            try
            {
                var head = await client.GetObjectMetadataAsync(bucket, name, deadline);
                return string.Equals(head.Metadata[CreatorHeader], creator, StringComparison.Ordinal);
            }
            catch (AmazonS3Exception e) when (S3Problem.IsMissingObject(e))
            {
                return false;
            }
        }, cancellation);

    /// <summary>Into a stream that is emptied before every try.</summary>
    /// <returns>Null where the key is not there.</returns>
    private async Task<(long Bytes, string Sha256)?> DownloadAsync(string key, Stream to, CancellationToken cancellation)
    {
        var name = NameOf(key);
        return await requests.SendAsync($"read {key}", async (deadline, progress) => await downloads.ExecuteAsync(async token =>
        {
            to.SetLength(0);
            try
            {
                using var answer = await client.GetObjectAsync(bucket, name, token);
                await using var body = answer.ResponseStream;
                var copied = await CopyAsync(body, to, progress, token);
                return copied.Bytes == answer.ContentLength
                    ? copied
                    : throw new BrokenDownloadException($"{copied.Bytes} of {answer.ContentLength} bytes came", null);
            }
            catch (AmazonS3Exception e) when (S3Problem.IsMissingObject(e))
            {
                return ((long, string)?)null;
            }
        }, deadline), cancellation);
    }

    private static async Task<(long Bytes, string Sha256)> CopyAsync(
        Stream body, Stream to, Action progress, CancellationToken cancellation)
    {
        try
        {
            return await HashedCopy.RunAsync(body, async block =>
            {
                progress();
                if (to is FileStream file)
                    await DiskProblem.GuardAsync(file.Name, "write it", () => Written(file, block, cancellation));
                else
                    await to.WriteAsync(block, cancellation);
            }, wholeBuffers: false, cancellation);
        }
        catch (Exception e) when (e is IOException or HttpRequestException or AmazonClientException)
        {
            throw new BrokenDownloadException(e.Message, e);
        }
    }

    private static async Task<bool> Written(FileStream file, ReadOnlyMemory<byte> block, CancellationToken cancellation)
    {
        await file.WriteAsync(block, cancellation);
        return true;
    }

    /// <summary>The connection broke within an object's bytes, or they are not those that S3 has the checksum of.</summary>
    private sealed class BrokenDownloadException(string message, Exception? inner) : IOException(message, inner);
}
