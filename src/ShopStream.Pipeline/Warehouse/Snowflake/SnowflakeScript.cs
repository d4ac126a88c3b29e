using ShopStream.Pipeline.Lake;
using ShopStream.Pipeline.Models;
using ShopStream.Quality.Data;

namespace ShopStream.Pipeline.Warehouse.Snowflake;

/// <summary>
/// The statements with which a run loads and builds, in order, for review. Does not connect. Values known only at run time are in angle brackets.
/// </summary>
public static class SnowflakeScript
{
    /// <summary>The statements that load.</summary>
    /// <param name="raw">Raw tables with their columns.</param>
    /// <param name="stage">Stage that points to the lake's raw/ folder.</param>
    /// <param name="storage">Which tables are stored as JSON.</param>
    public static IReadOnlyList<SetupStatement> Load(IReadOnlyList<TableInfo> raw, string stage, LakeStorage storage)
    {
        // Placeholder for the date: no run has this one.
        string WithPlaceholders(string text) =>
            text.Replace("0001-01-01", "<yyyy-MM-dd>", StringComparison.Ordinal).Replace("00010101", "<yyyyMMdd>", StringComparison.Ordinal);
        var tables = raw.Select(t => new ManifestTable
            {
                Table = t.Dataset.Table,
                Key = LakeLayout.KeyOf(t.Dataset.Table, DateOnly.MinValue, storage.IsJson(t.Dataset.Table)),
                Bytes = 0,
                Sha256 = "<sha256>",
                Columns = t.Columns,
                PrimaryKey = t.Key,
                Totals = new Dictionary<string, string?>(StringComparer.Ordinal),
            })
            .ToList();
        var exchanged = SnowflakeExchange.Statements(
            [.. tables.Select(SnowflakeLoader.Exchanged)],
            [
                .. SnowflakeUnbuilt.Mark("<run>"),
                .. tables.SelectMany(t => SnowflakeLoader.Ledger(t, "<yyyy-MM-dd>", "<bytes>", "<rows>", "<run>", "<yyyy-MM-dd HH:mm:ss>")),
            ]
        );
        return
        [
            .. tables.SelectMany(t =>
                SnowflakeLoader
                    .Statements(t with { Key = NextLake.StoredKey(LakeLayout.NextFolder(DateOnly.MinValue, "<work folder>"), t.Key) }, stage)
                    .Select((s, i) => new SetupStatement(i == 0 ? $"raw {t.Table}: loaded beside the old table, then verified" : null, WithPlaceholders(s)))
            ),
            .. exchanged.Select(
                (s, i) =>
                    new SetupStatement(
                        i == 0
                            ? "raw: all tables and their ledger rows exchanged in one transaction. A new table is created LIKE the one beside it; "
                                + "a table whose columns have changed is replaced as a whole (CREATE OR REPLACE TRANSIENT TABLE … CLONE … COPY GRANTS)."
                            : null,
                        WithPlaceholders(s)
                    )
            ),
        ];
    }

    /// <summary>The statements that build the models.</summary>
    /// <param name="project">Models in Snowflake's SQL.</param>
    public static IReadOnlyList<SetupStatement> Build(ModelProject project)
    {
        var tables = project.Models.Where(m => m.Materialization == Materialization.Table).Select(m => (m.Dataset, ModelNames.Next(m.Dataset))).ToList();
        IReadOnlyList<(string? About, IEnumerable<string> Sql)> groups =
        [
            .. project.Models.Select(m =>
                (
                    $"{m.File}: {m.Materialization.ToString().ToLowerInvariant()}{(m.Key.Count > 0 ? $", one row per {string.Join(", ", m.Key)}" : "")}",
                    (IEnumerable<string>)[SnowflakeModels.Statement(m)]
                )
            ),
            .. project
                .Models.Where(m => m.Materialization == Materialization.View)
                .Select(
                    (m, i) =>
                        (
                            i == 0 ? "views: replaced if their text has changed" : null,
                            (IEnumerable<string>)[SnowflakeModels.Replace(m), SnowflakeModels.DropNext(m)]
                        )
                ),
            (
                "tables: all exchanged together with the registry",
                SnowflakeExchange.Statements(
                    tables,
                    [
                        SnowflakeModels.ClearRegistry,
                        .. project.Models.Select(m => SnowflakeModels.RegistryRow(m, "<rows>", "<seconds>")),
                        SnowflakeUnbuilt.Clear,
                    ]
                )
            ),
        ];
        return [.. groups.SelectMany(g => g.Sql.Select((s, i) => new SetupStatement(i == 0 ? g.About : null, s)))];
    }
}
