using DuckDB.NET.Data;
using ShopStream.Pipeline.Source;
using ShopStream.Pipeline.Warehouse;
using ShopStream.Quality.Data;
using ShopStream.Quality.Judging;
using ShopStream.Quality.Planning;

namespace ShopStream.Tests.Planning;

/// <summary>The same rows in PostgreSQL and in DuckDB, to be asked the same.</summary>
internal static class Answering
{
    public const string Rows = """
        CREATE TABLE things (id int, amount decimal(10,2), name varchar(100), born timestamp, day date, alive boolean, size bigint);
        INSERT INTO things VALUES
          (1, 12.50, 'Ærø', '2025-01-02 03:04:05.12', '2025-01-02', true, 9007199254740993),
          (2, -0.01, '', '2025-01-02 23:59:59.999999', '2025-01-02', false, -1),
          (3, 0.00, NULL, NULL, NULL, NULL, NULL),
          (4, 99999999.99, '日本 "x"', '1999-12-31 00:00:00', '1999-12-31', true, 0),
          (4, 12.50, 'it''s', '2025-01-03 00:00:00', '2025-01-03', false, 5),
          (NULL, NULL, 'Ærø', '2025-01-03 12:00:00', '2025-01-03', true, 5);
        """;

    public static SourceAddress Address(string connectionString) => new(connectionString, "public", [], TimeSpan.FromMinutes(1));

    /// <summary>An in-memory DuckDB with the statements run in its schema raw.</summary>
    public static async Task<DuckStore> DuckAsync(string sql = Rows)
    {
        var database = DuckDatabase.InMemory("a test", new DuckSettings("500MB", Path.Combine(Path.GetTempPath(), "shopstream-test-duck"), TimeSpan.FromMinutes(1)));
        await database.ExecuteAsync($"CREATE SCHEMA raw; USE raw; {sql}", CancellationToken.None);
        return new DuckStore(StoreId.Warehouse, database, _ => ["id"]);
    }

    public static async Task<Answer> AskAsync(this IStore store, Question question)
    {
        var query = QueryPlan.Alone(question, _ => store.Sql);
        return query.Split(await store.AskAsync(query, CancellationToken.None)).Single().Answer;
    }
}
