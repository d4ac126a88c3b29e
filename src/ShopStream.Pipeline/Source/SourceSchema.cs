using Npgsql;
using ShopStream.Quality.Data;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Source;

/// <summary>A foreign key.</summary>
/// <param name="Columns">Its columns, in the order of the constraint.</param>
/// <param name="Parent">The table that it refers to.</param>
/// <param name="ParentColumns">The columns that it refers to.</param>
public sealed record ForeignKey(IReadOnlyList<string> Columns, SourcePlace Parent, IReadOnlyList<string> ParentColumns);

/// <summary>A table of the source, with what a start needs to know about it.</summary>
/// <param name="Place">Its schema and its name there.</param>
/// <param name="Table">Its columns and its primary key.</param>
/// <param name="ForeignKeys">Its references to tables of the database.</param>
/// <param name="Fault">Why it is not extracted; null if it is.</param>
public sealed record SourceTable(SourcePlace Place, TableInfo Table, IReadOnlyList<ForeignKey> ForeignKeys, string? Fault);

/// <summary>The tables of schemas, read from the catalog. No row is read.</summary>
public static class SourceSchema
{
    private const string Relations = """
        SELECT c.relname,
               CASE WHEN c.relkind = 'f' THEN 'is a foreign table: read it through a materialized view'
                    WHEN EXISTS (SELECT FROM pg_depend d JOIN pg_extension e ON e.oid = d.refobjid
                                 WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
                         THEN 'belongs to an extension: name it in source.tables to extract it'
                    WHEN NOT has_table_privilege(c.oid, 'SELECT') THEN 'may not be read by ' || current_user
                    WHEN c.relrowsecurity AND NOT (SELECT rolbypassrls OR rolsuper FROM pg_roles WHERE rolname = current_user)
                         THEN 'has row-level security, which would hide rows from ' || current_user
                    WHEN c.relkind = 'v' THEN 'is a view: name it in source.tables to extract it'
                    WHEN c.relkind = 'm' THEN 'is a materialized view: name it in source.tables to extract it'
                    ELSE '' END
        FROM pg_class c
        JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = $1 AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition
        ORDER BY 1
        """;

    private const string References = """
        SELECT c.relname, m.nspname, p.relname,
               (SELECT array_agg(a.attname::text ORDER BY k.place) FROM unnest(f.conkey) WITH ORDINALITY AS k(number, place)
                JOIN pg_attribute a ON a.attrelid = f.conrelid AND a.attnum = k.number),
               (SELECT array_agg(a.attname::text ORDER BY k.place) FROM unnest(f.confkey) WITH ORDINALITY AS k(number, place)
                JOIN pg_attribute a ON a.attrelid = f.confrelid AND a.attnum = k.number)
        FROM pg_constraint f
        JOIN pg_class c ON c.oid = f.conrelid
        JOIN pg_class p ON p.oid = f.confrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_namespace m ON m.oid = p.relnamespace
        WHERE f.contype = 'f' AND f.conparentid = 0 AND n.nspname = $1
        ORDER BY 1, f.conname
        """;

    // Tables of the first schema keep their names: public, or else the one with the most tables.
    private const string Schemas = """
        SELECT n.nspname FROM pg_namespace n
        JOIN pg_class c ON c.relnamespace = n.oid AND c.relkind IN ('r', 'p') AND NOT c.relispartition
        WHERE n.nspname NOT LIKE 'pg\_%' AND n.nspname <> 'information_schema'
        GROUP BY n.nspname
        ORDER BY n.nspname <> 'public', count(*) DESC, 1
        """;

