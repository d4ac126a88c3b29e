using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using ShopStream.Pipeline.Lake;
using ShopStream.Quality.Data;
using ShopStream.Quality.Judging;
using ShopStream.Quality.Planning;
using ShopStream.Quality.Verdicts;

namespace ShopStream.Pipeline.Source;

/// <summary>The source as a check sees it: what the snapshot answered stands in the manifest; the rest is asked live, and said to be, or not judged where the source is gone.</summary>
/// <param name="manifest">Of the date that is judged.</param>
/// <param name="lake">Holds the kept streams of values.</param>
/// <param name="scratch">For downloads.</param>
/// <param name="live">Null where no source is named.</param>
/// <param name="keyOf">Which columns name a row.</param>
internal sealed class KeptSource(Manifest manifest, ILake lake, string scratch, SourceAddress? live, Func<Dataset, IReadOnlyList<string>> keyOf) : IStore
{
    private readonly SemaphoreSlim gate = new(3, 3);
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
        await gate.WaitAsync(cancellation);
        try
        {
            await using var now = await SourceSnapshot.TakeAsync(live, 1, shared: true, cancellation);
            var answer = await new PostgreStore(live, now.RentAsync, keyOf).AskAsync(query, cancellation);
            return answer with { Note = AskedNow };
        }
        catch (ProblemException e)
        {
            return Answer.None(Unasked(e.Message));
        }
        finally
        {
            gate.Release();
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
        await using var now = await OpenAsync(live, cancellation);
        await foreach (var value in new PostgreStore(live, now.RentAsync, keyOf).ValuesAsync(values, cancellation))
            yield return value;
    }

    public string? NoteOn(OrderedValues values) => Keeps(values) ? null : AskedNow;

    public ValueTask DisposeAsync()
    {
        gate.Dispose();
        return ValueTask.CompletedTask;
    }

    private Unanswered Unasked(string why) => new($"the snapshot of {moment} UTC was not asked this, and {why}", UnansweredKind.NotJudged);

    private async Task<SourceSnapshot> OpenAsync(SourceAddress live, CancellationToken cancellation)
    {
        try
        {
            return await SourceSnapshot.TakeAsync(live, 1, shared: true, cancellation);
        }
        catch (ProblemException e)
        {
            throw new StoreException(Unasked(e.Message), e);
        }
    }
}
