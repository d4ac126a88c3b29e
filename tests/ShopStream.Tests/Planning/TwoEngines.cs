using System.Text.RegularExpressions;
using DuckDB.NET.Data;
using Npgsql;
using ShopStream.Pipeline;
using ShopStream.Quality.Data;
using ShopStream.Quality.Planning;
using ShopStream.Tests.Sandbox;

namespace ShopStream.Tests.Planning;

/// <summary>The same tables in PostgreSQL and in DuckDB, in schema raw of both.</summary>
internal sealed partial class TwoEngines : IAsyncDisposable
{
    private readonly TestDatabase database;
    private readonly NpgsqlConnection postgres;
    private readonly DuckDBConnection duck = new("DataSource=:memory:");
    private readonly SqlText postgresSql = new(Dialect.PostgreSql("raw"), _ => ["id"]);
    private readonly SqlText duckSql = new(Dialect.DuckDb, _ => ["id"]);

    private TwoEngines(TestDatabase database) => (this.database, postgres) = (database, new NpgsqlConnection(database.ConnectionString));

    public static async Task<TwoEngines> WithAsync(string sql)
    {
        var engines = new TwoEngines(await TestPostgres.NewDatabaseAsync());
        await engines.postgres.OpenAsync();
        engines.duck.Open();
        await engines.RunAsync("CREATE SCHEMA raw");
        await engines.RunAsync(sql);
        return engines;
    }

    public async Task RunAsync(string sql)
    {
        await using var command = new NpgsqlCommand(sql, postgres);
        await command.ExecuteNonQueryAsync();
        using var same = duck.CreateCommand();
        same.CommandText = sql;
        same.ExecuteNonQuery();
    }

    public async Task<(Answer Postgres, Answer Duck)> AskAsync(Question question) =>
        (await PostgresAsync(postgresSql.Of(question)), Duck(duckSql.Of(question)));

    public async Task<Answer> PostgresAsync(string sql)
    {
        await using var command = new NpgsqlCommand(sql, postgres);
        await using var reader = await command.ExecuteReaderAsync();
        return await CellText.ReadAsync(reader, CancellationToken.None);
    }

    public Answer Duck(string sql)
    {
        using var command = duck.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        return CellText.Read(reader);
    }

    /// <summary>Rows as text, in an order of their own; a decimal without the zeros that one engine writes and the other does not.</summary>
    public static IEnumerable<string> Rows(Answer answer) =>
        answer.Rows.Select(row => string.Join(" | ", row.Select(c => c is null ? "∅" : Decimal().IsMatch(c) ? c.TrimEnd('0').TrimEnd('.') : c))).Order(StringComparer.Ordinal);

    public async ValueTask DisposeAsync()
    {
        duck.Dispose();
        await postgres.DisposeAsync();
        await database.DisposeAsync();
    }

    [GeneratedRegex(@"^-?[0-9]+\.[0-9]+\z", RegexOptions.None, 1000)]
    private static partial Regex Decimal();
}
