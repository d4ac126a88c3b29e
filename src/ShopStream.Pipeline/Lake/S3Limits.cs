using Amazon.Runtime;

namespace ShopStream.Pipeline.Lake;

/// <summary>How long and how often S3 is asked.</summary>
internal sealed record S3Limits
{
    /// <summary>For one request with its retries; for a download, without a byte. Default: 2 minutes.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Of one try. Default: 50 seconds, so that the deadline leaves room for a second one.</summary>
    public TimeSpan Attempt { get; init; } = TimeSpan.FromSeconds(50);

    /// <summary>By the SDK, with growing pauses, of what is worth it: throttling, 5xx, a broken connection. Default: 4.</summary>
    public int Retries { get; init; } = 4;

    /// <summary>Keys in one answer to a list; S3's own maximum is the default, 1,000.</summary>
    public int PageKeys { get; init; } = 1_000;

    /// <summary>For deadlines and pauses between downloads.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The SDK's own where null.</summary>
    public HttpClientFactory? Http { get; init; }
}