    /// <param name="address">The source; its own schema does not matter.</param>
    /// <param name="schemas">The schemas; null for all that have tables.</param>
    /// <param name="cancellationToken">Cancels the queries.</param>
    /// <returns>Tables, views and foreign tables, by schema and name, under the names that they have here.</returns>
    /// <exception cref="UsageException">The account is rejected, or a schema has no table.</exception>
    /// <exception cref="InfrastructureException">The source cannot be reached.</exception>
    public static async Task<IReadOnlyList<SourceTable>> ReadAsync(SourceAddress address, IReadOnlyList<string>? schemas, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await address.OpenAsync(cancellationToken);
            var known = (await RowsAsync(connection, Schemas, null, cancellationToken)).Select(r => (string)r[0]).ToList();
            var tables = new List<SourceTable>();
            foreach (var schema in schemas ?? known)
            {
                var read = await TablesAsync(connection, schema, cancellationToken);
                if (schemas is not null && read.All(t => t.Fault is not null))
                    throw new UsageException($"{address.Description}: the schema {schema} has no table that can be extracted. {Others(known, schema)}");
                tables.AddRange(read);
            }
            if (tables.All(t => t.Fault is not null))
                throw new UsageException(
                    $"{address.Description} has no table that can be extracted. "
                        + (tables.Count == 0 ? "Expected tables in a schema that the role may use." : Listed(tables))
                );
            return Named(tables);
        }
        catch (Exception e) when (SourceFailure.Is(e))
        {
            throw SourceFailure.Problem($"{address.Description}: the tables cannot be read", e);
        }
    }

    private static string Listed(List<SourceTable> tables) =>
        $"{string.Join("; ", tables.Take(5).Select(t => $"{t.Place.Written} {t.Fault}"))}{(tables.Count > 5 ? $"; and {tables.Count - 5} more" : "")}.";

    private static string Others(List<string> known, string schema)
    {
        var others = known.Where(s => !string.Equals(s, schema, StringComparison.Ordinal)).ToList();
        return others.Count == 0
            ? "No other schema has tables."
            : $"Schemas with tables: {Identifier.Written(others)}: name one with --schema, or leave --schema out for all.";
    }

    private static async Task<IReadOnlyList<SourceTable>> TablesAsync(NpgsqlConnection connection, string schema, CancellationToken cancellationToken)
    {
        var faults = (await RowsAsync(connection, Relations, schema, cancellationToken)).ToDictionary(
            r => (string)r[0],
            r => (string)r[1] is { Length: > 0 } fault ? fault : null,
            StringComparer.Ordinal
        );
        var keys = (await RowsAsync(connection, References, schema, cancellationToken)).ToLookup(
            r => (string)r[0],
            r => new ForeignKey((string[])r[3], new SourcePlace((string)r[1], (string)r[2]), (string[])r[4]),
            StringComparer.Ordinal
        );
        var tables = await SourceCatalog.ReadAsync(connection, schema, cancellationToken);
        return
        [
            .. tables.Select(t => new SourceTable(
                new SourcePlace(schema, t.Dataset.Table),
                t,
                [.. keys[t.Dataset.Table]],
                Fault(t) ?? faults.GetValueOrDefault(t.Dataset.Table)
            )),
            .. faults
                .Where(f => !tables.Any(t => string.Equals(t.Dataset.Table, f.Key, StringComparison.Ordinal)))
                .Select(f => new SourceTable(new SourcePlace(schema, f.Key), new TableInfo(new Dataset(Layer.Source, f.Key), [], []), [], f.Value)),
        ];
    }

    // The names that settings give them, and what no warehouse can hold beside another table.
    private static List<SourceTable> Named(List<SourceTable> tables)
    {
        var extracted = tables.Where(t => t.Fault is null).ToList();
        var names = SourcePlace.Named([.. extracted.Select(t => t.Place)]).ToDictionary(n => n.Place, n => n.Name);
        var owners = new Dictionary<string, SourcePlace>(StringComparer.OrdinalIgnoreCase);
        return tables.ConvertAll(t =>
        {
            if (t.Fault is not null)
                return t;
            var name = names[t.Place];
            var named = t with { Table = t.Table with { Dataset = new Dataset(Layer.Source, name) } };
            if (owners.TryAdd(name, t.Place))
                return FileName.Fault(name) is { } fault ? named with { Fault = fault } : named;
            return named with { Fault = $"would have the name of {owners[name].Written} in the warehouse, which ignores case: read it through a view" };
        });
    }

    private static string? Fault(TableInfo table) =>
        FileName.Fault(table.Dataset.Table)
        ?? (table.Columns.Count == 0 ? "has no columns" : null)
        ?? (table.Columns.FirstOrDefault(c => Identifier.Fault(c.Name) is not null) is { } column ? $"has a column that {Identifier.Fault(column.Name)}" : null)
        ?? (
            table.Columns.GroupBy(c => c.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Count() > 1) is { } same
                ? $"has the columns {Identifier.Written(same.Select(c => c.Name))}, which are one in the warehouse: it ignores case"
                : null
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
