using System.Security.Cryptography;
using System.Text;
using ShopStream.Pipeline.Lake;
using ShopStream.Pipeline.Source;
using ShopStream.Quality.Data;
using ShopStream.Quality.Judging;
using ShopStream.Quality.Planning;
using ShopStream.Quality.Reconciliation.RowForRow;
using ShopStream.Quality.Verdicts;

namespace ShopStream.Pipeline.Elt;

/// <summary>From a snapshot to the lake: files, control totals, the specs' questions, and the manifest last.</summary>
internal sealed class Extraction(SourceSnapshot snapshot, SourceAddress address, ILake lake, IProgress<StageProgress>? progress, Compression compression = Compression.None)
{
    /// <param name="date">The partition; one that exists is replaced, and does not exist while it is.</param>
    /// <param name="runId">Named in the manifest.</param>
    /// <param name="specifications">Their questions to the source are asked in the snapshot, and the evidence of those that it fails.</param>
    /// <param name="questions">Asked besides.</param>
    /// <param name="cancellation">Ends it; the date does not exist then.</param>
    /// <returns>The manifest, and how many queries the questions took.</returns>
    public async Task<(Manifest Manifest, int Queries)> RunAsync(
        DateOnly date, string runId, IReadOnlyList<Specification> specifications, IReadOnlyList<Question> questions, CancellationToken cancellation)
    {
        // The largest first: begun last, it would go on alone while the other connections have nothing left to do.
        var tables = address.Tables.Select(t => snapshot.Catalog.Find(new Dataset(Layer.Source, t))!)
            .OrderByDescending(t => snapshot.Sizes.GetValueOrDefault(t.Dataset.Table)).ToList();
        var replaced = await ReplacedFiles.OfAsync(lake, date, cancellation);
        await lake.DeleteAsync(LakeLayout.ManifestKey(date), cancellation);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var extracted = tables.ConvertAll(t => ExtractAsync(t, date, stop.Token));
        var asked = AskAsync(specifications, questions, tables, stop.Token);
        var kept = KeepValuesAsync(specifications, date, stop.Token);
        await AllOrNoneAsync([.. extracted, asked, kept], stop);
        var asker = await asked;
        var manifest = new Manifest
        {
            Date = date,
            RunId = runId,
            SnapshotAt = snapshot.At,
            SnapshotLsn = snapshot.Lsn,
            Source = $"{address.Description}, {snapshot.Server}",
            SourceSchema = address.Schema,
            Tables = [.. tables.Zip(await Task.WhenAll(extracted), (t, f) => Line(t, f, asker))],
            Answers = asker.Answers.All.ToDictionary(a => a.Key, a => new KeptAnswer(a.Value.Columns, a.Value.Rows, a.Value.Seconds, Missing: a.Value.Missing), StringComparer.Ordinal)
                .Concat(await kept).ToDictionary(StringComparer.Ordinal),
        };
        if (!await lake.TryCreateAsync(LakeLayout.ManifestKey(date), manifest.ToJson(), cancellation))
            throw await OvertakenAsync(date, cancellation);
        await replaced.DeleteAsync(manifest, cancellation);
        return (manifest, asker.Sent(StoreId.Source) + (await kept).Count);
    }

    private async Task<InfrastructureException> OvertakenAsync(DateOnly date, CancellationToken cancellation)
    {
        var key = LakeLayout.ManifestKey(date);
        var run = await lake.TryReadAsync(key, cancellation) is { } json ? Manifest.RunIdOf(json) : null;
        return new InfrastructureException($"another run{(run is null ? "" : $", {run},")} wrote {key} in {lake.Description} in the meantime; its files may be mixed with ours: run again when it has ended");
    }

    // The first failure ends the rest: what they wrote has no manifest.
    private static async Task AllOrNoneAsync(List<Task> tasks, CancellationTokenSource stop)
    {
        var open = tasks.ToList();
        while (open.Count > 0)
        {
            var done = await Task.WhenAny(open);
            open.Remove(done);
            if (done.IsCompletedSuccessfully) continue;
            await stop.CancelAsync();
            await Task.WhenAll(open).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            await done;
        }
    }

    private async Task<LakeFile> ExtractAsync(TableInfo table, DateOnly date, CancellationToken cancellation)
    {
        var name = table.Dataset.Table;
        await using var lease = await snapshot.RentAsync(cancellation);
        var copy = CopyOut.TableSql(table, address.Schema, LakeLayout.IsJson(name));
        return await CopyOut.ToLakeAsync(lease, copy, lake, LakeLayout.KeyOf(name, date) + compression.Suffix(), bytes => progress?.Report(new StageProgress(Stages.Extract, name, bytes, null)), cancellation);
    }

