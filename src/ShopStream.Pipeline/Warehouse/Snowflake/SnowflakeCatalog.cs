using ShopStream.Pipeline.Lake;
using ShopStream.Pipeline.Models;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;

namespace ShopStream.Pipeline.Warehouse.Snowflake;

/// <summary>Reads the database's tables and columns from INFORMATION_SCHEMA, as far as the session's role may see them.</summary>
internal static class SnowflakeCatalog
{
    /// <summary>Reads the columns of tables and views, by dataset, in column order.</summary>
    /// <param name="session">A session of any purpose.</param>
    /// <param name="database">Quoted name of the database; null for the session's.</param>
    /// <param name="schema">Schema of a layer.</param>
    /// <param name="layers">The layers to read.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    public static async Task<ILookup<Dataset, ColumnInfo>> ColumnsAsync(
        SnowflakeSession session,
        string? database,
        Func<Layer, string> schema,
        IEnumerable<Layer> layers,
        CancellationToken cancellationToken
    )
    {
        var bySchema = layers.Distinct().ToDictionary(l => SnowflakeNames.Folded(schema(l)), StringComparer.Ordinal);
        var names = string.Join(", ", bySchema.Keys.Select(Dialect.Snowflake.Literal));
        var measurement = await session.ReadAsync(
            $"""
            SELECT TABLE_SCHEMA, TABLE_NAME, COLUMN_NAME, DATA_TYPE, NUMERIC_PRECISION, NUMERIC_SCALE, CHARACTER_MAXIMUM_LENGTH, IS_NULLABLE
            FROM {(database is null ? "" : $"{database}.")}INFORMATION_SCHEMA.COLUMNS
            WHERE TABLE_SCHEMA IN ({names})
            ORDER BY TABLE_SCHEMA, TABLE_NAME, ORDINAL_POSITION
            """,
            cancellationToken
        );
        return measurement.Rows.ToLookup(
            r => new Dataset(bySchema[r[0]!], SnowflakeNames.Unfolded(r[1]!)),
            r => new ColumnInfo(SnowflakeNames.Unfolded(r[2]!), SnowflakeTypes.ToPortable(r[3]!, r[4], r[5], r[6]), r[7] is "YES")
        );
    }

    /// <summary>Reads all tables of the four layers, except those being built.</summary>
    public static async Task<IReadOnlyList<TableInfo>> ReadAsync(SnowflakeSession session, Manifest manifest, CancellationToken cancellationToken)
    {
        var columns = await ColumnsAsync(session, null, Dialect.Snowflake.Schema, [Layer.Raw, .. ModelNames.Layers], cancellationToken);
        var built = await SnowflakeModels.BuiltAsync(session, cancellationToken);
        return
        [
            .. columns
                .Where(t => !t.Key.Table.EndsWith(ModelNames.NextSuffix, StringComparison.Ordinal))
                .Select(t => AsExtracted(new TableInfo(t.Key, [.. t], KeyOf(t.Key)) { BuiltFrom = built.GetValueOrDefault(t.Key).BuiltFrom })),
        ];

        IReadOnlyList<string> KeyOf(Dataset dataset) =>
            dataset.Layer == Layer.Raw ? Extracted(dataset)?.PrimaryKey ?? [] : built.GetValueOrDefault(dataset).Key ?? [];

        // No two extracted tables differ only by case, and no two columns of one.
        ManifestTable? Extracted(Dataset dataset) =>
            manifest.Tables.FirstOrDefault(t => string.Equals(t.Table, dataset.Table, StringComparison.OrdinalIgnoreCase));

        // A name in capitals is stored as one in small letters is: the manifest has it as the source has it.
        TableInfo AsExtracted(TableInfo table) =>
            table.Dataset.Layer != Layer.Raw || Extracted(table.Dataset) is not { } extracted
                ? table
                : table with
                {
                    Dataset = table.Dataset with { Table = extracted.Table },
                    Columns =
                    [
                        .. table.Columns.Select(c =>
                            extracted.Columns.FirstOrDefault(e => string.Equals(e.Name, c.Name, StringComparison.OrdinalIgnoreCase)) is { } column
                                ? c with
                                {
                                    Name = column.Name,
                                }
                                : c
                        ),
                    ],
                };
    }
}
