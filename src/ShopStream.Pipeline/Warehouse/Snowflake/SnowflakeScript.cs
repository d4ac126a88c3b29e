using ShopStream.Pipeline.Lake;
using ShopStream.Pipeline.Models;
using ShopStream.Quality.Data;

namespace ShopStream.Pipeline.Warehouse.Snowflake;

/// <summary>What a run sends to load and to build, in order, to be reviewed; nothing is connected to. What only the run knows stands in angle brackets.</summary>
public static class SnowflakeScript
{
    /// <param name="raw">Those whose columns are known.</param>
    /// <param name="stage">Over the lake's raw/ folder.</param>
    public static IReadOnlyList<SetupStatement> Load(IReadOnlyList<TableInfo> raw, string stage)
    {
        // A day that no run has.
        string Day(string text) => text.Replace("0001-01-01", "<yyyy-MM-dd>", StringComparison.Ordinal).Replace("00010101", "<yyyyMMdd>", StringComparison.Ordinal);
        var tables = raw.Select(t => new ManifestTable
        {
            Table = t.Dataset.Table,
            Key = LakeLayout.KeyOf(t.Dataset.Table, DateOnly.MinValue),
            Bytes = 0,
            Sha256 = "<sha256>",
            Columns = t.Columns,
            PrimaryKey = t.Key,
            Totals = new Dictionary<string, string?>(StringComparer.Ordinal),
        }).ToList();
        var exchanged = SnowflakeExchange.Statements(
            [.. tables.Select(SnowflakeLoader.Exchanged)], [.. tables.SelectMany(t => SnowflakeLoader.Ledger(t, "<yyyy-MM-dd>", "<bytes>", "<rows>", "<run>", "<yyyy-MM-dd HH:mm:ss>"))]);
        return
        [
            .. tables.SelectMany(t => SnowflakeLoader.Statements(t, stage).Select((s, i) => new SetupStatement(i == 0 ? $"raw {t.Table}: beside the old table, then counted" : null, Day(s)))),
            .. exchanged.Select((s, i) => new SetupStatement(i == 0 ? "raw: all tables exchanged with their lines in the ledger. One that is new is created LIKE the one beside it; one with other columns is swapped as a whole (ALTER TABLE … SWAP WITH …)." : null, Day(s))),
        ];
    }

    /// <param name="project">In Snowflake's SQL.</param>
    public static IReadOnlyList<SetupStatement> Build(ModelProject project)
    {
        var tables = project.Models.Where(m => m.Materialization == Materialization.Table).Select(m => (m.Dataset, ModelNames.Next(m.Dataset))).ToList();
        IReadOnlyList<(string? About, IEnumerable<string> Sql)> groups =
        [
            .. project.Models.Select(m => ($"{m.File}: {m.Materialization.ToString().ToLowerInvariant()}{(m.Key.Count > 0 ? $", one row per {string.Join(", ", m.Key)}" : "")}", (IEnumerable<string>)[SnowflakeModels.Statement(m)])),
            .. project.Models.Where(m => m.Materialization == Materialization.View).Select((m, i) => (i == 0 ? "views: replaced where their text has changed" : null, (IEnumerable<string>)[SnowflakeModels.Replace(m), SnowflakeModels.DropNext(m)])),
            ("tables: all of them exchanged with the registry", SnowflakeExchange.Statements(tables, [SnowflakeModels.Forget, .. project.Models.Select(m => SnowflakeModels.Line(m, "<rows>", "<seconds>"))])),
        ];
        return [.. groups.SelectMany(g => g.Sql.Select((s, i) => new SetupStatement(i == 0 ? g.About : null, s)))];
    }
}
