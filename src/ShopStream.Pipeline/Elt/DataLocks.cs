using System.Globalization;
using ShopStream.Pipeline.Lake;
using ShopStream.Pipeline.Options;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Elt;

/// <summary>
/// Keeps the run's data as it is while it is used: the lock on the work folder and the leases of dates in the lake. Commands that read share
/// them; a run excludes all others from its work folder until its verdict is written, and from its date until the data is moved.
/// </summary>
public sealed class DataLocks : IAsyncDisposable
{
    private readonly PipelineOptions options;
    private readonly TimeProvider clock;
    private readonly WorkLock work;
    private readonly Dictionary<DateOnly, SharedDateLease> dates = [];
    private ILake? lake;

    private DataLocks(PipelineOptions options, TimeProvider clock, WorkLock work) => (this.options, this.clock, this.work) = (options, clock, work);

    internal LeaseHolder Reader =>
        new(string.Create(CultureInfo.InvariantCulture, $"{options.Command} (process {Environment.ProcessId} on {Environment.MachineName})"), work.Owner);

    /// <summary>Locks the work folder for a command that reads.</summary>
    /// <param name="options">Name the folder, the command and how long to wait.</param>
    /// <param name="clock">Supplies the current time.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="InfrastructureException">A run still uses the folder.</exception>
    public static async Task<DataLocks> ShareAsync(PipelineOptions options, TimeProvider clock, CancellationToken cancellationToken) =>
        new(RequireOwn(options), clock, await WorkLock.ShareAsync(options.WorkFolder, options.Command, Wait(options), clock, cancellationToken));

    /// <summary>Locks the work folder for a run.</summary>
    /// <exception cref="InfrastructureException">Another command still uses the folder, or it cannot be written.</exception>
    /// <inheritdoc cref="ShareAsync(PipelineOptions, TimeProvider, CancellationToken)"/>
    public static async Task<DataLocks> ExcludeAsync(PipelineOptions options, TimeProvider clock, CancellationToken cancellationToken) =>
        new(RequireOwn(options), clock, await WorkLock.ExcludeAsync(options.WorkFolder, options.Command, Wait(options), clock, cancellationToken));

    private static PipelineOptions RequireOwn(PipelineOptions options) =>
        options.Attached is null
            ? options
            : throw new UsageException(
                $"{options.Command.Split(' ')[0]} works on data that this pipeline has moved, and the setting pipeline is external: other tools move it. "
                    + "Expected check, suggest or reconcile, which only read; run, where models is dbt, builds a dbt project first"
            );

    /// <summary>Leases a date for reading, until these locks are disposed. A date that is leased already stays so.</summary>
    /// <param name="date">The date.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="InfrastructureException">A run still writes the date.</exception>
    public async Task ShareAsync(DateOnly date, CancellationToken cancellationToken)
    {
        if (!dates.ContainsKey(date))
            dates[date] = await SharedDateLease.TakeAsync(OpenLake(), date, Reader, Wait(options), clock, cancellationToken);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        foreach (var lease in dates.Values)
            await lease.DisposeAsync();
        if (lake is not null)
            await lake.DisposeAsync();
        work.Dispose();
    }

    /// <summary>Does work that writes a date, under its exclusive lease. Afterwards the date is leased for reading, without a gap.</summary>
    /// <param name="date">The date.</param>
    /// <param name="runId">The run, as others see it.</param>
    /// <param name="work">Receives the holder of the lease.</param>
    /// <param name="cancellationToken">Cancels the wait and the work.</param>
    internal Task<T> WriteAsync<T>(DateOnly date, string runId, Func<LeaseHolder, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        var holder = Reader with { Name = runId };
        return new DateLease(OpenLake(), date, holder, Wait(options), clock).RunUnderLeaseAsync(
            options.Lake.Storage.Deadline,
            async token =>
            {
                var result = await work(holder, token);
                dates[date] = await SharedDateLease.JoinAsync(OpenLake(), date, Reader, clock, token);
                return result;
            },
            cancellationToken
        );
    }

    // Its own, because the leases outlive the lake that the run reads and writes.
    private ILake OpenLake() => lake ??= Lakes.Open(options.Lake, clock);

    private static LockWait Wait(PipelineOptions options) => new(options.LockWait, options.Warn);
}
