using ShopStream.Pipeline.Lake;
using ShopStream.Pipeline.Models;
using ShopStream.Pipeline.Partitions;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;

namespace ShopStream.Pipeline.Warehouse.DuckDb;

/// <summary>
/// How a table of a manifest is loaded: whole, beside the old one, or only the partitions whose files are not the ones that the warehouse was loaded
/// from. Until the exchange, models read what the table will be through a view.
/// </summary>
internal sealed class PartitionLoad
{
    /// <summary>Creates the ledger of partitions: the file from which the rows of each were loaded.</summary>
    public const string Ledger = """
        CREATE TABLE IF NOT EXISTS meta.partitions ("table" VARCHAR NOT NULL, layout VARCHAR NOT NULL, name VARCHAR NOT NULL, file VARCHAR NOT NULL,
            sha256 VARCHAR NOT NULL)
        """;

    // No name of a table has U+0001.
    private const string ChangedSuffix = "\u0001changed";

    private readonly HashSet<string> replaced;

    private PartitionLoad(ManifestTable table, bool isWhole, IReadOnlyList<TableFile> files, HashSet<string> replaced) =>
        (Table, IsWhole, Files, this.replaced) = (table, isWhole, files, replaced);

    /// <summary>The table.</summary>
    public ManifestTable Table { get; }

    /// <summary>Whether the table is replaced as a whole.</summary>
    public bool IsWhole { get; }

    /// <summary>The files to load.</summary>
    public IReadOnlyList<TableFile> Files { get; }

    /// <summary>Number of rows in these files.</summary>
    public long Rows => IsWhole ? Table.Rows : Files.Sum(f => f.Partition!.Rows);

    /// <summary>Name of the table while it is loaded.</summary>
    public static string Next(ManifestTable table) => ModelNames.NextOf(table.As(Layer.Raw).Dataset);

    /// <summary>Name of the table with the rows of changed partitions, until the exchange.</summary>
    public static string Changed(ManifestTable table) => ModelNames.NextOf(new Dataset(Layer.Raw, table.Table + ChangedSuffix));

    /// <summary>All files of a table.</summary>
    public static PartitionLoad Whole(ManifestTable table) => new(table, isWhole: true, table.Files, []);

    /// <summary>Only what differs from the warehouse's ledger, if that has the table in the same partitions and with the same columns.</summary>
    public static async Task<PartitionLoad> PlanAsync(DuckDatabase database, ManifestTable table, CancellationToken cancellationToken)
    {
        if (table.Partitions is not { } partitions)
            return Whole(table);
        var ledger = await database.ReadAsync(
            $"""SELECT name, file, sha256, layout FROM meta.partitions WHERE "table" = {Sql.Literal(table.Table)}""",
            cancellationToken
        );
        if (
            ledger.Rows.Count == 0
            || ledger.Rows.Any(r => !string.Equals(r[3], LayoutOf(table), StringComparison.Ordinal))
            || !await HasColumnsAsync(database, table, cancellationToken)
        )
            return Whole(table);
        var loaded = ledger.Rows.ToDictionary(r => r[0]!, r => (r[1]!, r[2]!), StringComparer.Ordinal);
        var changed = partitions.Where(p => !loaded.TryGetValue(p.Name, out var of) || of != (p.Key, p.Sha256)).ToList();
        var gone = loaded.Keys.Except(partitions.Select(p => p.Name), StringComparer.Ordinal);
        var names = changed.Select(p => p.Name).ToHashSet(StringComparer.Ordinal);
        var files = table.Files.Where(f => names.Contains(f.Partition!.Name)).ToList();
        // With most rows new, a new table is less work.
        return changed.Sum(p => p.Rows) * 2 > table.Rows
            ? Whole(table)
            : new PartitionLoad(table, isWhole: false, files, names.Concat(gone).ToHashSet(StringComparer.Ordinal));
    }

    /// <summary>Statements that load the files.</summary>
    /// <param name="copies">The files, in the order of <see cref="Files"/>.</param>
    public IEnumerable<string> Statements(IReadOnlyList<LocalCopy> copies)
    {
        var longest = LakeReader.LongestOf(Files, copies);
        var rows = $"SELECT * FROM {LakeReader.From([.. copies.Select(c => c.Path)], Table.Columns, Table.IsJson, longest)}";
        if (IsWhole)
            return [$"CREATE TABLE {Next(Table)} AS {rows}"];
        return
        [
            $"CREATE TABLE {Changed(Table)} AS {rows}",
            $"CREATE VIEW {Next(Table)} AS SELECT * FROM {Raw}{(replaced.Count == 0 ? "" : $" WHERE ({IsReplaced()}) IS NOT TRUE")} "
                + $"UNION ALL SELECT * FROM {Changed(Table)}",
        ];
    }

    /// <summary>Statements, as one, that make the loaded rows those of the table, and write the ledger of partitions.</summary>
    public string Exchange()
    {
        var name = Sql.Literal(Table.Table);
        List<string> statements = IsWhole
            ? [$"DROP TABLE IF EXISTS {Raw}", $"ALTER TABLE {Next(Table)} RENAME TO {Sql.Quote(Table.Table)}"]
            :
            [
                $"DROP VIEW {Next(Table)}",
                .. replaced.Count == 0 ? Array.Empty<string>() : [$"DELETE FROM {Raw} WHERE {IsReplaced()}"],
                $"INSERT INTO {Raw} SELECT * FROM {Changed(Table)}",
                $"DROP TABLE {Changed(Table)}",
            ];
        statements.Add($"""DELETE FROM meta.partitions WHERE "table" = {name}""");
        if (Table.Partitions is { Count: > 0 } partitions)
        {
            var layout = Sql.Literal(LayoutOf(Table));
            var lines = partitions.Select(p => $"({name}, {layout}, {Sql.Literal(p.Name)}, {Sql.Literal(p.Key)}, '{p.Sha256}')");
            statements.Add($"INSERT INTO meta.partitions VALUES {string.Join(", ", lines)}");
        }
        return string.Join(";\n", statements);
    }

    private string Raw => Dialect.DuckDb.Table(Table.As(Layer.Raw).Dataset);

    private string IsReplaced()
    {
        var spec = PartitionSpec.Parse(Table.PartitionedBy!);
        return new PartitionSql(spec, Dialect.DuckDb).IsIn(Sql.Quote(spec.Column), replaced);
    }

    private static string LayoutOf(ManifestTable table) => table.PartitionedBy!.Split(';')[0];

    private static async Task<bool> HasColumnsAsync(DuckDatabase database, ManifestTable table, CancellationToken cancellationToken)
    {
        var found = await database.ReadAsync(
            "SELECT column_name, data_type FROM duckdb_columns() WHERE database_name = CURRENT_DATABASE() AND schema_name = 'raw' "
                + $"AND table_name = {Sql.Literal(table.Table)} ORDER BY column_index",
            cancellationToken
        );
        var expected = await database.ReadAsync(
            $"SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM {LakeReader.From([], table.Columns, table.IsJson, longestRow: null)})",
            cancellationToken
        );
        return found.Rows.Count == expected.Rows.Count && found.Rows.Zip(expected.Rows).All(p => p.First.SequenceEqual(p.Second, StringComparer.Ordinal));
    }
}
