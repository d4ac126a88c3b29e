using ShopStream.Application.Progress;
using ShopStream.Pipeline.Elt;
using ShopStream.Pipeline.Options;
using ShopStream.Pipeline.Source;
using ShopStream.Quality.Results;

namespace ShopStream.Application.Composition;

/// <summary>Opens what earlier runs left: the recorded measurements, the lake and the warehouse, all read-only.</summary>
internal static class StoredRun
{
    /// <param name="options">Where the lake and the warehouse are, and which command reads them.</param>
    /// <param name="date">Null for the date that the warehouse holds.</param>
    /// <param name="source">Measures what was not recorded in the snapshot; null where no source is available.</param>
    /// <param name="clock">Supplies the current time.</param>
    /// <param name="locks">Locks that the caller holds; null takes them for as long as the data is open.</param>
    /// <param name="cancellationToken">Cancels the opening.</param>
    /// <exception cref="NothingToJudgeException">No run exists, or none of this date.</exception>
    /// <exception cref="InfrastructureException">A run is at work and has not ended in time.</exception>
    public static Task<RunData> OpenAsync(
        PipelineOptions options,
        DateOnly? date,
        SourceAddress? source,
        TimeProvider clock,
        DataLocks? locks,
        CancellationToken cancellationToken
    ) => new ShopPipeline(options, clock, new Stages(null), null, locks).OpenAsync(date, source, cancellationToken);

    /// <summary>The options of a command, which names itself to others that wait for it.</summary>
    public static PipelineOptions For(this PipelineOptions options, string command, WorkObserver observer) =>
        options with
        {
            Command = command,
            Warn = observer.Warn,
        };
}
