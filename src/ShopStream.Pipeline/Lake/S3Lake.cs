using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Lake;

/// <summary>A lake in a bucket of S3 or an S3-compatible server. Credentials come from the AWS SDK's default chain.</summary>
internal sealed class S3Lake : ILake
{
    // Identifies our own object when the response to its creation was lost.
    private const string CreatorHeader = "x-amz-meta-creator";

    private readonly LakeSettings settings;
    private readonly S3Limits limits;
    private readonly AmazonS3Client client;
    private readonly S3Requests requests;
    private readonly S3Bucket s3;
    private readonly string bucket;

    /// <param name="settings">Settings of a bucket.</param>
    /// <param name="limits">Retries, deadlines and part sizes; null for the defaults.</param>
    public S3Lake(LakeSettings settings, S3Limits? limits = null)
    {
        this.settings = settings;
        this.limits = limits ?? new S3Limits();
        bucket = settings.Bucket ?? throw new ArgumentException("the settings name a folder", nameof(settings));
        client = new AmazonS3Client(Config(settings, this.limits));
        client.AfterResponseEvent += (_, response) => ClockAhead = ClockAheadIn(response as WebServiceResponseEventArgs) ?? ClockAhead;
        requests = new S3Requests(settings, this.limits);
        s3 = new S3Bucket(client, requests, bucket, settings.Storage, this.limits);
    }

    public string Description => settings.ToString();

    public TimeSpan? ClockAhead { get; private set; }

    public int RequestsAtATime => limits.RequestsAtATime;

    public Task<LakeFile> WriteAsync(string key, Stream content, CancellationToken cancellationToken)
    {
        var name = NameOf(key);
        return WithDeadlineAsync(
            $"write {key}",
            async token =>
            {
                var (bytes, sha256) = await new S3Upload(s3, name).RunAsync(content, token);
                return new LakeFile(key, bytes, sha256);
            },
            cancellationToken
        );
    }

