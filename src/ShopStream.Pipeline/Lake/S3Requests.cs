using System.Net.Sockets;
using Amazon.Runtime;
using Polly;
using Polly.Retry;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Lake;

/// <summary>Sends requests to S3 with retries and a deadline, and translates their errors.</summary>
internal sealed class S3Requests
{
    // Slowest supported connection: 1 MiB/s.
    private const double BytesPerSecond = 1024 * 1024;

    private readonly LakeSettings lake;
    private readonly S3Limits limits;
    private readonly ResiliencePipeline retries;

    public S3Requests(LakeSettings lake, S3Limits limits)
    {
        (this.lake, this.limits) = (lake, limits);
        retries = new ResiliencePipelineBuilder { TimeProvider = limits.Time }
            .AddRetry(
                new RetryStrategyOptions
                {
                    ShouldHandle = a => ValueTask.FromResult(S3Transient.Is(a.Outcome.Exception)),
                    MaxRetryAttempts = limits.Retries,
                    Delay = limits.Pause,
                    MaxDelay = limits.LongestPause,
                    BackoffType = DelayBackoffType.Exponential,
                    UseJitter = true,
                }
            )
            .Build();
    }

    /// <param name="doing">What is tried, for the message: "write raw/…".</param>
    /// <param name="request">Sends the request with the given token; must create its body anew for every attempt.</param>
    /// <param name="cancellationToken">The caller's token; its cancellation is not reported as a timeout.</param>
    /// <param name="bytes">Size of the request body; a larger body gets more time.</param>
    /// <exception cref="UsageException">Bucket, region, credentials or permissions are wrong.</exception>
    /// <exception cref="InfrastructureException">No response in time, or an error that a later run may not see.</exception>
    public Task<T> SendAsync<T>(string doing, Func<CancellationToken, Task<T>> request, CancellationToken cancellationToken, long bytes = 0) =>
        SendAsync(doing, (deadline, _) => request(deadline), cancellationToken, bytes);

    /// <inheritdoc cref="SendAsync{T}(string, Func{CancellationToken, Task{T}}, CancellationToken, long)" />
    /// <param name="request">Sends the request. Calls its second argument when a download makes progress, which restarts the deadline.</param>
    public async Task<T> SendAsync<T>(string doing, Func<CancellationToken, Action, Task<T>> request, CancellationToken cancellationToken, long bytes = 0)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var body = TimeSpan.FromSeconds(bytes / BytesPerSecond);
        var whole = lake.Storage.Deadline < limits.Deadline ? lake.Storage.Deadline : limits.Deadline;
        var (attempt, deadline) = (limits.Attempt + body, whole + (3 * body));
        using var timeout = new CancellationTokenSource(deadline, limits.Time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        var tries = 0;
        Exception? last = null;
        try
        {
            return await retries.ExecuteAsync(
                async token =>
                {
                    tries++;
                    try
                    {
                        return await TryAsync(attempt, request, () => timeout.CancelAfter(deadline), token);
                    }
                    catch (Exception e) when (S3Transient.Is(e))
                    {
                        last = e;
                        throw;
                    }
                },
                linked.Token
            );
        }
        catch (Exception e) when (cancellationToken.IsCancellationRequested && e is not ProblemException)
        {
            // A connection closed by the cancellation reports an I/O error.
            throw new OperationCanceledException($"cancelled: {doing}", e, cancellationToken);
        }
        catch (Exception e) when (timeout.IsCancellationRequested && e is not ProblemException)
        {
            throw S3Problem.DeadlineExceeded(lake, doing, deadline, tries, last ?? e);
        }
        catch (Exception e) when (e is AmazonServiceException or AmazonClientException or HttpRequestException or IOException or SocketException)
        {
            throw S3Problem.Of(lake, doing, tries, e);
        }
    }

    private async Task<T> TryAsync<T>(TimeSpan limit, Func<CancellationToken, Action, Task<T>> request, Action progress, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(limit, limits.Time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return await request(
                linked.Token,
                () =>
                {
                    timeout.CancelAfter(limit);
                    progress();
                }
            );
        }
        catch (Exception e) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested && e is not ProblemException)
        {
            throw new IOException($"no response within {limit.TotalSeconds:0.#} s", e);
        }
    }
}
