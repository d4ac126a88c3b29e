using System.Globalization;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Lake;

/// <summary>Gives one run exclusive use of a lake date, from before the old manifest is deleted until the new files are loaded.</summary>
internal sealed class DateLease(ILake lake, DateOnly date, string runId, string owner, TimeSpan limit, TimeProvider clock)
{
    private const int MaxAttempts = 3;

    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan ReleaseTimeout = TimeSpan.FromSeconds(5);

    private readonly string key = LakeLayout.LeaseKey(date);

    /// <summary>Acquires the lease, runs the work within the lease's duration, and releases the lease in every case.</summary>
    /// <exception cref="InfrastructureException">Another run holds the lease, or the duration has passed.</exception>
    /// <exception cref="UsageException">The lease object cannot be read.</exception>
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
            var lease = new LakeLease(runId, owner, now, now + limit).ToJson();
            if (await lake.TryCreateAsync(key, lease, cancellationToken)) return;
            if (await lake.TryReadAsync(key, cancellationToken) is not { } json)
            {
                // Released between the two calls. Try again, but not forever: other runs may keep taking it.
                if (attempt < MaxAttempts) continue;
                throw new InfrastructureException($"{Date} is leased by other runs again and again: run again after they have ended");
            }

            var other = LakeLease.FromJson(json);
            if (other is null)
                throw new UsageException($"{Date} is leased, but {Path} cannot be read. Make sure that no run works on that date, remove the object, then run again");
            // A lease of this work folder belongs to a dead run, because only one run at a time works there. A lease of another folder is dead once it has expired.
            var dead = string.Equals(other.Owner, owner, StringComparison.Ordinal);
            if (!dead && !other.IsStale(now)) throw HeldByAnother(other);
            using (var content = new MemoryStream(lease, writable: false)) await lake.WriteAsync(key, content, cancellationToken);
            if (dead) return;
            // Another run may have found the same dead lease: the last one to take it over holds it.
            await Task.Delay(Settle, clock, cancellationToken);
            if (await lake.TryReadAsync(key, cancellationToken) is { } current && LakeLease.FromJson(current) is { } holder && !string.Equals(holder.RunId, runId, StringComparison.Ordinal)) throw HeldByAnother(holder);
            return;
        }
    }

    private string Date => string.Create(CultureInfo.InvariantCulture, $"{date:yyyy-MM-dd} in {lake.Description}");

    private string Path => $"{lake.Description}/{key}";

    private InfrastructureException HeldByAnother(LakeLease other) =>
        new($"{Date} is being written by run {other.RunId} since {Moment(other.At)}, and nothing was changed. Run again after that run has ended, by {Moment(other.Until)} at the latest (its lease: {Path})");

    private static string Moment(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    // Also after an interruption. A lease that cannot be released is taken over by the next run of this work folder, so an unresponsive
    // lake is not waited for again.
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
            // The run's own result or error matters more.
        }
    }
}
