using System.Text.RegularExpressions;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Lake;

/// <summary>
/// Address of the lake: a folder, or a bucket with its endpoint and region. An instance is always valid. It holds no credentials: the AWS SDK finds them.
/// </summary>
public sealed partial record LakeSettings
{
    /// <summary>Default region.</summary>
    public const string DefaultRegion = "eu-west-3";

    private const string Scheme = "s3://";

    /// <param name="lake">The setting <c>lake</c>: a folder, or <c>s3://bucket/optional/prefix</c>.</param>
    /// <param name="endpoint">
    /// The setting <c>lake.endpoint</c>: an absolute http(s) URL of a server that speaks S3; empty or null for AWS. Ignored for a folder.
    /// </param>
    /// <param name="region">The setting <c>lake.region</c>; empty or null for <see cref="DefaultRegion"/>.</param>
    /// <param name="forcePathStyle">Whether the bucket is in the URL's path instead of its host name; null for true if an endpoint is set.</param>
    /// <exception cref="UsageException">A value is invalid; the message names all of them.</exception>
    public LakeSettings(string lake, string? endpoint = null, string? region = null, bool? forcePathStyle = null)
    {
        var faults = new List<string>();
        lake = lake.Trim();
        if (lake.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            var path = lake[Scheme.Length..].Split('/', 2);
            Bucket = path[0];
            var prefix = path.Length == 2 ? path[1].Trim('/') : "";
            Prefix = prefix.Length == 0 ? "" : prefix + "/";
            if (BucketFault(Bucket) is { } fault)
                faults.Add(
                    $"lake '{lake}': the bucket '{Bucket}' {fault}. "
                        + "Expected s3://bucket or s3://bucket/prefix, "
                        + "the bucket of 3 to 63 lower-case letters, digits, '.' and '-', such as s3://shopstream-datalake-demo"
                );
            if (prefix.Length > 0 && LakeKey.Fault(prefix) is { } prefixFault)
                faults.Add(
                    $"lake '{lake}': the prefix '{prefix}' {prefixFault}. Expected words with '/' between them, such as s3://shopstream-datalake-demo/daily"
                );
        }
        else if (FolderFault(lake) is { } fault)
        {
            faults.Add($"lake '{lake}' {fault}. Expected a folder, such as data/lake, or s3://bucket/optional/prefix");
        }
        else
        {
            Folder = Path.GetFullPath(lake);
        }

        Endpoint = EndpointOf(endpoint, faults);
        Region = string.IsNullOrWhiteSpace(region) ? DefaultRegion : region.Trim();
        if (!RegionName().IsMatch(Region))
            faults.Add(
                $"lake.region '{Region}' is not a region. "
                    + $"Expected lower-case letters, digits and '-', such as {DefaultRegion}; leave it empty for {DefaultRegion}"
            );
        ForcePathStyle = forcePathStyle ?? Endpoint is not null;

        if (faults.Count > 0)
            throw new UsageException(string.Join(Environment.NewLine, faults));
    }

    /// <summary>Absolute path; null if the lake is a bucket.</summary>
    public string? Folder { get; }

    /// <summary>Name of the bucket; null if the lake is a folder.</summary>
    public string? Bucket { get; }

    /// <summary>Prefix of every key in the bucket: empty, or ending in '/'.</summary>
    public string Prefix { get; } = "";

    /// <summary>URL of the S3 server; null for AWS.</summary>
    public Uri? Endpoint { get; }

    /// <summary>The bucket's region, used to sign requests.</summary>
    public string Region { get; }

    /// <summary>Whether the bucket is in the URL's path.</summary>
    public bool ForcePathStyle { get; }

    /// <summary>Encryption, compression and deadline; by default the bucket's encryption, no compression, four hours.</summary>
    public LakeStorage Storage { get; init; } = new();

    /// <summary>Returns the folder, or s3://bucket/prefix.</summary>
    public override string ToString() => Folder ?? (Scheme + Bucket + "/" + Prefix).TrimEnd('/');

    private static string? FolderFault(string lake)
    {
        if (lake.Length == 0)
            return "is empty";
        if (lake.Any(char.IsControl))
            return "contains a control character";
        if (lake.StartsWith("s3:", StringComparison.OrdinalIgnoreCase))
            return "lacks the two slashes after s3:";
        var scheme = lake.IndexOf("://", StringComparison.Ordinal);
        return scheme < 0 ? null : $"has the scheme '{lake[..scheme]}'";
    }

    private static string? BucketFault(string bucket) =>
        bucket.Length == 0 ? "is empty"
        : bucket.Any(char.IsAsciiLetterUpper) ? "has upper-case letters"
        : !BucketName().IsMatch(bucket) || bucket.Contains("..", StringComparison.Ordinal) ? "is not a valid bucket name"
        : null;

    private static Uri? EndpointOf(string? text, List<string> faults)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        const string expected = "Expected the server's absolute URL, such as http://localhost:4566; leave it empty for AWS";
        if (!Uri.TryCreate(text.Trim(), UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
            faults.Add($"lake.endpoint '{text}' is not an absolute http or https URL. {expected}");
        // The message omits the value: it may contain a password.
        else if (uri.UserInfo.Length > 0)
            faults.Add($"lake.endpoint has a user before its host. {expected}. {S3Problem.WaysToGiveCredentials}");
        else if (uri.Query.Length > 0 || uri.Fragment.Length > 0)
            faults.Add($"lake.endpoint '{text}' has a query or a fragment. {expected}");
        else
            return uri;
        return null;
    }

    [GeneratedRegex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex BucketName();

    [GeneratedRegex("^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RegionName();
}
