using Amazon.Runtime;
using ShopStream.Quality.Verdicts;

namespace ShopStream.Pipeline.Lake;

/// <summary>Sends requests to S3, each with a deadline, and says their failures for people.</summary>
internal sealed class S3Requests(LakeSettings lake, S3Limits limits)
{
    /// <param name="doing">What is tried, for the error: "write raw/…".</param>
    /// <param name="request">Passes the deadline's token on.</param>
    /// <param name="cancellation">The caller's; its cancellation stays a cancellation.</param>
    /// <exception cref="UsageException">Somebody has to change something: bucket, region, credentials, rights.</exception>
    /// <exception cref="InfrastructureException">No answer in time, or an answer that a retry may better.</exception>
    public Task<T> SendAsync<T>(string doing, Func<CancellationToken, Task<T>> request, CancellationToken cancellation) =>
        SendAsync(doing, (deadline, _) => request(deadline), cancellation);

    /// <inheritdoc cref="SendAsync{T}(string, Func{CancellationToken, Task{T}}, CancellationToken)" />
    /// <param name="request">As a download goes on, it calls the second argument to be given the whole time again.</param>
    public async Task<T> SendAsync<T>(
        string doing, Func<CancellationToken, Action, Task<T>> request, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        using var clock = new CancellationTokenSource(limits.Deadline, limits.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(clock.Token, cancellation);
        try
        {
            return await request(both.Token, () => clock.CancelAfter(limits.Deadline));
        }
        catch (Exception e) when (cancellation.IsCancellationRequested && e is not ProblemException)
        {
            // A connection cut by the cancellation reports itself as broken.
            throw new OperationCanceledException($"cancelled: {doing}", e, cancellation);
        }
        catch (OperationCanceledException e)
        {
            throw S3Problem.Late(lake, doing, clock.IsCancellationRequested ? limits.Deadline : limits.Attempt, e);
        }
        catch (Exception e) when (e is AmazonServiceException or AmazonClientException or HttpRequestException or IOException)
        {
            if (clock.IsCancellationRequested) throw S3Problem.Late(lake, doing, limits.Deadline, e);
            throw S3Problem.Of(lake, doing, e);
        }
    }
}
