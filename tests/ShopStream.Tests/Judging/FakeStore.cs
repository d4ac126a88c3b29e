using System.Runtime.CompilerServices;
using ShopStream.Quality.Data;
using ShopStream.Quality.Judging;
using ShopStream.Quality.Planning;

namespace ShopStream.Tests.Judging;

/// <summary>A store that answers by the question's key, and remembers what it was sent.</summary>
internal sealed class FakeStore(StoreId id) : IStore
{
    private readonly Dictionary<string, Answer> answers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Answer> known = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string[]> values = new(StringComparer.Ordinal);

    public List<PlannedQuery> Sent { get; } = [];

    public StoreId Id => id;

    public SqlText Sql { get; } = new(id == StoreId.Source ? Dialect.PostgreSql() : Dialect.DuckDb, _ => ["id"]);

    /// <summary>A refused question spoils every query it stands in.</summary>
    public FakeStore Refuses(Question question) => Says(question, Answer.None(new Unanswered($"no such column in {question}", UnansweredKind.Refused)));

    public FakeStore Says(Question question, decimal? number) => Says(question, Checks.Measured.Row(number) with { Seconds = 1 });

    public FakeStore Says(Question question, Answer answer)
    {
        answers[question.Key] = answer;
        return this;
    }

    public FakeStore Knows(Question question, decimal number)
    {
        known[question.Key] = Checks.Measured.Row(number);
        return this;
    }

    public FakeStore Streams(OrderedValues question, params string[] ordered)
    {
        values[question.Key] = ordered;
        return this;
    }

    public Answer? Known(Question question) => known.GetValueOrDefault(question.Key);

    public Task<Answer> AskAsync(PlannedQuery query, CancellationToken cancellation)
    {
        lock (Sent) Sent.Add(query);
        var parts = query.Questions.Select(q => answers[q.Key]).ToList();
        if (parts.Find(p => p.Missing is not null) is { } missing) return Task.FromResult(missing);
        return Task.FromResult(parts.Count == 1 ? parts[0] : new Answer([.. parts.SelectMany(p => p.Columns)], [[.. parts.SelectMany(p => p.Rows[0])]]) { Seconds = 1, Note = parts[0].Note });
    }

    public async IAsyncEnumerable<string> ValuesAsync(OrderedValues wanted, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (!values.TryGetValue(wanted.Key, out var ordered)) throw new StoreException(new Unanswered("the stream broke off", UnansweredKind.Unavailable));
        await Task.Yield();
        foreach (var value in ordered) yield return value;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
