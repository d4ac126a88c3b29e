using System.Data.Common;
using ShopStream.Quality.Data;
using ShopStream.Quality.Planning;

namespace ShopStream.Pipeline.Warehouse.Snowflake;

/// <summary>
/// Puts tables that were built beside the old ones in their place, all of them at once. Snowflake commits every DDL statement at once, so
/// no two tables could be swapped together: the rows are exchanged by DML in one transaction instead. Only a table that is new, or whose
/// columns have changed, is exchanged as a whole, just before that.
/// </summary>
internal static class SnowflakeExchange
{
    private static readonly Dialect Dialect = Dialect.Snowflake;

    /// <param name="session">Its role owns the tables.</param>
    /// <param name="tables">Each with the table that was built for it; those are dropped afterwards.</param>
    /// <param name="besides">More DML of the same transaction: the ledger's lines.</param>
    /// <param name="cancellationToken">Ends it; the transaction is rolled back.</param>
    public static async Task RunAsync(SnowflakeSession session, IReadOnlyList<(Dataset Table, Dataset Next)> tables, IReadOnlyList<string> besides, CancellationToken cancellationToken)
    {
        var columns = await SnowflakeCatalog.ColumnsAsync(session, [.. tables.Select(t => Dialect.Schema(t.Table.Layer)).Distinct(StringComparer.Ordinal)], cancellationToken);
        foreach (var (table, next) in tables.Where(t => !columns.Contains(t.Table)))
            await session.ExecuteAsync($"CREATE TRANSIENT TABLE IF NOT EXISTS {Dialect.Table(table)} LIKE {Dialect.Table(next)}", cancellationToken);
        var reshaped = tables.Where(t => columns.Contains(t.Table) && !AreEqual(columns[t.Table], columns[t.Next])).ToList();
        foreach (var (table, next) in reshaped)
            await session.ExecuteAsync($"ALTER TABLE {Dialect.Table(table)} SWAP WITH {Dialect.Table(next)}", cancellationToken);
        try
        {
            foreach (var sql in Transaction(tables.Except(reshaped), besides)) await session.ExecuteAsync(sql, cancellationToken);
        }
        catch
        {
            await TryAsync(session, "ROLLBACK");
            throw;
        }
        foreach (var (_, next) in tables) await TryAsync(session, Drop(next));
    }

    /// <summary>What is sent where every table is there and has the columns of the one that was built.</summary>
    public static IReadOnlyList<string> Statements(IReadOnlyList<(Dataset Table, Dataset Next)> tables, IReadOnlyList<string> besides) =>
        [.. Transaction(tables, besides), .. tables.Select(t => Drop(t.Next))];

    private static IEnumerable<string> Transaction(IEnumerable<(Dataset Table, Dataset Next)> tables, IReadOnlyList<string> besides) =>
        ["BEGIN TRANSACTION", .. tables.Select(t => $"INSERT OVERWRITE INTO {Dialect.Table(t.Table)}\nSELECT * FROM {Dialect.Table(t.Next)}"), .. besides, "COMMIT"];

    private static string Drop(Dataset next) => $"DROP TABLE IF EXISTS {Dialect.Table(next)}";

    private static bool AreEqual(IEnumerable<ColumnInfo> a, IEnumerable<ColumnInfo> b) => a.Select(c => (c.Name, c.Type)).SequenceEqual(b.Select(c => (c.Name, c.Type)));

    // What is left over is dropped by the next run; what failed before is what has to be told.
    private static async Task TryAsync(SnowflakeSession session, string sql)
    {
        try
        {
            await session.ExecuteAsync(sql, CancellationToken.None);
        }
        catch (Exception e) when (e is DbException or TimeoutException or HttpRequestException or IOException)
        {
        }
    }
}
