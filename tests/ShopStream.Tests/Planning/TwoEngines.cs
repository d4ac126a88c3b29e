using System.Text.RegularExpressions;
using ShopStream.Pipeline.Source;
using ShopStream.Pipeline.Warehouse;
using ShopStream.Quality.Data;
using ShopStream.Quality.Judging;
using ShopStream.Quality.Planning;
using ShopStream.Tests.Sandbox;

namespace ShopStream.Tests.Planning;

/// <summary>The same tables in PostgreSQL and in DuckDB, in schema raw of both.</summary>
internal sealed partial class TwoEngines : IAsyncDisposable
{
    private readonly TestDatabase database;
    private readonly DuckDatabase memory = DuckDatabase.InMemory("a test", new DuckSettings("500MB", Path.Combine(Path.GetTempPath(), "shopstream-test-duck"), TimeSpan.FromMinutes(1)));
    private readonly DuckStore duck;

    private TwoEngines(TestDatabase database) => (this.database, duck) = (database, new DuckStore(StoreId.Warehouse, memory, _ => []));

    public static async Task<TwoEngines> WithAsync(string sql)
    {
        var engines = new TwoEngines(await TestPostgres.NewDatabaseAsync());
        await engines.RunAsync($"CREATE SCHEMA raw; {sql}");
        return engines;
    }

    public async Task RunAsync(string sql)
    {
        await database.ExecuteAsync(sql);
        await memory.ExecuteAsync(sql, CancellationToken.None);
    }

    public async Task<(Answer Postgres, Answer Duck)> AskAsync(Question question)
    {
        var address = new SourceAddress(database.ConnectionString, "raw", [], TimeSpan.FromMinutes(1));
        await using var snapshot = await SourceSnapshot.TakeAsync(address, 1, shared: true, CancellationToken.None);
        await using var postgres = snapshot.AsStore();
        return (await postgres.AskAsync(question), await duck.AskAsync(question));
    }

    /// <summary>Every question's answer asked with the others and asked alone, in each engine.</summary>
    public async Task<IReadOnlyList<(Question Question, Answer Fused, Answer Alone)>> AskTogetherAndAloneAsync(IReadOnlyList<Question> questions)
    {
        var address = new SourceAddress(database.ConnectionString, "raw", [], TimeSpan.FromMinutes(1));
        await using var snapshot = await SourceSnapshot.TakeAsync(address, 1, shared: true, CancellationToken.None);
        await using var postgres = snapshot.AsStore();
        var answers = new List<(Question, Answer, Answer)>();
        foreach (var store in new[] { postgres, duck })
        {
            foreach (var query in QueryPlan.For(questions, _ => store.Sql))
            {
                foreach (var (question, fused) in query.Split(await store.AskAsync(query, CancellationToken.None)))
                    answers.Add((question, fused, await store.AskAsync(question)));
            }
        }
        return answers;
    }

    /// <summary>Rows as text, in an order of their own; a decimal without the zeros that one engine writes and the other does not.</summary>
    public static IEnumerable<string> Rows(Answer answer) => answer.Missing is { } why
        ? throw new InvalidOperationException(why.Reason)
        : answer.Rows.Select(row => string.Join(" | ", row.Select(c => c is null ? "∅" : Decimal().IsMatch(c) ? c.TrimEnd('0').TrimEnd('.') : c))).Order(StringComparer.Ordinal);

    public async ValueTask DisposeAsync()
    {
        await duck.DisposeAsync();
        await database.DisposeAsync();
    }

    [GeneratedRegex(@"^-?[0-9]+\.[0-9]+\z", RegexOptions.None, 1000)]
    private static partial Regex Decimal();
}

/// <summary>Asks one question alone.</summary>
internal static class Asking
{
    public static async Task<Answer> AskAsync(this IStore store, Question question)
    {
        var query = QueryPlan.Alone(question, _ => store.Sql);
        return query.Split(await store.AskAsync(query, CancellationToken.None)).Single().Answer;
    }
}
