using System.Globalization;
using System.Text.Json;
using ShopStream.Pipeline.Lake;
using ShopStream.Pipeline.Partitions;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Reconciliation.RowComparison;

namespace ShopStream.Application.Planning;

/// <summary>How many files of divided tables the queries of a plan read, by the newest manifest of a lake that is a folder.</summary>
internal sealed class PlannedFiles
{
    private readonly Manifest? manifest;
    private readonly SnapshotTime taken;

    private PlannedFiles(Manifest? manifest, SnapshotTime taken) => (this.manifest, this.taken) = (manifest, taken);

    /// <param name="settings">The lake's address. A bucket is not connected to.</param>
    /// <param name="taken">What relative conditions count from; later dates of the lake do not count.</param>
    /// <param name="cancellationToken">Cancels the reading of the manifest.</param>
    public static async Task<PlannedFiles> ReadAsync(LakeSettings settings, SnapshotTime taken, CancellationToken cancellationToken)
    {
        if (settings.Folder is not { } folder || !Directory.Exists(folder))
            return new PlannedFiles(null, taken);
        await using var lake = Lakes.Open(settings);
        var dates = await LakeLayout.ListDatesAsync(lake, cancellationToken);
        foreach (var date in dates.Where(d => d <= taken.Date).Reverse())
            if (await lake.TryReadAsync(LakeLayout.ManifestKey(date), cancellationToken) is { } json)
                return new PlannedFiles(Parsed(json, date), taken);
        return new PlannedFiles(null, taken);
    }

    /// <summary>A line for each divided table that a query of the lake reads: reads 8 of 31 files of lake orders.</summary>
    public IReadOnlyList<string> Of(PlannedQuery query)
    {
        if (manifest is null || query.Store != StoreId.Lake)
            return [];
        var lines = new List<string>();
        foreach (var rows in RowsOf(query).GroupBy(r => r.Dataset))
        {
            var table = manifest.Tables.FirstOrDefault(t => string.Equals(t.Table, rows.Key.Table, StringComparison.Ordinal));
            if (table?.PartitionedBy is null)
                continue;
            var read = PartitionFilter.FilesOf(table, rows, taken).Count;
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"reads {read:#,##0} of {table.Files.Count:#,##0} files of {rows.Key}"));
        }
        return lines;
    }

    private IEnumerable<Relation> RowsOf(PlannedQuery query) =>
        query
            .Metrics.SelectMany(m =>
                m is RowDifferences differences ? SidesOf(differences) : ReadRows.Of(new Catalog([]) { Taken = taken }, sql => m.Plan([m], sql))
            )
            .Where(r => r.Dataset.Layer == Layer.Lake);

    private static IEnumerable<Relation> SidesOf(RowDifferences differences)
    {
        var (actual, expected) = differences.Sides(catalog: null);
        return [actual.Relation, expected.Relation];
    }

    // A damaged manifest is the finding of other commands.
    private static Manifest? Parsed(byte[] json, DateOnly date)
    {
        try
        {
            return Manifest.FromJson(json, date);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
