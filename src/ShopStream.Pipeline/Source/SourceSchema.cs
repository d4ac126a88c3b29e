using Npgsql;
using ShopStream.Quality.Data;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Source;

/// <summary>A foreign key.</summary>
/// <param name="Columns">Its columns, in the order of the constraint.</param>
/// <param name="Parent">The table that it refers to, in the same schema.</param>
/// <param name="ParentColumns">The columns that it refers to.</param>
public sealed record ForeignKey(IReadOnlyList<string> Columns, string Parent, IReadOnlyList<string> ParentColumns);

/// <summary>A table of the source, with what a start needs to know about it.</summary>
/// <param name="Table">Its columns and its primary key.</param>
/// <param name="ForeignKeys">Its references to tables of the same schema.</param>
/// <param name="Fault">Why it cannot be extracted; null if it can.</param>
public sealed record SourceTable(TableInfo Table, IReadOnlyList<ForeignKey> ForeignKeys, string? Fault);

/// <summary>The tables of a schema, read from the catalog. No row is read.</summary>
public static class SourceSchema
{
    private const string Relations = """
        SELECT c.relname,
               CASE WHEN c.relkind = 'f' THEN 'is a foreign table: read it through a materialized view'
                    WHEN NOT has_table_privilege(c.oid, 'SELECT') THEN 'may not be read by ' || current_user
                    WHEN c.relrowsecurity AND NOT (SELECT rolbypassrls OR rolsuper FROM pg_roles WHERE rolname = current_user)
                         THEN 'has row-level security, which would hide rows from ' || current_user
                    WHEN c.relkind IN ('v', 'm') THEN 'is a view: name it in source.tables to extract it'
                    ELSE '' END
        FROM pg_class c
        JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = $1 AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition
        ORDER BY 1
        """;

    private const string References = """
        SELECT c.relname, p.relname,
               (SELECT array_agg(a.attname::text ORDER BY k.place) FROM unnest(f.conkey) WITH ORDINALITY AS k(number, place)
                JOIN pg_attribute a ON a.attrelid = f.conrelid AND a.attnum = k.number),
               (SELECT array_agg(a.attname::text ORDER BY k.place) FROM unnest(f.confkey) WITH ORDINALITY AS k(number, place)
                JOIN pg_attribute a ON a.attrelid = f.confrelid AND a.attnum = k.number)
        FROM pg_constraint f
        JOIN pg_class c ON c.oid = f.conrelid
        JOIN pg_class p ON p.oid = f.confrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace AND p.relnamespace = n.oid
        WHERE f.contype = 'f' AND f.conparentid = 0 AND n.nspname = $1
        ORDER BY 1, f.conname
        """;

    private const string Schemas = """
        SELECT n.nspname FROM pg_namespace n
        WHERE n.nspname NOT LIKE 'pg\_%' AND n.nspname <> 'information_schema'
            AND EXISTS (SELECT FROM pg_class c WHERE c.relnamespace = n.oid AND c.relkind IN ('r', 'p'))
        ORDER BY 1
        """;

    /// <param name="address">The source and the schema.</param>
    /// <param name="cancellationToken">Cancels the queries.</param>
    /// <returns>Tables, views and foreign tables, by name.</returns>
    /// <exception cref="UsageException">The account is rejected, or the schema has no table.</exception>
    /// <exception cref="InfrastructureException">The source cannot be reached.</exception>
    public static async Task<IReadOnlyList<SourceTable>> ReadAsync(SourceAddress address, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await address.OpenAsync(cancellationToken);
            var faults = (await RowsAsync(connection, Relations, address.Schema, cancellationToken)).ToDictionary(
                r => (string)r[0],
                r => (string)r[1] is { Length: > 0 } fault ? fault : null,
                StringComparer.Ordinal
            );
            if (faults.Values.All(f => f is not null))
            {
                var schemas = (await RowsAsync(connection, Schemas, null, cancellationToken)).Select(r => (string)r[0]).ToList();
                throw new UsageException(
                    $"{address.Description}: the schema {address.Schema} has no table that can be extracted. "
                        + (schemas.Count == 0 ? "No other schema has tables." : $"Schemas with tables: {string.Join(", ", schemas)}: name one with --schema.")
                );
            }
            var keys = (await RowsAsync(connection, References, address.Schema, cancellationToken)).ToLookup(
                r => (string)r[0],
                r => new ForeignKey((string[])r[2], (string)r[1], (string[])r[3]),
                StringComparer.Ordinal
            );
            var tables = await SourceCatalog.ReadAsync(connection, address.Schema, cancellationToken);
            return
            [
                .. tables.Select(t => new SourceTable(t, [.. keys[t.Dataset.Table]], Fault(t) ?? faults.GetValueOrDefault(t.Dataset.Table))),
                .. faults
                    .Where(f => !tables.Any(t => string.Equals(t.Dataset.Table, f.Key, StringComparison.Ordinal)))
                    .Select(f => new SourceTable(new TableInfo(new Dataset(Layer.Source, f.Key), [], []), [], f.Value)),
            ];
        }
        catch (Exception e) when (SourceFailure.Is(e))
        {
            throw SourceFailure.Problem($"{address.Description}: the tables cannot be read", e);
        }
    }

    private static string? Fault(TableInfo table) =>
        FileName.Fault(table.Dataset.Table)
        ?? (table.Columns.Count == 0 ? "has no columns" : null)
        ?? (
            table.Columns.FirstOrDefault(c => Identifier.Fault(c.Name) is not null) is { } column ? $"has a column that {Identifier.Fault(column.Name)}" : null
        );

    private static async Task<List<object[]>> RowsAsync(NpgsqlConnection connection, string sql, string? schema, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        if (schema is not null)
            command.Parameters.Add(new NpgsqlParameter { Value = schema });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<object[]>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var row = new object[reader.FieldCount];
            reader.GetValues(row);
            rows.Add(row);
        }
        return rows;
    }
}
