using ShopStream.Pipeline.Lake;
using ShopStream.Pipeline.Warehouse;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Elt;

/// <summary>
/// Exchanges a date in the lake and in the warehouse. The warehouse decides: a run's files become those of the date once its load is the
/// one that the warehouse shows. So a run that dies at any moment leaves the old state or the new in both.
/// </summary>
/// <param name="lake">The lake.</param>
/// <param name="warehouse">The warehouse, opened for writing.</param>
/// <param name="date">The date, leased by this run.</param>
/// <param name="holder">The run.</param>
/// <param name="clock">Supplies the current time.</param>
internal sealed class DateExchange(ILake lake, IWarehouse warehouse, DateOnly date, LeaseHolder holder, TimeProvider clock)
{
    private static readonly TimeSpan CleanupTimeout = TimeSpan.FromSeconds(2);

    private readonly LakeExchange files = new(lake, date, holder.Owner);

    public DateOnly Date => date;

    public IWarehouse Warehouse => warehouse;

    /// <summary>The lake as it is, with the files of all dates.</summary>
    public ILake Whole => lake;

    /// <summary>The lake as it will be: new files are written here.</summary>
    public ILake Lake => files.Next;

    /// <summary>Finishes or removes what earlier runs of this work folder have left, on all dates.</summary>
    public async Task RecoverAsync(CancellationToken cancellationToken)
    {
        await new LakeLeftovers(lake, holder, clock).RemoveAsync(date, m => IsLoadedAsync(m, cancellationToken), cancellationToken);
        await files.RecoverAsync(m => IsLoadedAsync(m, cancellationToken), cancellationToken);
    }

    /// <summary>
    /// Removes the new files of a run that has failed, or finishes the exchange if the warehouse has them; for at most 2 s, because the next run does it, too.
    /// </summary>
    public async Task TryRecoverAsync()
    {
        using var time = new CancellationTokenSource(CleanupTimeout, clock);
        try
        {
            // A warehouse that does not respond may not react to the token either.
            await files.RecoverAsync(m => IsLoadedAsync(m, time.Token).WaitAsync(time.Token), time.Token);
        }
        catch (Exception e) when (e is ProblemException or OperationCanceledException)
        {
            // The run's own error matters more.
        }
    }

    /// <inheritdoc cref="LakeExchange.PrepareAsync"/>
    public Task<Manifest> PrepareAsync(Manifest manifest, CancellationToken cancellationToken) => files.PrepareAsync(manifest, cancellationToken);

    /// <inheritdoc cref="IWarehouse.LoadAsync"/>
    public Task<(long Rows, long Bytes)> LoadAsync(Manifest next, IProgress<StageProgress>? progress, CancellationToken cancellationToken) =>
        warehouse.LoadAsync(next, NextLake.Of(lake, next), progress, cancellationToken);

    /// <summary>Shows the new files in the lake, after the warehouse shows them.</summary>
    public async Task<bool> CommitAsync(Manifest next, CancellationToken cancellationToken)
    {
        await files.CommitAsync(next, cancellationToken);
        return true;
    }

    private async Task<bool> IsLoadedAsync(Manifest manifest, CancellationToken cancellationToken) =>
        await warehouse.LoadedAsync(cancellationToken) is { } loaded && loaded.IsOf(manifest);
}
