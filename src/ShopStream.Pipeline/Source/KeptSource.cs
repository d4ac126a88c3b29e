using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using ShopStream.Pipeline.Lake;
using ShopStream.Quality.Data;
using ShopStream.Quality.Judging;
using ShopStream.Quality.Planning;
using ShopStream.Quality.Reconciliation.RowForRow;
using ShopStream.Quality.Verdicts;

namespace ShopStream.Pipeline.Source;

/// <summary>The source as a check sees it: what the snapshot answered stands in the manifest; the rest is asked live, and said to be, or not judged where no source is named.</summary>
/// <param name="manifest">Of the date that is judged.</param>
/// <param name="lake">Holds the kept streams of values.</param>
/// <param name="scratch">For downloads.</param>
/// <param name="live">Null where no source is named.</param>
/// <param name="connections">How many ask it live at once, from 2: a comparison may read two of its tables side by side.</param>
/// <param name="keyOf">Which columns name a row.</param>
internal sealed class KeptSource(Manifest manifest, ILake lake, string scratch, SourceAddress? live, int connections, Func<Dataset, IReadOnlyList<string>> keyOf) : IStore
{
    private readonly SemaphoreSlim gate = new(1, 1);
    private SourceSnapshot? opened;
    private StoreException? closed;
    private readonly string moment = manifest.SnapshotAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    private string AskedNow => $"Asked of the source now: the snapshot of {moment} UTC was not asked this.";

    public StoreId Id => StoreId.Source;

    public SqlText Sql { get; } = new(Dialect.PostgreSql(manifest.SourceSchema), keyOf);

    public Answer? Known(Question question) =>
        manifest.Answers.TryGetValue(question.Key, out var kept) && kept.File is null && kept.Missing is not { Kind: UnansweredKind.Unavailable }
            ? new Answer(kept.Columns, kept.Rows) { Seconds = kept.Seconds, Missing = kept.Missing }
            : null;

    public bool Keeps(OrderedValues values) => manifest.Answers.GetValueOrDefault(values.Key) is { File: not null };

    public async Task<Answer> AskAsync(PlannedQuery query, CancellationToken cancellation)
    {
        if (live is null)
            return Answer.None(Unasked("no source is named to ask it now"));
        try
        {
            var answer = await (await LiveAsync(live, cancellation)).AskAsync(query, cancellation);
            return answer with { Note = AskedNow };
        }
        catch (StoreException e)
        {
            return Answer.None(e.Why);
        }
    }

    public async IAsyncEnumerable<string> ValuesAsync(OrderedValues values, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (manifest.Answers.GetValueOrDefault(values.Key) is { File: { } key } kept)
        {
            using var copy = await lake.FetchAsync(key, scratch, cancellation);
            if (copy is null || !string.Equals(copy.Sha256, kept.Sha256, StringComparison.Ordinal))
                throw new StoreException(new Unanswered($"{key} in {lake.Description} is not what the manifest says: run again", UnansweredKind.Unavailable));
            await foreach (var line in File.ReadLinesAsync(copy.Path, cancellation))
                yield return JsonSerializer.Deserialize<string>(line)!;
            yield break;
        }
        if (live is null)
            throw new StoreException(Unasked("no source is named to ask it now"));
        await foreach (var value in (await LiveAsync(live, cancellation)).ValuesAsync(values, cancellation))
            yield return value;
    }

    public string? NoteOn(OrderedValues values) => Keeps(values) ? null : AskedNow;

    /// <summary>The lake's own files hold the rows of the snapshot, as the source wrote them.</summary>
    public bool Keeps(RowReading reading) => FileOf(reading) is not null;

    public string? NoteOn(RowReading reading) => Keeps(reading) ? null : AskedNow;

    public async Task ReadRowsAsync(RowReading reading, IRowSink sink, CancellationToken cancellation)
    {
        if (FileOf(reading) is { } kept)
        {
            await ReadFileAsync(kept, reading, sink, cancellation);
            return;
        }
        if (live is null)
            throw new StoreException(Unasked("no source is named to ask it now"));
        await (await LiveAsync(live, cancellation)).ReadRowsAsync(reading, sink, cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        if (opened is not null) await opened.DisposeAsync();
        gate.Dispose();
    }

    // All rows of a table are in its own file; some of them were kept where a spec asked for them.
    private KeptFile? FileOf(RowReading reading)
    {
        var table = manifest.Tables.FirstOrDefault(t => string.Equals(t.Table, reading.Relation.Dataset.Table, StringComparison.Ordinal));
        if (table is null || reading.Relation.Lookups.Count > 0) return null;
        if (reading.Relation.Only.Count == 0) return new KeptFile(table.Key, table.Sha256, table.Columns, LakeLayout.IsJson(table.Table));
        return manifest.Answers.GetValueOrDefault(RowReading.OfAll(reading.Relation, table.Columns).Key) is { File: { } file, Sha256: { } sha256 } ? new KeptFile(file, sha256, table.Columns, IsJson: false) : null;
    }

    private async Task ReadFileAsync(KeptFile kept, RowReading reading, IRowSink sink, CancellationToken cancellation)
    {
        using var copy = await lake.FetchAsync(kept.Key, scratch, cancellation);
        if (copy is null || !string.Equals(copy.Sha256, kept.Sha256, StringComparison.Ordinal))
            throw new StoreException(new Unanswered($"{kept.Key} in {lake.Description} is not what the manifest says, and no longer holds the snapshot's rows: run again", UnansweredKind.NotJudged));
        try
        {
            await using var file = File.OpenRead(copy.Path);
            var row = new CanonicalRow(sink, reading.Keys.Count);
            await Task.Run(() =>
            {
                if (kept.IsJson) JsonRows.Read(file, reading, row, cancellation);
                else CsvRows.Read(file, kept.Columns, reading, row, cancellation);
            }, cancellation);
        }
        catch (FormatException e)
        {
            throw new StoreException(new Unanswered($"{kept.Key} in {lake.Description} cannot be read: {e.Message}", UnansweredKind.Unavailable), e);
        }
    }

    private sealed record KeptFile(string Key, string Sha256, IReadOnlyList<ColumnInfo> Columns, bool IsJson);

    private Unanswered Unasked(string why) => new($"the snapshot of {moment} UTC was not asked this, and {why}", UnansweredKind.NotJudged);

    // One snapshot for all that is asked now: two sides of a claim are of one moment. One try, too: an account may be locked after many.
    private async Task<PostgreStore> LiveAsync(SourceAddress address, CancellationToken cancellation)
    {
        await gate.WaitAsync(cancellation);
        try
        {
            if (closed is not null) throw closed;
            opened ??= await SourceSnapshot.TakeAsync(address, connections, shared: true, cancellation);
            return new PostgreStore(address, opened.RentAsync, keyOf);
        }
        catch (ProblemException e)
        {
            closed = new StoreException(Unasked(e.Message) with { Kind = e is UsageException ? UnansweredKind.Refused : UnansweredKind.Unavailable }, e);
            throw closed;
        }
        finally
        {
            gate.Release();
        }
    }
}
