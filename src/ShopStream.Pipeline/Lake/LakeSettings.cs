using ShopStream.Quality.Verdicts;

namespace ShopStream.Pipeline.Lake;

/// <summary>Which lake.</summary>
public sealed record LakeSettings
{
    /// <param name="location">A folder, or s3://bucket/prefix.</param>
    /// <param name="endpoint">Of an S3 that is not Amazon's: http(s)://host:port; "" for Amazon's.</param>
    /// <param name="region">Of the bucket.</param>
    /// <exception cref="UsageException">One of them is none.</exception>
    public LakeSettings(string location, string endpoint = "", string region = "eu-west-3")
    {
        if (string.IsNullOrWhiteSpace(location)) throw new UsageException("the lake is '': expected a folder or s3://bucket/prefix");
        if (endpoint.Length > 0 && !(Uri.TryCreate(endpoint, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"))
            throw new UsageException($"the lake's endpoint is '{endpoint}': expected http://host:port, https://host or nothing");
        if (string.IsNullOrWhiteSpace(region)) throw new UsageException("the lake's region is '': expected one such as eu-west-3");
        (Location, Endpoint, Region) = (location, endpoint, region);
        if (!location.StartsWith("s3:", StringComparison.OrdinalIgnoreCase)) return;
        var parts = location.StartsWith("s3://", StringComparison.Ordinal) ? location["s3://".Length..].Split('/', 2) : [""];
        if (parts[0].Length is < 3 or > 63) throw new UsageException($"the lake is '{location}': expected s3://bucket or s3://bucket/prefix, the bucket's name of 3 to 63 characters");
        (Bucket, Prefix) = (parts[0], parts.Length > 1 ? parts[1].Trim('/') : "");
    }

    /// <summary>As given.</summary>
    public string Location { get; }

    /// <summary>"" for Amazon's.</summary>
    public string Endpoint { get; }

    /// <summary>Default eu-west-3.</summary>
    public string Region { get; }

    /// <summary>Null for a folder.</summary>
    public string? Bucket { get; }

    /// <summary>Below which keys are; "" for the bucket's root.</summary>
    public string Prefix { get; } = "";
}
