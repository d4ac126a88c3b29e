using System.Data.Common;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;

namespace ShopStream.Pipeline.Warehouse.Snowflake;

/// <summary>
/// Replaces tables with those built beside them, all at once. Snowflake commits every DDL statement immediately, so two tables cannot be
/// swapped together; instead DML replaces the rows in one transaction. Only a table that is new, or whose columns have changed, is replaced
/// as a whole, just before the transaction: by a clone with COPY GRANTS, because SWAP WITH would exchange the grants with the tables.
/// </summary>
internal static class SnowflakeExchange
{
    private static readonly Dialect Dialect = Dialect.Snowflake;

    /// <param name="session">A session whose role owns the tables.</param>
    /// <param name="tables">Each table with the one built beside it, which is dropped afterwards.</param>
    /// <param name="ledger">Further DML of the same transaction: the ledger's rows.</param>
    /// <param name="cancellationToken">Cancels the exchange; the transaction is rolled back.</param>
    public static async Task RunAsync(
        SnowflakeSession session,
        IReadOnlyList<(Dataset Table, Dataset Next)> tables,
        IReadOnlyList<string> ledger,
        CancellationToken cancellationToken
    )
    {
        var columns = await SnowflakeCatalog.ColumnsAsync(session, null, Dialect.Schema, tables.Select(t => t.Table.Layer), cancellationToken);
        foreach (var (table, next) in tables.Where(t => !columns.Contains(t.Table)))
            await session.ExecuteAsync($"CREATE TRANSIENT TABLE IF NOT EXISTS {Dialect.Table(table)} LIKE {Dialect.Table(next)}", cancellationToken);
        var reshaped = tables.Where(t => columns.Contains(t.Table) && !AreEqual(columns[t.Table], columns[t.Next])).ToList();
        foreach (var (table, next) in reshaped)
            await session.ExecuteAsync($"CREATE OR REPLACE TRANSIENT TABLE {Dialect.Table(table)} CLONE {Dialect.Table(next)} COPY GRANTS", cancellationToken);
        try
        {
            foreach (var sql in Transaction(tables.Except(reshaped), ledger))
                await session.ExecuteAsync(sql, cancellationToken);
        }
        catch
        {
            await TryAsync(session, "ROLLBACK");
            throw;
        }
        foreach (var (_, next) in tables)
            await TryAsync(session, Drop(next));
    }

    /// <summary>The statements sent if every table exists and its columns are unchanged.</summary>
    public static IReadOnlyList<string> Statements(IReadOnlyList<(Dataset Table, Dataset Next)> tables, IReadOnlyList<string> ledger) =>
        [.. Transaction(tables, ledger), .. tables.Select(t => Drop(t.Next))];

    private static IEnumerable<string> Transaction(IEnumerable<(Dataset Table, Dataset Next)> tables, IReadOnlyList<string> ledger) =>
        [
            "BEGIN TRANSACTION",
            .. tables.Select(t => $"INSERT OVERWRITE INTO {Dialect.Table(t.Table)}\nSELECT * FROM {Dialect.Table(t.Next)}"),
            .. ledger,
            "COMMIT",
        ];

    private static string Drop(Dataset next) => $"DROP TABLE IF EXISTS {Dialect.Table(next)}";

    private static bool AreEqual(IEnumerable<ColumnInfo> a, IEnumerable<ColumnInfo> b) =>
        a.Select(c => (c.Name, c.Type)).SequenceEqual(b.Select(c => (c.Name, c.Type)));

    // Errors here must not hide the original one; the next run drops what is left.
    private static async Task TryAsync(SnowflakeSession session, string sql)
    {
        try
        {
            await session.ExecuteAsync(sql, CancellationToken.None);
        }
        catch (Exception e) when (e is DbException or TimeoutException or HttpRequestException or IOException) { }
    }
}
