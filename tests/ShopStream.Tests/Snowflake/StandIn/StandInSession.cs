using System.Globalization;
using DuckDB.NET.Data;

namespace ShopStream.Tests.Snowflake.StandIn;

internal sealed record ResultColumn(string Name, string Type, int? Precision = null, int? Scale = null);

internal sealed record Result(IReadOnlyList<ResultColumn> Columns, IReadOnlyList<IReadOnlyList<string?>> Rows, int StatementType)
{
    public static Result Done(string message = "Statement executed successfully.") =>
        new(
            [new("status", "text")],
            [
                [message],
            ],
            0x6000
        );

    public static Result Rowcount(long rows, string what, int type) =>
        new(
            [new($"number of rows {what}", "fixed", 19, 0)],
            [
                [rows.ToString(CultureInfo.InvariantCulture)],
            ],
            type
        );
}

/// <summary>One signed-in session with its own DuckDB connection to the shared database.</summary>
internal sealed class StandInSession(Account account, DuckDBConnection connection, string user, SessionParameters parameters) : IDisposable
{
    // COMMIT and ROLLBACK show the objects of a transaction to others, or none.
    private static readonly string[] DefinitionWords = ["CREATE", "DROP", "ALTER", "ATTACH", "DETACH", "COMMIT", "ROLLBACK"];

    private readonly Lock gate = new();
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private DuckDBCommand? running;
    private int users = 1;
    private bool isLeft;

    public Account Account => account;

    public string User => user;

    public SessionParameters Parameters => parameters;

    /// <summary>Completes when the last request has left the session and it is closed.</summary>
    public Task Ended => ended.Task;

    public string? Role { get; set; }

    public string? Warehouse { get; set; }

    public string? Database { get; set; }

    public string? Schema { get; set; }

    public string? QueryTag { get; set; }

    public bool InTransaction { get; private set; }

    /// <summary>Runs one statement at a time, as Snowflake does within a session.</summary>
    public SemaphoreSlim Turn { get; } = new(1, 1);

    /// <summary>Begins a request. The session is not closed before its last request has left it.</summary>
    /// <returns>Whether the session is still there.</returns>
    public bool TryEnter()
    {
        lock (gate)
        {
            if (users == 0)
                return false;
            users++;
            return true;
        }
    }

    /// <summary>Ends a request.</summary>
    public void Leave()
    {
        lock (gate)
            if (--users > 0)
                return;
        Dispose();
    }

    /// <summary>Ends the session: interrupts its statement, and closes once no request uses it.</summary>
    public void End()
    {
        Interrupt();
        lock (gate)
        {
            if (isLeft)
                return;
            isLeft = true;
        }
        Leave();
    }

    /// <summary>Sets a parameter.</summary>
    public void Set(string name, string value)
    {
        parameters.Set(name, value);
        if (name is "TIMEZONE")
            Run($"SET TimeZone = {Literal(value)}");
        if (name is "QUERY_TAG")
            QueryTag = value;
    }

    /// <summary>Reading and changing rows takes a warehouse that is running, and that the role may use.</summary>
    public void RequireWarehouse()
    {
        if (
            Warehouse is not { } warehouse
            || !account.Warehouses.Contains(warehouse)
            || account.Faults.Suspended.Contains(warehouse)
            || !account.Rights.May(Role, "USAGE", "WAREHOUSE", warehouse)
        )
            throw new SnowflakeError(
                606,
                "57P03",
                "No active warehouse selected in the current session.  Select an active warehouse with the 'use warehouse' command."
            );
    }

    /// <summary>Without autocommit DML opens a transaction, which stays open.</summary>
    public void BeginUnlessAutocommit()
    {
        if (!parameters.IsTrue("AUTOCOMMIT"))
            Begin();
    }

    /// <summary>Interrupts the running statement; does nothing if there is none or the session has ended.</summary>
    public void Interrupt()
    {
        lock (gate)
            running?.Cancel();
    }

    public void Use(string? database, string? schema)
    {
        if (database is not null && !account.Databases.Contains(database))
            throw SnowflakeError.NotPerformed();
        if (
            schema is not null
            && CatalogScalar($"SELECT count(*) FROM duckdb_schemas() WHERE database_name = {Literal(database)} AND schema_name = {Literal(schema)}") is "0"
        )
            throw SnowflakeError.NotPerformed();
        (Database, Schema) = (database, schema);
        if (database is not null)
            Run($"USE {Name(database)}.{Name(schema ?? "main")}");
        Tell();
    }

