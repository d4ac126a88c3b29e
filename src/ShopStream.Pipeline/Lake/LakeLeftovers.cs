using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Lake;

/// <summary>
/// Removes what dead processes of a work folder have left in the lake, on whichever date: leases, unfinished uploads and files that were not exchanged.
/// </summary>
/// <param name="lake">The lake.</param>
/// <param name="holder">The run that tidies up. It holds its work folder exclusively, so that what belongs to that folder is of the dead.</param>
/// <param name="clock">Decides which leases have expired.</param>
internal sealed class LakeLeftovers(ILake lake, LeaseHolder holder, TimeProvider clock)
{
    /// <param name="leased">The date that this run holds; its files are left to the run.</param>
    /// <param name="isLoaded">Whether the warehouse was loaded from a manifest; see <see cref="LakeExchange.RecoverAsync"/>.</param>
    /// <param name="cancellationToken">Cancels the work; the next run continues.</param>
    public async Task RemoveAsync(DateOnly leased, Func<Manifest, Task<bool>> isLoaded, CancellationToken cancellationToken)
    {
        await lake.TidyAsync(
            key =>
                LakeLayout.DateOf(key) == leased
                || (key.StartsWith(LakeLayout.Next, StringComparison.Ordinal) && key.Contains($"/{holder.Owner}/", StringComparison.Ordinal)),
            cancellationToken
        );
        await RemoveLeasesAsync(leased, cancellationToken);
        var dates = new SortedSet<DateOnly>();
        await foreach (var entry in lake.ListAsync(LakeLayout.Next, cancellationToken))
            if (LakeLayout.DateOf(entry.Key) is { } date && date != leased)
                dates.Add(date);
        foreach (var date in dates)
            await RecoverAsync(date, isLoaded, cancellationToken);
    }

    private async Task RemoveLeasesAsync(DateOnly leased, CancellationToken cancellationToken)
    {
        var keys = new List<string>();
        await foreach (var entry in lake.ListAsync(LakeLayout.RecordedRoot, cancellationToken))
            if (LakeLayout.IsLease(entry.Key) && LakeLayout.DateOf(entry.Key) != leased)
                keys.Add(entry.Key);
        foreach (var key in keys)
        {
            if (await lake.TryReadAsync(key, cancellationToken) is not { } json || LakeLease.FromJson(json) is not { } lease)
                continue;
            // An expired lease of another folder's run is left to the run that takes it over.
            var isDead = string.Equals(lease.Owner, holder.Owner, StringComparison.Ordinal) || (LakeLayout.IsReader(key) && lease.IsStale(clock.GetUtcNow()));
            if (isDead)
                await lake.DeleteAsync(key, cancellationToken);
        }
    }

    private async Task RecoverAsync(DateOnly date, Func<Manifest, Task<bool>> isLoaded, CancellationToken cancellationToken)
    {
        try
        {
            await new DateLease(lake, date, holder, new LockWait(TimeSpan.Zero, null), clock).RunUnderLeaseAsync(
                LakeLease.Duration,
                async token =>
                {
                    await new LakeExchange(lake, date, holder.Owner).RecoverAsync(isLoaded, token);
                    return true;
                },
                cancellationToken
            );
        }
        catch (InfrastructureException)
        {
            // Another command uses that date: a later run tidies it up.
        }
    }
}
