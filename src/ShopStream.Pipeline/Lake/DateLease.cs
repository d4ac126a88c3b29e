using System.Globalization;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Lake;

/// <summary>Who takes a lease.</summary>
/// <param name="Name">A run's identifier, or a reader's command and process.</param>
/// <param name="Owner">The work folder's identifier.</param>
internal sealed record LeaseHolder(string Name, string Owner);

/// <summary>Gives one run exclusive use of a lake date: no other run writes it, and no command reads it.</summary>
/// <param name="lake">The lake.</param>
/// <param name="date">The date.</param>
/// <param name="holder">The run. It holds its work folder exclusively, so other leases of that folder are dead.</param>
/// <param name="wait">How long to wait for another run, and for readers.</param>
/// <param name="clock">Supplies the current time.</param>
internal sealed class DateLease(ILake lake, DateOnly date, LeaseHolder holder, LockWait wait, TimeProvider clock)
{
    private const string Ending = "Run again after it has ended";
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ReleaseTimeout = TimeSpan.FromSeconds(5);

    private readonly string key = LakeLayout.LeaseKey(date);

    /// <summary>Acquires the lease, runs the work within a limit, renews the lease meanwhile, and releases it in every case.</summary>
    /// <param name="limit">How long the work may take.</param>
    /// <param name="work">The work; cancelled when the limit has passed or the lease is lost.</param>
    /// <param name="cancellationToken">Cancels the wait and the work.</param>
    /// <exception cref="InfrastructureException">Another run or a reader holds the date, the limit has passed, or the lease was lost.</exception>
    /// <exception cref="UsageException">The lease object cannot be read.</exception>
    public async Task<T> RunUnderLeaseAsync<T>(TimeSpan limit, Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        var lease = await AcquireAsync(cancellationToken);
        try
        {
            await using var renewal = new LeaseRenewal(lake, key, lease, clock);
            using var held = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, renewal.Lost);
            try
            {
                await WaitForReadersAsync(held.Token);
                return await LakeDeadline.RunAsync(
                    limit,
                    clock,
                    () => string.Create(CultureInfo.InvariantCulture, $"{lake.Description}: cannot write and load {date:yyyy-MM-dd}"),
                    work,
                    held.Token
                );
            }
            catch (OperationCanceledException e) when (renewal.Lost.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                throw new InfrastructureException(
                    $"{Date}: this run has lost its lease {Path}: "
                        + $"another run has taken it, or it could not be renewed for {LakeLease.Duration.TotalMinutes:0} minutes. "
                        + "The run ended before it changed anything that others see, or the next run finishes what it began. Run again",
                    e
                );
            }
        }
        finally
        {
            await ReleaseAsync(lease);
        }
    }

    private async Task<LakeLease> AcquireAsync(CancellationToken cancellationToken)
    {
        LakeLease? acquired = null;
        await wait.RunAsync(
            async () =>
            {
                var now = clock.GetUtcNow();
                var lease = new LakeLease(holder.Name, holder.Owner, now, now + LakeLease.Duration);
                var obstacle = await TryAcquireAsync(lease, cancellationToken);
                acquired = lease;
                return obstacle;
            },
            (obstacle, waited) => new InfrastructureException($"{obstacle}; {waited}, and nothing was changed. {Ending}"),
            Pause,
            clock,
            cancellationToken
        );
        return acquired!;
    }

    // Null if it was acquired.
    private async Task<string?> TryAcquireAsync(LakeLease lease, CancellationToken cancellationToken)
    {
        if (await lake.TryCreateAsync(key, lease.ToJson(), cancellationToken))
            return null;
        // Released between the two calls; other runs may keep taking it.
        if (await lake.TryReadAsync(key, cancellationToken) is not { } json)
            return $"{Date} is leased by other runs again and again";
        var other =
            LakeLease.FromJson(json)
            ?? throw new UsageException(
                $"{Date} is leased, but {Path} cannot be read. Make sure that no run works on that date, remove the object, then run again"
            );
        var dead = string.Equals(other.Owner, holder.Owner, StringComparison.Ordinal);
        if (!dead && !other.IsStale(lease.At))
            return WrittenBy(other);
        using (var content = new MemoryStream(lease.ToJson(), writable: false))
            await lake.WriteAsync(key, content, cancellationToken);
        if (dead)
            return null;
        // Another run may have found the same dead lease: the last one to take it over holds it.
        await Task.Delay(Settle, clock, cancellationToken);
        return await lake.TryReadAsync(key, cancellationToken) is { } current && LakeLease.FromJson(current) is { } taken && !taken.IsOf(lease)
            ? WrittenBy(taken)
            : null;
    }

    // New readers see the run's lease and wait.
    private Task WaitForReadersAsync(CancellationToken cancellationToken) =>
        wait.RunAsync(
            async () =>
            {
                var now = clock.GetUtcNow();
                var keys = new List<string>();
                await foreach (var entry in lake.ListAsync(LakeLayout.ReaderPrefix(date), cancellationToken))
                    keys.Add(entry.Key);
                foreach (var reader in keys)
                {
                    var lease = await lake.TryReadAsync(reader, cancellationToken) is { } json ? LakeLease.FromJson(json) : null;
                    if (lease is not null && !string.Equals(lease.Owner, holder.Owner, StringComparison.Ordinal) && !lease.IsStale(now))
                        return $"{Date} is being read by {lease.RunId} since {LockWait.Moment(lease.At)} "
                            + $"(its lease: {lake.Description}/{reader}, until {LockWait.Moment(lease.Until)} unless renewed)";
                    await lake.DeleteAsync(reader, cancellationToken);
                }
                return null;
            },
            (obstacle, waited) => new InfrastructureException($"{obstacle}; {waited}, and nothing was changed. {Ending}"),
            Pause,
            clock,
            cancellationToken
        );

    private string Date => string.Create(CultureInfo.InvariantCulture, $"{date:yyyy-MM-dd} in {lake.Description}");

    private string Path => $"{lake.Description}/{key}";

    private string WrittenBy(LakeLease other) => Obstacle(lake, date, other);

    /// <summary>Says which run writes a date.</summary>
    internal static string Obstacle(ILake lake, DateOnly date, LakeLease other) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{date:yyyy-MM-dd} in {lake.Description} is being written by run {other.RunId} since {LockWait.Moment(other.At)} "
                + $"(its lease: {lake.Description}/{LakeLayout.LeaseKey(date)}, until {LockWait.Moment(other.Until)} unless renewed)"
        );

    // Also after an interruption. A lease that cannot be released is taken over by the next run of this work folder, so an unresponsive
    // lake is not waited for again.
    private async Task ReleaseAsync(LakeLease lease)
    {
        using var time = new CancellationTokenSource(ReleaseTimeout, clock);
        try
        {
            if (await lake.TryReadAsync(key, time.Token) is { } json && LakeLease.FromJson(json) is { } held && held.IsOf(lease))
                await lake.DeleteAsync(key, time.Token);
        }
        catch (Exception e) when (e is ProblemException or OperationCanceledException)
        {
            // The run's own result or error matters more.
        }
    }
}