    /// <summary>Like <see cref="Use"/>, if the role may.</summary>
    public void Enter(string? database, string? schema)
    {
        if (database is not null && !account.Rights.May(Role, "USAGE", "DATABASE", database))
            throw SnowflakeError.NotPerformed();
        if (schema is not null && !account.Rights.May(Role, "USAGE", "SCHEMA", $"{database}.{schema}"))
            throw SnowflakeError.NotPerformed();
        Use(database, schema);
    }

    public void Tell()
    {
        foreach (var (name, value) in new[] { ("role", Role), ("warehouse", Warehouse), ("user", user), ("database", Database), ("schema", Schema) })
            Run($"SET VARIABLE sf_{name} = {(value is null ? "NULL" : Literal(value))}");
    }

    public void Begin()
    {
        if (InTransaction)
            return;
        Run("BEGIN TRANSACTION");
        InTransaction = true;
    }

    public void End(bool commit)
    {
        if (!InTransaction)
            return;
        InTransaction = false;
        Run(commit ? "COMMIT" : "ROLLBACK");
    }

    /// <summary>Runs in the open transaction, or in one of its own.</summary>
    public T Together<T>(Func<T> work)
    {
        if (InTransaction)
            return work();
        Begin();
        try
        {
            var result = work();
            End(commit: true);
            return result;
        }
        catch
        {
            End(commit: false);
            throw;
        }
    }

    public long Run(string sql) => Guarded(sql, c => (long)c.ExecuteNonQuery());

    public string? Scalar(string sql) => Rows(sql) is [[var value, ..], ..] ? value : null;

    public List<IReadOnlyList<string?>> Rows(string sql) =>
        Guarded(
            sql,
            c =>
            {
                using var reader = c.ExecuteReader();
                var rows = new List<IReadOnlyList<string?>>();
                while (reader.Read())
                    rows.Add([
                        .. Enumerable
                            .Range(0, reader.FieldCount)
                            .Select(i => reader.IsDBNull(i) ? null : Convert.ToString(reader.GetValue(i), CultureInfo.InvariantCulture)),
                    ]);
                return rows;
            }
        );

    /// <summary>Rows of a query of DuckDB's catalog, from memory if no object has changed since. Within a transaction the session may see others.</summary>
    public List<IReadOnlyList<string?>> CatalogRows(string sql) =>
        InTransaction ? Rows(sql)
        : account.Catalog.TryGetValue(sql, out var known) ? known
        : Remember(sql, account.Version);

    public string? CatalogScalar(string sql) => CatalogRows(sql) is [[var value, ..], ..] ? value : null;

    public Result Select(string sql, bool describeOnly)
    {
        var columns = Rows("DESCRIBE " + sql).Select(r => Cells.Column(r[0]!, r[1]!)).ToList();
        if (describeOnly)
            return new Result(columns, [], 0x1000);
        var list = string.Join(", ", columns.Select((c, i) => c.Type is "binary" ? $"hex(#{i + 1})" : $"CAST(#{i + 1} AS VARCHAR)"));
        var rows = Rows($"SELECT {list} FROM ({sql}\n) AS answer");
        var limit = int.Parse(parameters["ROWS_PER_RESULTSET"], CultureInfo.InvariantCulture);
        var indent = int.Parse(parameters["JSON_INDENT"], CultureInfo.InvariantCulture);
        return new Result(
            columns,
            [
                .. rows.Take(limit > 0 ? limit : int.MaxValue)
                    .Select(r => (IReadOnlyList<string?>)[.. r.Select((v, i) => Cells.Encode(v, columns[i].Type, indent))]),
            ],
            0x1000
        );
    }

    public void Dispose()
    {
        if (InTransaction)
        {
            try
            {
                End(commit: false);
            }
            catch (SnowflakeError)
            {
                InTransaction = false;
            }
        }
        lock (gate)
        {
            running = null;
            connection.Dispose();
        }
        Turn.Dispose();
        ended.TrySetResult();
    }

    public static string Name(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    public static string Literal(string? text) => text is null ? "NULL" : $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    private T Guarded<T>(string sql, Func<DuckDBCommand, T> run)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        lock (gate)
            running = command;
        try
        {
            return run(command);
        }
        catch (Exception e) when (e is DuckDBException or OperationCanceledException)
        {
            throw e is OperationCanceledException ? new SnowflakeError(604, "57014", "SQL execution canceled") : Translation.Error(e.Message);
        }
        finally
        {
            lock (gate)
                running = null;
            if (DefinitionWords.Any(w => sql.StartsWith(w, StringComparison.OrdinalIgnoreCase)))
                account.ForgetCatalog();
        }
    }

    // Not remembered if an object has changed meanwhile.
    private List<IReadOnlyList<string?>> Remember(string sql, int version)
    {
        var rows = Rows(sql);
        account.Remember(sql, rows, version);
        return rows;
    }
}
