using Amazon.Runtime;

namespace ShopStream.Pipeline.Lake;

/// <summary>Retries, deadlines and part sizes of S3 requests.</summary>
internal sealed record S3Limits
{
    /// <summary>
    /// Deadline of one request with its retries, at most the setting lake.deadline, plus 3 s per MiB of its body. For a download, the time
    /// without a byte. Default: 2 minutes.
    /// </summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Deadline of one attempt, plus 1 s per MiB of its body. For a download, the time without a byte. Default: 25 seconds, so that several
    /// attempts fit into the deadline.
    /// </summary>
    public TimeSpan Attempt { get; init; } = TimeSpan.FromSeconds(25);

    /// <summary>Number of retries after throttling, 5xx, a broken connection or no response. The SDK's retries are switched off. Default: 6.</summary>
    public int Retries { get; init; } = 6;

    /// <summary>Delay before the first retry; doubles with each retry, with jitter. Default: 200 ms.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Longest delay between retries. Default: 15 s.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Deadline for aborting a failed upload. Default: 5 s.</summary>
    public TimeSpan CleanupTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often an interrupted download is resumed. Default: 100.</summary>
    public int Resumptions { get; init; } = 100;

    /// <summary>How many files are written, read, copied or deleted at a time. Default: 8.</summary>
    public int RequestsAtATime { get; init; } = 8;

    /// <summary>Keys per page of a listing. Default: 1,000, which is S3's maximum.</summary>
    public int PageKeys { get; init; } = 1_000;

    /// <summary>Number of parts of each size; see <see cref="S3Parts"/>.</summary>
    public int PartsOfASize { get; init; } = S3Parts.OfASize;

    /// <summary>Size in bytes of the largest object that is copied in one request. Default: 5 GiB, which is S3's maximum.</summary>
    public long LargestCopy { get; init; } = 5L * 1024 * 1024 * 1024;

    /// <summary>Size in bytes of a part of a larger copy, at least 5 MiB. Default: 1 GiB.</summary>
    public long CopyPart { get; init; } = 1024L * 1024 * 1024;

    /// <summary>Measures deadlines and delays.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Creates HTTP clients; null for the SDK's own.</summary>
    public HttpClientFactory? Http { get; init; }
}