    private async Task<Asker> AskAsync(IReadOnlyList<Specification> specifications, IReadOnlyList<Question> questions, List<TableInfo> tables, CancellationToken cancellation)
    {
        var asker = new Asker(snapshot.Catalog, new Dictionary<StoreId, IStore> { [StoreId.Source] = snapshot.AsStore() });
        var totals = tables.SelectMany(ControlTotals.Of);
        var others = specifications.Questions().Concat(questions).Where(q => q.Store == StoreId.Source && q is not (MissingValues or RowDifferences or Shape));
        // All at once, so that they share queries; then the evidence of what the source alone can fail.
        await asker.AskAsync(totals.Concat(others), cancellation);
        await Examiner.AskAsync([.. specifications.Select(OfTheSource).Where(s => s.Claims.Count > 0)], asker, cancellation);
        return asker;
    }

    private static Specification OfTheSource(Specification specification) => specification with
    {
        Claims = [.. specification.Claims.Where(c => c.Check.Ask().All(q => q.Store == StoreId.Source && q is not (MissingValues or RowDifferences or Shape)))],
    };

    private async Task<Dictionary<string, KeptAnswer>> KeepValuesAsync(IReadOnlyList<Specification> specifications, DateOnly date, CancellationToken cancellation)
    {
        var kept = new Dictionary<string, KeptAnswer>(StringComparer.Ordinal);
        var wanted = specifications.Questions().OfType<MissingValues>().SelectMany(m => new[] { m.Child, m.Parent })
            .Where(v => v.Store == StoreId.Source).DistinctBy(v => v.Key, StringComparer.Ordinal);
        var sql = snapshot.AsStore().Sql;
        foreach (var values in wanted)
        {
            await using var lease = await snapshot.RentAsync(cancellation);
            var copy = CopyOut.JsonLines($"SELECT to_json(v) FROM (\n{sql.Of(values)}\n) AS ordered");
            var file = await CopyOut.ToLakeAsync(lease, copy, lake, LakeLayout.ValuesKey(date, NameOf(values.Key)) + compression.Suffix(), _ => { }, cancellation);
            kept[values.Key] = new KeptAnswer([], [], 0, file.Key, file.Sha256);
        }
        foreach (var rows in KeptRows(specifications))
        {
            await using var lease = await snapshot.RentAsync(cancellation);
            var copy = CopyOut.Csv(sql.Rows(rows));
            var file = await CopyOut.ToLakeAsync(lease, copy, lake, LakeLayout.RowsKey(date, NameOf(rows.Key)) + compression.Suffix(), _ => { }, cancellation);
            kept[rows.Key] = new KeptAnswer([], [], 0, file.Key, file.Sha256);
        }
        return kept;
    }

    // All rows of a table are in its own file already.
    private IEnumerable<RowReading> KeptRows(IReadOnlyList<Specification> specifications) =>
        specifications.Questions().OfType<RowDifferences>().SelectMany(r => new[] { r.Actual, r.Expected })
            .Where(r => r.Dataset.Store == StoreId.Source && r.Only.Count > 0 && address.Tables.Contains(r.Dataset.Table, StringComparer.Ordinal))
            .Select(r => RowReading.OfAll(r, snapshot.Catalog.Find(r.Dataset)!.Columns)).DistinctBy(r => r.Key, StringComparer.Ordinal);

    private static string NameOf(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))[..16];

    private ManifestTable Line(TableInfo table, LakeFile file, Asker asker) => new()
    {
        Table = table.Dataset.Table,
        Key = file.Key,
        Bytes = file.Bytes,
        Sha256 = file.Sha256,
        Compression = compression,
        Columns = table.Columns,
        PrimaryKey = table.Key,
        Totals = ControlTotals.Of(table).ToDictionary(f => $"{f.Aggregate}", f => Total(asker, f), StringComparer.Ordinal),
    };

    private static string? Total(Asker asker, Figure figure) => asker.Answers[figure] switch
    {
        { Missing: { } missing } => throw new InfrastructureException($"the control totals of {figure.Relation} could not be taken: {missing.Reason}"),
        var answer => answer.Rows[0][0],
    };
}
