using System.Net.Sockets;
using Amazon.Runtime;
using Polly;
using Polly.Retry;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Lake;

/// <summary>Sends requests to S3, each tried again where that may help, within a deadline, and says their failures for people.</summary>
internal sealed class S3Requests
{
    // A line slower than this is none.
    private const double BytesASecond = 1024 * 1024;

    private readonly LakeSettings lake;
    private readonly S3Limits limits;
    private readonly ResiliencePipeline retries;

    public S3Requests(LakeSettings lake, S3Limits limits)
    {
        (this.lake, this.limits) = (lake, limits);
        retries = new ResiliencePipelineBuilder { TimeProvider = limits.Time }
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = a => ValueTask.FromResult(S3Transient.Is(a.Outcome.Exception)),
                MaxRetryAttempts = limits.Retries,
                Delay = limits.Pause,
                MaxDelay = limits.LongestPause,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
            })
            .Build();
    }

    /// <param name="doing">What is tried, for the error: "write raw/…".</param>
    /// <param name="request">Passes the deadline's token on; a body has to be made anew for every try.</param>
    /// <param name="cancellationToken">The caller's; its cancellation stays a cancellation.</param>
    /// <param name="bytes">Of the body that is sent: a large one is given more time.</param>
    /// <exception cref="UsageException">Somebody has to change something: bucket, region, credentials, rights.</exception>
    /// <exception cref="InfrastructureException">No answer in time, or an answer that a retry may better.</exception>
    public Task<T> SendAsync<T>(string doing, Func<CancellationToken, Task<T>> request, CancellationToken cancellationToken, long bytes = 0) =>
        SendAsync(doing, (deadline, _) => request(deadline), cancellationToken, bytes);

    /// <inheritdoc cref="SendAsync{T}(string, Func{CancellationToken, Task{T}}, CancellationToken, long)" />
    /// <param name="request">As a download goes on, it calls the second argument to be given the whole time again.</param>
    public async Task<T> SendAsync<T>(
        string doing, Func<CancellationToken, Action, Task<T>> request, CancellationToken cancellationToken, long bytes = 0)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var body = TimeSpan.FromSeconds(bytes / BytesASecond);
        var whole = lake.Storage.Deadline < limits.Deadline ? lake.Storage.Deadline : limits.Deadline;
        var (attempt, deadline) = (limits.Attempt + body, whole + (3 * body));
        using var clock = new CancellationTokenSource(deadline, limits.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(clock.Token, cancellationToken);
        var tries = 0;
        Exception? last = null;
        try
        {
            return await retries.ExecuteAsync(async token =>
            {
                tries++;
                try
                {
                    return await TryAsync(attempt, request, () => clock.CancelAfter(deadline), token);
                }
                catch (Exception e) when (S3Transient.Is(e))
                {
                    last = e;
                    throw;
                }
            }, both.Token);
        }
        catch (Exception e) when (cancellationToken.IsCancellationRequested && e is not ProblemException)
        {
            // A connection cut by the cancellation reports itself as broken.
            throw new OperationCanceledException($"cancelled: {doing}", e, cancellationToken);
        }
        catch (Exception e) when (clock.IsCancellationRequested && e is not ProblemException)
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
        using var clock = new CancellationTokenSource(limit, limits.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(clock.Token, cancellationToken);
        try
        {
            return await request(both.Token, () =>
            {
                clock.CancelAfter(limit);
                progress();
            });
        }
        catch (Exception e) when (clock.IsCancellationRequested && !cancellationToken.IsCancellationRequested && e is not ProblemException)
        {
            throw new IOException($"no answer within {limit.TotalSeconds:0.#} s", e);
        }
    }
}
