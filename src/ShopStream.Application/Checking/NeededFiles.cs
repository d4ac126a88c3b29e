using ShopStream.Pipeline.Options;
using ShopStream.Quality.Data;
using ShopStream.Quality.Execution;

namespace ShopStream.Application.Checking;

/// <summary>Which tables of an attached lake are read: downloading a lake takes time.</summary>
internal static class NeededFiles
{
    /// <summary>The options without the tables of an attached lake that no scenario names.</summary>
    public static PipelineOptions Only(PipelineOptions options, IReadOnlyList<Specification> specifications)
    {
        var metrics = specifications.Metrics().ToList();
        // Custom SQL may name any table.
        if (options.Attached is not { Lake: { } lake } attached || metrics.Exists(m => m.CustomSql?.Layer == Layer.Lake))
            return options;
        var named = metrics.SelectMany(m => m.References).Where(r => r.Dataset.Layer == Layer.Lake).Select(r => r.Dataset.Table);
        return options with { Attached = attached with { Lake = lake with { Only = named.ToHashSet(StringComparer.Ordinal) } } };
    }
}
