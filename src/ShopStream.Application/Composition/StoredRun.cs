using ShopStream.Application.Settings;
using ShopStream.Pipeline.Elt;
using ShopStream.Pipeline.Source;
using ShopStream.Quality.Results;

namespace ShopStream.Application.Composition;

/// <summary>Opens what earlier runs left: the recorded measurements, the lake and the warehouse, all read-only.</summary>
internal static class StoredRun
{
    /// <param name="settings">Where the lake and the warehouse are.</param>
    /// <param name="date">Null for the date that the warehouse holds.</param>
    /// <param name="source">Measures what was not recorded in the snapshot; null where no source is available.</param>
    /// <param name="clock">Supplies the current time.</param>
    /// <param name="cancellationToken">Cancels the opening.</param>
    /// <exception cref="NothingToJudgeException">No run exists, or none of this date.</exception>
    public static Task<RunData> OpenAsync(ShopSettings settings, DateOnly? date, SourceAddress? source, TimeProvider clock, CancellationToken cancellationToken) =>
        new ShopPipeline(settings.Pipeline, clock, new Stages(null), null).OpenAsync(date, source, cancellationToken);
}
