using ShopStream.Pipeline.Lake;
using ShopStream.Pipeline.Partitions;
using ShopStream.Quality.Checks;
using ShopStream.Quality.Data;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Redaction;
using ShopStream.Quality.Results;

namespace ShopStream.Application.Checking;

/// <summary>The scenarios that a run adds by itself: what it found changed in closed partitions although nothing announced it.</summary>
internal static class SealedPartitions
{
    private const string Feature = "Sealed partitions";
    private const string File = "partitions";

    /// <summary>One scenario per table with partitions, except where the run has read all of them for the first time.</summary>
    /// <param name="manifest">The manifest that is checked.</param>
    /// <param name="failOn">Lowest severity that fails the run.</param>
    /// <param name="policy">Whether keys of rows are shown.</param>
    public static IEnumerable<Specification> Of(Manifest manifest, Severity failOn, RedactionPolicy policy) =>
        from table in manifest.Tables
        where table.Partitions is not null && (table.SilentChanges is not null || table.Partitions.Any(p => p.SnapshotAt != manifest.SnapshotAt))
        select Of(table, manifest, failOn, policy);

    private static Specification Of(ManifestTable table, Manifest manifest, Severity failOn, RedactionPolicy policy)
    {
        var dataset = new Dataset(Layer.Source, table.Table);
        var showsKeys = policy.Level > SampleLevel.None && !table.PrimaryKey.Any(k => policy.Hides(new ColumnReference(dataset, k)));
        var sentence = $"{dataset} has no silent changes in closed partitions";
        var check = new KeepsSeals(
            dataset,
            PartitionSpec.Parse(table.PartitionedBy!).Watermark,
            table.Partitions!.Count(p => p.NightsUnverified == 0 && p.SnapshotAt != manifest.SnapshotAt),
            table.Partitions!.Count,
            [.. (table.SilentChanges ?? []).Select(c => new BrokenSeal(c.Partition, c.Expected, c.Found, c.Updated, c.Deleted, showsKeys ? c.Keys : []))]
        );
        return new Specification
        {
            Feature = Feature,
            Name = sentence,
            File = File,
            Line = 1,
            Tags = [],
            Steps = [new StepResult("Then", sentence, 1, null, null)],
            Checks = [new BoundCheck(sentence, 1, check)],
            FailOn = failOn,
        };
    }
}