    public async Task<bool> TryCreateAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var name = NameOf(key);
        var creator = Guid.NewGuid().ToString("N");
        var bytes = content.ToArray();
        const int conflicts = 3;
        for (var attempt = 1; ; attempt++)
        {
            var status = await PutIfNoneAsync(key, name, bytes, creator, cancellationToken);
            if (status == HttpStatusCode.OK)
                return true;

            // 409 means a concurrent write: S3 asks for a retry, which finds the object or succeeds.
            if (status != HttpStatusCode.Conflict)
                return await IsCreatedByAsync(key, name, creator, cancellationToken);
            if (attempt == conflicts)
                return false;
        }
    }

    public async Task<byte[]?> TryReadAsync(string key, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream();
        var found = await DownloadAsync(key, content, cancellationToken);
        return found is null ? null : content.ToArray();
    }

    public async Task<LakeFile?> HashAsync(string key, CancellationToken cancellationToken) =>
        await DownloadAsync(key, null, cancellationToken) is { } found ? new LakeFile(key, found.Bytes, found.Sha256) : null;

    public async Task<LocalCopy?> FetchAsync(string key, string scratch, CancellationToken cancellationToken)
    {
        var path = Path.Combine(Path.GetFullPath(scratch), $"{Guid.NewGuid():N}-{NameOf(key).Split('/')[^1]}");
        await using var file = DiskProblem.Translate(path, "create it", () => CreateFile(path));
        (long Bytes, string Sha256)? found = null;
        try
        {
            found = await DownloadAsync(key, file, cancellationToken);
            return found is { } whole ? new LocalCopy(path, whole.Bytes, whole.Sha256, isTemporary: true) : null;
        }
        finally
        {
            await file.DisposeAsync();
            if (found is null)
                File.Delete(path);
        }
    }

    public string FolderOf(string key, string scratch) => Path.GetFullPath(scratch);

    public Task CopyAsync(string from, string to, string sha256, CancellationToken cancellationToken)
    {
        var copy = new S3Copy(s3, NameOf(from), NameOf(to));
        return WithDeadlineAsync(
            $"copy {from} to {to}",
            async token =>
            {
                await copy.RunAsync(sha256, token);
                return true;
            },
            cancellationToken
        );
    }

    public async IAsyncEnumerable<LakeEntry> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = new ListObjectsV2Request
        {
            BucketName = bucket,
            Prefix = settings.Prefix + LakeKey.CheckedPrefix(prefix),
            MaxKeys = limits.PageKeys,
        };
        do
        {
            var page = await requests.SendAsync($"list {prefix}", deadline => client.ListObjectsV2Async(request, deadline), cancellationToken);

            // The SDK returns null for an empty page.
            foreach (var found in page.S3Objects ?? [])
            {
                var key = found.Key[settings.Prefix.Length..];

                // "Folders" created in a console are empty objects whose names end in '/'.
                if (LakeKey.IsValid(key))
                    yield return new LakeEntry(key, found.Size ?? 0) { WrittenAt = found.LastModified };
            }

            request.ContinuationToken = page.IsTruncated == true ? page.NextContinuationToken : null;
        } while (request.ContinuationToken is not null);
    }

    public Task DeleteAsync(string key, CancellationToken cancellationToken)
    {
        var name = NameOf(key);
        return requests.SendAsync(
            $"delete {key}",
            deadline => client.DeleteObjectAsync(new DeleteObjectRequest { BucketName = bucket, Key = name }, deadline),
            cancellationToken
        );
    }

    public async Task TidyAsync(Func<string, bool> isDead, CancellationToken cancellationToken)
    {
        try
        {
            await new S3AbandonedUploads(s3, settings.Prefix).AbortAsync(isDead, cancellationToken);
        }
        catch (ProblemException)
        {
            // The account may not be allowed to list uploads; cleanup must not fail a run.
        }
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
            // S3Requests handles retries, delays and deadlines; the SDK's would multiply them.
            RetryMode = RequestRetryMode.Standard,
            MaxErrorRetry = 0,
            MaxStaleConnectionRetries = 0,
            Timeout = System.Threading.Timeout.InfiniteTimeSpan,
        };
        if (limits.Http is not null)
            config.HttpClientFactory = limits.Http;
        if (settings.Endpoint is { } endpoint)
        {
            // Order matters: setting ServiceURL clears the region, which AuthenticationRegion then restores for signing.
            config.ServiceURL = endpoint.ToString();
            config.AuthenticationRegion = settings.Region;
        }
        else
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(settings.Region);
        }

        return config;
    }

    private TimeSpan? ClockAheadIn(WebServiceResponseEventArgs? response) =>
        response?.ResponseHeaders.FirstOrDefault(h => string.Equals(h.Key, "Date", StringComparison.OrdinalIgnoreCase)).Value is { } text
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date)
            // The header has whole seconds, truncated.
            ? date + TimeSpan.FromSeconds(0.5) - limits.Time.GetUtcNow()
            : null;

    private string NameOf(string key) => settings.Prefix + LakeKey.Checked(key);

    private static FileStream CreateFile(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.Asynchronous);
    }

    private Task<HttpStatusCode> PutIfNoneAsync(string key, string name, byte[] content, string creator, CancellationToken cancellationToken) =>
        requests.SendAsync(
            $"create {key}",
            async deadline =>
            {
                var hash = SHA256.HashData(content);
                using var body = new MemoryStream(content, writable: false);
                var request = new PutObjectRequest
                {
                    BucketName = bucket,
                    Key = name,
                    InputStream = body,
                    IfNoneMatch = "*",
                    ChecksumSHA256 = Convert.ToBase64String(hash),
                    ServerSideEncryptionMethod = s3.Encryption,
                    ServerSideEncryptionKeyManagementServiceKeyId = settings.Storage.KmsKey,
                };
                request.Metadata[S3Upload.HashName] = Convert.ToHexStringLower(hash);
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
            },
            cancellationToken
        );

    /// <summary>If the response to the first attempt was lost, the retry is rejected because of our own object.</summary>
    private Task<bool> IsCreatedByAsync(string key, string name, string creator, CancellationToken cancellationToken) =>
        requests.SendAsync(
            $"verify {key}",
            async deadline =>
            {
                try
                {
                    var head = await client.GetObjectMetadataAsync(bucket, name, deadline);
                    return string.Equals(head.Metadata[CreatorHeader], creator, StringComparison.Ordinal);
                }
                catch (AmazonS3Exception e) when (S3Problem.IsMissingObject(e, head: true))
                {
                    return false;
                }
            },
            cancellationToken
        );

    /// <returns>Size and hash; null if the key does not exist.</returns>
    private async Task<(long Bytes, string Sha256)?> DownloadAsync(string key, Stream? to, CancellationToken cancellationToken)
    {
        using var download = new S3Download(s3, NameOf(key), to);
        return await LakeDeadline.RunAsync(
            settings.Storage.Deadline,
            limits.Time,
            () => $"{settings}: cannot read {key}, received {download.Bytes:#,##0} bytes",
            download.RunAsync,
            cancellationToken
        );
    }

    private Task<T> WithDeadlineAsync<T>(string doing, Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken) =>
        LakeDeadline.RunAsync(settings.Storage.Deadline, limits.Time, () => $"{settings}: cannot {doing}", work, cancellationToken);
}
