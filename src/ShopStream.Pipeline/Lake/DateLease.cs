using System.Globalization;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Lake;

/// <summary>A date of the lake for one run alone, from before its manifest is taken away until its files are loaded.</summary>
internal sealed class DateLease(ILake lake, DateOnly date, string runId, string owner, TimeSpan limit, TimeProvider clock)
{
    private const int Tries = 3;

    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan ReleaseTimeout = TimeSpan.FromSeconds(5);

    private readonly string key = LakeLayout.LeaseKey(date);

    /// <summary>Takes the claim, does the work within its time, and gives the claim back whatever comes of it.</summary>
    /// <exception cref="InfrastructureException">Another run has the date, or the time has passed.</exception>
    /// <exception cref="UsageException">The claim cannot be read.</exception>
    public async Task<T> RunUnderLeaseAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        await AcquireAsync(cancellationToken);
        try
        {
            return await LakeDeadline.RunAsync(limit, clock, () => string.Create(CultureInfo.InvariantCulture, $"{lake.Description}: cannot write and load {date:yyyy-MM-dd}"), work, cancellationToken);
        }
        finally
        {
            await ReleaseAsync();
        }
    }

    private async Task AcquireAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var now = clock.GetUtcNow();
            var own = new LakeLease(runId, owner, now, now + limit).ToJson();
            if (await lake.TryCreateAsync(key, own, cancellationToken)) return;
            if (await lake.TryReadAsync(key, cancellationToken) is not { } json)
            {
                // Given back between the two; its next holder will be faster than we are only so often.
                if (attempt < Tries) continue;
                throw new InfrastructureException($"{Date} is claimed by other runs again and again: run again when they have ended");
            }

            var other = LakeLease.FromJson(json);
            if (other is null)
                throw new UsageException($"{Date} is claimed, but {Path} cannot be read. Make sure that no run works on that date, remove the object, then run again");
            // A claim of this work folder is a dead run's: one run at a time works there. One of another folder is dead when its time is over.
            var dead = string.Equals(other.Owner, owner, StringComparison.Ordinal);
            if (!dead && !other.IsStale(now)) throw HeldByAnother(other);
            using (var content = new MemoryStream(own, writable: false)) await lake.WriteAsync(key, content, cancellationToken);
            if (dead) return;
            // Another run may have found the same dead claim: of all that took it over the last one has it.
            await Task.Delay(Settle, clock, cancellationToken);
            if (await lake.TryReadAsync(key, cancellationToken) is { } there && LakeLease.FromJson(there) is { } holder && !string.Equals(holder.RunId, runId, StringComparison.Ordinal)) throw HeldByAnother(holder);
            return;
        }
    }

    private string Date => string.Create(CultureInfo.InvariantCulture, $"{date:yyyy-MM-dd} in {lake.Description}");

    private string Path => $"{lake.Description}/{key}";

    private InfrastructureException HeldByAnother(LakeLease other) =>
        new($"{Date} is being written by run {other.RunId} since {Moment(other.At)}, and nothing of it was touched. Run again when that run has ended; it ends by {Moment(other.Until)} at the latest (its claim: {Path})");

    private static string Moment(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    // Also after an interruption. A claim that cannot be given back is taken over by the next run of this work folder: a lake that has
    // gone silent keeps nobody waiting once more.
    private async Task ReleaseAsync()
    {
        using var time = new CancellationTokenSource(ReleaseTimeout, clock);
        try
        {
            if (await lake.TryReadAsync(key, time.Token) is { } json && string.Equals(LakeLease.FromJson(json)?.RunId, runId, StringComparison.Ordinal))
                await lake.DeleteAsync(key, time.Token);
        }
        catch (Exception e) when (e is ProblemException or OperationCanceledException)
        {
            // What led here, or the run's own result, is what there is to tell.
        }
    }
}
