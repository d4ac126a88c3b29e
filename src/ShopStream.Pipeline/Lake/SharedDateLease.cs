using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Lake;

/// <summary>
/// Keeps runs from replacing a date while it is read. A reader first writes its own lease and then looks for a run's; a run first writes its
/// lease and then looks for readers'. So at least one of the two sees the other, in a folder as in S3, and it is the reader that gives way.
/// </summary>
internal sealed class SharedDateLease : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ReleaseTimeout = TimeSpan.FromSeconds(5);

    private readonly ILake lake;
    private readonly string key;
    private readonly TimeProvider clock;
    private LeaseRenewal? renewal;

    private SharedDateLease(ILake lake, DateOnly date, TimeProvider clock) =>
        (this.lake, key, this.clock) = (lake, LakeLayout.ReaderKey(date, Guid.NewGuid().ToString("N")), clock);

    /// <summary>Waits for a run that writes the date.</summary>
    /// <param name="lake">Stays open as long as the lease.</param>
    /// <param name="date">The date.</param>
    /// <param name="reader">The command. Its work folder is locked, so no run of that folder is alive.</param>
    /// <param name="wait">How long to wait.</param>
    /// <param name="clock">Supplies the current time.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The lease; without an object in the lake if this account may not write there.</returns>
    /// <exception cref="InfrastructureException">A run still writes the date.</exception>
    public static async Task<SharedDateLease> TakeAsync(
        ILake lake,
        DateOnly date,
        LeaseHolder reader,
        LockWait wait,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var taken = new SharedDateLease(lake, date, clock);
        try
        {
            await wait.RunAsync(
                async () =>
                {
                    await taken.CreateAsync(reader, wait.Inform, cancellationToken);
                    if (await lake.TryReadAsync(LakeLayout.LeaseKey(date), cancellationToken) is not { } json || LakeLease.FromJson(json) is not { } run)
                        return null;
                    if (string.Equals(run.Owner, reader.Owner, StringComparison.Ordinal) || run.IsStale(clock.GetUtcNow()))
                        return null;
                    await taken.DisposeAsync();
                    return DateLease.Obstacle(lake, date, run);
                },
                (obstacle, waited) => new InfrastructureException($"{obstacle}; {waited}. Nothing was checked. Run again after it has ended"),
                Pause,
                clock,
                cancellationToken
            );
            return taken;
        }
        catch
        {
            await taken.DisposeAsync();
            throw;
        }
    }

    /// <summary>Goes on reading a date that this run has written, before it gives up its own lease.</summary>
    public static async Task<SharedDateLease> JoinAsync(ILake lake, DateOnly date, LeaseHolder reader, TimeProvider clock, CancellationToken cancellationToken)
    {
        var joined = new SharedDateLease(lake, date, clock);
        await joined.CreateAsync(reader, null, cancellationToken);
        return joined;
    }

    /// <summary>Gives up the lease, and waits for at most 5 s. One that cannot be removed expires.</summary>
    public async ValueTask DisposeAsync()
    {
        if (renewal is null)
            return;
        await renewal.DisposeAsync();
        renewal = null;
        using var time = new CancellationTokenSource(ReleaseTimeout, clock);
        try
        {
            await lake.DeleteAsync(key, time.Token);
        }
        catch (Exception e) when (e is ProblemException or OperationCanceledException)
        {
            // The command's own result or error matters more.
        }
    }

    private async Task CreateAsync(LeaseHolder reader, Action<string>? inform, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var lease = new LakeLease(reader.Name, reader.Owner, now, now + LakeLease.Duration);
        try
        {
            await lake.TryCreateAsync(key, lease.ToJson(), cancellationToken);
            renewal = new LeaseRenewal(lake, key, lease, clock);
        }
        catch (ProblemException e) when (e is UsageException || e.InnerException is UnauthorizedAccessException || IsReadOnly(e.InnerException))
        {
            // What is read is compared again at the end.
            inform?.Invoke($"{lake.Description} is read without a lease, because this account cannot write there ({e.Message})");
        }
    }

    private static bool IsReadOnly(Exception? e) => e is IOException io && io.Message.Contains("Read-only file system", StringComparison.OrdinalIgnoreCase);
}
