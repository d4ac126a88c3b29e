using System.Globalization;
using System.Text.Json;
using ShopStream.Pipeline.Lake;
using ShopStream.Pipeline.Options;
using ShopStream.Pipeline.Partitions;
using ShopStream.Pipeline.Source;
using ShopStream.Pipeline.Warehouse;
using ShopStream.Pipeline.Warehouse.DuckDb;
using ShopStream.Quality.Data;

namespace ShopStream.Pipeline.Elt;

/// <summary>What a run with partitions builds on: the manifest of an earlier run, whose files the new one refers to.</summary>
/// <param name="options">Tables with partitions, and limits.</param>
/// <param name="lake">The lake, with the files of all dates.</param>
/// <param name="manifest">The earlier manifest; null if there is none, so that everything is read.</param>
internal sealed class PartitionBasis(PipelineOptions options, ILake lake, Manifest? manifest)
{
    public PartitionOptions Options => options.Partitions;

    public ILake Lake => lake;

    public string Scratch => options.Scratch;

    public DuckSettings Duck => DuckWarehouse.Settings(options);

    /// <summary>
    /// The date that the warehouse was loaded from, because then only changed partitions are loaded; or else the newest of the lake. Any date is right:
    /// changes are searched from its snapshot on. The date is leased for reading first, so that no run removes its files meanwhile.
    /// </summary>
    /// <param name="options">Tables with partitions, and limits.</param>
    /// <param name="lake">The lake.</param>
    /// <param name="warehouse">The warehouse.</param>
    /// <param name="date">The date of the run, which it has leased.</param>
    /// <param name="shareAsync">Leases a date for reading.</param>
    /// <param name="cancellationToken">Cancels the wait and reading.</param>
    public static async Task<PartitionBasis> FindAsync(
        PipelineOptions options,
        ILake lake,
        IWarehouse warehouse,
        DateOnly date,
        Func<DateOnly, CancellationToken, Task> shareAsync,
        CancellationToken cancellationToken
    )
    {
        if (options.Partitions.Tables.Count == 0)
            return new PartitionBasis(options, lake, null);
        var dates = await LakeLayout.ListDatesAsync(lake, cancellationToken);
        var loaded = await warehouse.LoadedAsync(cancellationToken);
        if (dates.Count == 0)
            return new PartitionBasis(options, lake, null);
        var day = loaded is not null && dates.Contains(loaded.Date) ? loaded.Date : dates[^1];
        if (day != date)
            await shareAsync(day, cancellationToken);
        return new PartitionBasis(options, lake, Read(await lake.TryReadAsync(LakeLayout.ManifestKey(day), cancellationToken), day));
    }

    /// <summary>The table of the earlier manifest, if it has the same rows and columns in the same form; otherwise null.</summary>
    /// <param name="table">The source's table.</param>
    /// <param name="snapshot">This run's snapshot.</param>
    /// <param name="address">The source's address.</param>
    /// <param name="storage">Compression and format of files.</param>
    public ManifestTable? Find(TableInfo table, SourceSnapshot snapshot, SourceAddress address, LakeStorage storage)
    {
        var name = table.Dataset.Table;
        // A sandbox is another one every night. A server that was restored from a backup is behind.
        if (
            manifest is null
            || manifest.Sandbox
            || manifest.SnapshotAt >= snapshot.At
            || !string.Equals(manifest.Source, $"{address.Description}, {snapshot.Server}", StringComparison.Ordinal)
            || !string.Equals(manifest.SourceSchema, address.Schema, StringComparison.Ordinal)
            || manifest.SourcePlaces?.GetValueOrDefault(name) != address.Places.GetValueOrDefault(name)
            || Position(snapshot.Lsn) < Position(manifest.SnapshotLsn)
        )
            return null;
        var found = manifest.Tables.FirstOrDefault(t => string.Equals(t.Table, name, StringComparison.Ordinal));
        return
            found is { Partitions: not null }
            && found.HashVersion == RowHash.Version
            && string.Equals(found.PartitionedBy, options.Partitions.Tables[name].Layout, StringComparison.Ordinal)
            && found.IsJson == storage.IsJson(name)
            && found.Compression == storage.Compression
            && found.Columns.SequenceEqual(table.Columns)
            && found.PrimaryKey.SequenceEqual(table.Key, StringComparer.Ordinal)
            ? found
            : null;
    }

    // One that cannot be read, or whose files another work folder has not exchanged yet, is not built on.
    private static Manifest? Read(byte[]? json, DateOnly date)
    {
        try
        {
            return json is null ? null
                : Manifest.FromJson(json, date) is { Exchange: null } whole ? whole
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // A position of the write-ahead log, such as 16/B374D848; null if it is not known.
    private static ulong? Position(string? lsn) =>
        lsn?.Split('/') is [var high, var low]
        && uint.TryParse(high, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var upper)
        && uint.TryParse(low, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var lower)
            ? ((ulong)upper << 32) | lower
            : null;
}
