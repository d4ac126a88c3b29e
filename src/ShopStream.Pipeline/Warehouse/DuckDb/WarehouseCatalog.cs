using ShopStream.Quality.Data;

namespace ShopStream.Pipeline.Warehouse.DuckDb;

/// <summary>Reads the warehouse's tables and columns with fixed queries.</summary>
internal static class WarehouseCatalog
{
    private const string Query = """
        SELECT schema_name, table_name, column_name, data_type, is_nullable
        FROM duckdb_columns()
        WHERE NOT internal AND database_name = current_database() AND schema_name IN ('raw', 'staging', 'core', 'marts')
            AND NOT ends_with(lower(table_name), '__next') -- what a killed run has left unfinished
        ORDER BY schema_name, table_name, column_index
        """;

    private const string Registry = "SELECT COUNT(*) FROM duckdb_columns() WHERE schema_name = 'meta' AND table_name = 'models' AND column_name = 'unique_key'";

    private const string ModelKeys = "SELECT layer, model, UNNEST(unique_key) FROM meta.models";

    private const string ModelHashes = "SELECT layer, model, sha256 FROM meta.models";

    /// <param name="database">The warehouse's database.</param>
    /// <param name="manifest">Provides the raw tables' keys; null without a manifest.</param>
    /// <param name="cancellationToken">Cancels the queries.</param>
    public static async Task<IReadOnlyList<TableInfo>> ReadAsync(DuckDatabase database, Lake.Manifest? manifest, CancellationToken cancellationToken)
    {
        var measurement = await database.ReadAsync(Query, cancellationToken);
        // A warehouse that was loaded but not built has no models yet.
        var built = (await database.ReadAsync(Registry, cancellationToken)).Number(0) == 1;
        var keys = (built ? (await database.ReadAsync(ModelKeys, cancellationToken)).Rows : []).ToLookup(r => (r[0]!, r[1]!), r => r[2]!);
        var hashes = (built ? (await database.ReadAsync(ModelHashes, cancellationToken)).Rows : []).ToDictionary(r => (r[0]!, r[1]!), r => r[2]!);
        return
        [
            .. measurement
                .Rows.GroupBy(r => (Schema: r[0]!, Table: r[1]!))
                .Select(t =>
                    Table(t.Key.Schema, t.Key.Table, [.. t], t.Key.Schema is "raw" ? RawKey(manifest, t.Key.Table) : [.. keys[t.Key]]) with
                    {
                        BuiltFrom = hashes.GetValueOrDefault(t.Key),
                    }
                ),
        ];
    }

    private static TableInfo Table(string schema, string table, List<IReadOnlyList<string?>> columns, IReadOnlyList<string> key)
    {
        var layer = schema is "marts" ? Layer.Mart : Layers.Parse(schema);
        return new TableInfo(new Dataset(layer, table), [.. columns.Select(c => new ColumnInfo(c[2]!, DuckTypes.ToPortable(c[3]!), c[4] is "true"))], key);
    }

    private static IReadOnlyList<string> RawKey(Lake.Manifest? manifest, string table) =>
        manifest?.Tables.FirstOrDefault(t => string.Equals(t.Table, table, StringComparison.Ordinal))?.PrimaryKey ?? [];
}
