using Amazon.Runtime;

namespace ShopStream.Pipeline.Lake;

/// <summary>How long and how often S3 is asked, and in which portions.</summary>
internal sealed record S3Limits
{
    /// <summary>For one request with its retries, or the setting lake.deadline where that is less; 3 s for every MiB of its body besides; for a download, without a byte. Default: 2 minutes.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Of one try, a second for every MiB of its body besides; for a download, without a byte. Default: 25 seconds, so that the deadline leaves room for more.</summary>
    public TimeSpan Attempt { get; init; } = TimeSpan.FromSeconds(25);

    /// <summary>Of what is worth it: throttling, 5xx, a broken connection, no answer. They are ours alone: the SDK's are switched off. Default: 6.</summary>
    public int Retries { get; init; } = 6;

    /// <summary>Before the first retry; about twice as long before each further one, with jitter. Default: 200 ms.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The longest of them. Default: 15 s.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>For the abortion of an upload that failed. Default: 5 s.</summary>
    public TimeSpan CleanupTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often a download that breaks off is resumed where it broke. Default: 100.</summary>
    public int Resumptions { get; init; } = 100;

    /// <summary>Keys in one answer to a list; S3's own maximum is the default, 1,000.</summary>
    public int PageKeys { get; init; } = 1_000;

    /// <summary>How many parts there are of each size; see <see cref="S3Parts"/>.</summary>
    public int PartsOfASize { get; init; } = S3Parts.OfASize;

    /// <summary>For deadlines and pauses.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The SDK's own where null.</summary>
    public HttpClientFactory? Http { get; init; }
}
