using System.Globalization;
using ShopStream.Pipeline.Lake;
using ShopStream.Pipeline.Partitions;
using ShopStream.Pipeline.Source;
using ShopStream.Pipeline.Warehouse;
using ShopStream.Pipeline.Warehouse.DuckDb;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Elt;

/// <summary>Extracts tables by partition: only those that have changed since an earlier run; the manifest refers to that run's files for all others.</summary>
/// <param name="snapshot">The snapshot.</param>
/// <param name="address">The source's address.</param>
/// <param name="lake">Where new files are written.</param>
/// <param name="progress">Receives the bytes so far.</param>
/// <param name="storage">Compression and format of files.</param>
/// <param name="basis">What the run builds on, and how tables are divided.</param>
internal sealed class PartitionedExtraction(
    SourceSnapshot snapshot,
    SourceAddress address,
    ILake lake,
    IProgress<StageProgress>? progress,
    LakeStorage storage,
    PartitionBasis basis
) : IDisposable
{
    private readonly PostgreStore store = (PostgreStore)snapshot.ToStore();
    private readonly OverlappingWrites writes = new(lake);

    /// <summary>Whether a table is extracted by partition.</summary>
    public bool Covers(string table) => basis.Options.Tables.ContainsKey(table);

    /// <param name="table">The table, with the types of its columns resolved.</param>
    /// <param name="date">The date of the run.</param>
    /// <param name="cancellationToken">Cancels the extraction; files without a manifest do not count.</param>
    /// <exception cref="UsageException">The table has no such partition column or watermark, or one of another type.</exception>
    public async Task<ManifestTable> ExtractAsync(TableInfo table, DateOnly date, CancellationToken cancellationToken)
    {
        var name = table.Dataset.Table;
        var spec = basis.Options.Tables[name];
        if (spec.FaultIn(table) is { } fault)
            throw new UsageException($"setting partition.{Identifier.Written(name)}: {fault}");
        var before = basis.Find(table, snapshot, address, storage);
        var night = new Night(table, spec, date, new PartitionSql(spec, store.Dialect), new PartitionQueries(spec, table, store.Sql), before?.Partitions ?? []);
        var (census, watermark) = await CensusAsync(night, before?.Watermark, cancellationToken);
        var files = await FilesAsync(night, cancellationToken);
        var today = DateOnly.FromDateTime(snapshot.At.UtcDateTime);
        var plan = PartitionPlan.Of(spec, census, night.Before, today, basis.Options.VerifyNights, p => files.GetValueOrDefault(p.Key, -1) == p.Bytes);
        var broken = await VerifyAsync(night, plan.Verify, cancellationToken);
        var read = census.Select(l => l.Name).Where(n => plan.Read.Contains(n) || broken.Contains(n)).ToHashSet(StringComparer.Ordinal);
        var written = read.Count == 0 ? [] : await ReadAsync(night, read, all: read.Count == census.Count, cancellationToken);
        var carried = night
            .Before.Where(p => plan.Kept.Contains(p.Name) && !broken.Contains(p.Name))
            .Select(p => p with { NightsUnverified = plan.Verify.Contains(p.Name) ? 0 : p.NightsUnverified + 1 });
        List<ManifestPartition> partitions = [.. written.Concat(carried).OrderBy(p => p.Name, StringComparer.Ordinal)];
        var silent = await SilentAsync(night, plan, census, written, cancellationToken);
        return new ManifestTable
        {
            Table = name,
            Key = LakeLayout.KeyOf(name, date, storage.IsJson(name)) + storage.Compression.Suffix(),
            Bytes = partitions.Sum(p => p.Bytes),
            Sha256 = PartitionFiles.HashOf(partitions),
            Compression = storage.Compression,
            Columns = table.Columns,
            PrimaryKey = table.Key,
            Totals = ControlTotals.Combined(table, partitions.ConvertAll(p => p.Totals)),
            PartitionedBy = spec.Layout,
            Partitions = partitions,
            HashVersion = RowHash.Version,
            Watermark = spec.Watermark is null ? null : watermark,
            SilentChanges = silent.Count == 0 ? null : silent,
        };
    }

    private async Task<(List<CensusLine> Lines, DateTimeOffset Watermark)> CensusAsync(Night night, DateTimeOffset? seen, CancellationToken cancellationToken)
    {
        var since = seen - night.Spec.Overlap;
        var rows = await MeasureAsync(night, night.Queries.Census(since), cancellationToken);
        var moments = rows.Select(r => r[3]).OfType<string>().Select(Moment).ToList();
        // A value in the future must not hide changes that are made until then.
        var watermark = moments.Count > 0 && moments.Max() is { } last && last < snapshot.At ? last : snapshot.At;
        return (
            rows.ConvertAll(r => new CensusLine(
                night.Partitions.NameOf(r[0]),
                Count(r[1]),
                r[2],
                r[4] is not "0" || (night.Spec.Watermark is not null && seen is null)
            )),
            watermark
        );
    }

    private DateTimeOffset Moment(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var moment)
            ? moment
            : snapshot.At;

    // The files of earlier dates with their sizes: somebody may have deleted those of old dates.
    private async Task<Dictionary<string, long>> FilesAsync(Night night, CancellationToken cancellationToken)
    {
        var folders = night.Before.Select(p => p.Key[..(p.Key.LastIndexOf('/') + 1)]).Distinct(StringComparer.Ordinal);
        var listed = await basis.Lake.AllAsync([.. folders], ListAsync, cancellationToken);
        return listed.SelectMany(files => files).ToDictionary(f => f.Key, f => f.Bytes, StringComparer.Ordinal);
    }

    private async Task<List<LakeEntry>> ListAsync(string folder, CancellationToken cancellationToken)
    {
        var files = new List<LakeEntry>();
        await foreach (var entry in basis.Lake.ListAsync(folder, cancellationToken))
            files.Add(entry);
        return files;
    }

    // The partitions whose rows are not those that were sealed.
    private async Task<HashSet<string>> VerifyAsync(Night night, IReadOnlySet<string> names, CancellationToken cancellationToken)
    {
        var broken = new HashSet<string>(StringComparer.Ordinal);
        if (names.Count == 0)
            return broken;
        progress?.Report(new StageProgress(Stages.Extract, $"{night.Table.Dataset.Table}: verifying {names.Count} sealed partitions", 0, null));
        var rows = await MeasureAsync(night, night.Queries.Seals(names), cancellationToken);
        var found = rows.ToDictionary(r => night.Partitions.NameOf(r[0]), r => (Rows: Count(r[1]), Seal: r[2]), StringComparer.Ordinal);
        foreach (var partition in night.Before.Where(p => names.Contains(p.Name)))
            if (
                found.GetValueOrDefault(partition.Name) is var now
                && (now.Rows != partition.Rows || !string.Equals(now.Seal, partition.Seal, StringComparison.Ordinal))
            )
                broken.Add(partition.Name);
        return broken;
    }

    private async Task<List<ManifestPartition>> ReadAsync(Night night, HashSet<string> names, bool all, CancellationToken cancellationToken)
    {
        var totals = ControlTotals.Of(night.Table);
        var dates = Eras.ColumnsOf(night.Table);
        var rows = await MeasureAsync(night, night.Queries.Measures(totals, dates, all ? null : names), cancellationToken);
        Eras.Require(night.Table.Dataset.Table, rows.SelectMany(r => dates.Select((d, i) => (d, r[3 + totals.Count + i]))));
        var files = await CopyAsync(night, all ? null : names, cancellationToken);
        return rows.ConvertAll(r =>
        {
            var name = night.Partitions.NameOf(r[0]);
            var file = files[name];
            return new ManifestPartition
            {
                Name = name,
                Key = file.Key,
                Bytes = file.Bytes,
                Sha256 = file.Sha256,
                LongestRow = file.LongestRow,
                SnapshotAt = snapshot.At,
                Totals = totals
                    .Select((t, i) => (t, r[3 + i]))
                    .ToDictionary(t => ControlTotals.NameOf(t.t), t => ControlTotals.Valid(t.t, t.Item2), StringComparer.Ordinal),
                Keys = r[1],
                Seal = r[2]!,
            };
        });
    }

    private async Task<Dictionary<string, LakeFile>> CopyAsync(Night night, HashSet<string>? names, CancellationToken cancellationToken)
    {
        var name = night.Table.Dataset.Table;
        var (json, column) = (storage.IsJson(name), Sql.Quote(night.Spec.Column));
        var copy = CopyOut.PartitionsSql(
            night.Table,
            address.PlaceOf(name),
            json,
            night.Partitions.Label(column),
            names is null ? null : night.Partitions.IsIn(column, names)
        );
        await using var lease = await snapshot.RentAsync(cancellationToken);
        try
        {
            return await CopyOut.ReadAsync(
                lease,
                copy,
                LakeLayout.KeyOf(name, night.Date, json),
                name,
                bytes => progress?.Report(new StageProgress(Stages.Extract, name, bytes, null)),
                (content, token) => WriteAsync(night, new PartitionStream(content, json), token),
                cancellationToken
            );
        }
        catch (Exception e) when (FailurePlace.Note(e, table: name))
        {
            throw;
        }
    }

    private async Task<Dictionary<string, LakeFile>> WriteAsync(Night night, PartitionStream rows, CancellationToken cancellationToken)
    {
        var names = new List<string>();
        var table = night.Table.Dataset.Table;
        var json = storage.IsJson(table);
        var files = await writes.RunAsync(
            async token =>
            {
                if (await rows.NextAsync(token) is not { } label)
                    return null;
                names.Add(night.Partitions.NameOf(label));
                return (LakeLayout.PartitionKey(table, night.Date, names[^1], snapshot.At, json) + storage.Compression.Suffix(), rows);
            },
            json,
            cancellationToken
        );
        return names.Zip(files).ToDictionary(StringComparer.Ordinal);
    }

    /// <inheritdoc />
    public void Dispose() => writes.Dispose();

    // Row by row, in all partitions that were read or are gone: a row may have been moved from one to another.
    private async Task<IReadOnlyList<SilentChange>> SilentAsync(
        Night night,
        PartitionPlan plan,
        IReadOnlyList<CensusLine> census,
        List<ManifestPartition> written,
        CancellationToken cancellationToken
    )
    {
        var names = census.Select(l => l.Name).ToHashSet(StringComparer.Ordinal);
        var read = written.Select(p => p.Name).ToHashSet(StringComparer.Ordinal);
        var changed = night.Before.Where(p => read.Contains(p.Name) || !names.Contains(p.Name)).ToList();
        // Without a key, an announced change cannot be told from others.
        var touched = night.Table.Key.Count > 0 ? [] : census.Where(l => l.IsTouched).Select(l => l.Name);
        var closed = plan.Closed.Except(touched, StringComparer.Ordinal).ToHashSet(StringComparer.Ordinal);
        if (!changed.Exists(p => closed.Contains(p.Name)))
            return [];
        var rows = new SealedRows(night.Table, night.Spec, basis.Lake, lake, basis.Scratch, basis.Duck);
        return await rows.CompareAsync(changed, written, closed, cancellationToken);
    }

    private async Task<List<IReadOnlyList<string?>>> MeasureAsync(Night night, string sql, CancellationToken cancellationToken)
    {
        var measured = await store.MeasureAsync(new PlannedQuery(StoreId.Source, sql, []), cancellationToken);
        return measured.Missing switch
        {
            null => [.. measured.Rows],
            { Kind: MissingMeasurementKind.Refused } refused => throw new UsageException(
                $"the partitions of {night.Table.Dataset} could not be measured: {refused.Reason}"
            ),
            var missing => throw new InfrastructureException($"the partitions of {night.Table.Dataset} could not be measured: {missing.Reason}"),
        };
    }

    private static long Count(string? text) => long.Parse(text!, CultureInfo.InvariantCulture);

    private sealed record Night(
        TableInfo Table,
        PartitionSpec Spec,
        DateOnly Date,
        PartitionSql Partitions,
        PartitionQueries Queries,
        IReadOnlyList<ManifestPartition> Before
    );
}
