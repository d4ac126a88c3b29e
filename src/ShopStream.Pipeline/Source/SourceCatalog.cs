using System.Text.RegularExpressions;
using Npgsql;
using ShopStream.Quality.Data;

namespace ShopStream.Pipeline.Source;

/// <summary>Reads the source's tables and columns with fixed queries.</summary>
internal static partial class SourceCatalog
{
    // A domain, also one over another domain, has the type it is based on; the innermost one has the size.
    private const string Query = """
        WITH RECURSIVE domains (domain, base, modifier) AS (
            SELECT oid, typbasetype, typtypmod FROM pg_type WHERE typtype = 'd'
            UNION ALL
            SELECT d.domain, t.typbasetype, CASE WHEN d.modifier >= 0 THEN d.modifier ELSE t.typtypmod END
            FROM domains d
            JOIN pg_type t ON t.oid = d.base AND t.typtype = 'd'
        )
        SELECT c.relname,
               a.attname,
               format_type(COALESCE(d.base, a.atttypid), COALESCE(d.modifier, a.atttypmod)),
               NOT a.attnotnull,
               COALESCE(array_position(k.conkey, a.attnum), 0)
        FROM pg_class c
        JOIN pg_namespace n ON n.oid = c.relnamespace
        LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        LEFT JOIN domains d ON d.domain = a.atttypid AND NOT EXISTS (SELECT 1 FROM pg_type t WHERE t.oid = d.base AND t.typtype = 'd')
        LEFT JOIN pg_constraint k ON k.conrelid = c.oid AND k.contype = 'p'
        WHERE n.nspname = $1 AND c.relkind IN ('r', 'p', 'v', 'm') AND NOT c.relispartition
        ORDER BY c.relname, a.attnum
        """;

    private const string SizeQuery = """
        SELECT w.called, pg_table_size(c.oid)
        FROM unnest($1::text[], $2::text[], $3::text[]) AS w(space, name, called)
        JOIN pg_namespace n ON n.nspname = w.space
        JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = w.name AND c.relkind IN ('r', 'p', 'm')
        """;

    /// <summary>The schemas that the role may use, without the system's.</summary>
    public static async Task<IReadOnlyList<string>> SchemasAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT nspname FROM pg_namespace
            WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' AND has_schema_privilege(oid, 'USAGE')
            ORDER BY 1
            """,
            connection
        );
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var schemas = new List<string>();
        while (await reader.ReadAsync(cancellationToken))
            schemas.Add(reader.GetString(0));
        return schemas;
    }

    /// <summary>Bytes on disk, by table; views have none. Used to extract the largest table first.</summary>
    public static async Task<IReadOnlyDictionary<string, long>> SizesAsync(
        NpgsqlConnection connection,
        SourceAddress address,
        CancellationToken cancellationToken
    )
    {
        var sizes = new Dictionary<string, long>(StringComparer.Ordinal);
        await using var command = new NpgsqlCommand(SizeQuery, connection);
        command.Parameters.AddRange(address.Listed);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            sizes[reader.GetString(0)] = reader.GetInt64(1);
        return sizes;
    }

    /// <summary>The tables of the schema of an address, and those that it names in other schemas, under the names that they have here.</summary>
    public static async Task<IReadOnlyList<TableInfo>> ReadAsync(NpgsqlConnection connection, SourceAddress address, CancellationToken cancellationToken)
    {
        var tables = (await ReadAsync(connection, address.Schema, cancellationToken)).Where(t => !address.Places.ContainsKey(t.Dataset.Table)).ToList();
        foreach (var schema in address.Places.GroupBy(p => p.Value.Schema, StringComparer.Ordinal))
        {
            var others = (await ReadAsync(connection, schema.Key, cancellationToken)).ToDictionary(t => t.Dataset.Table, StringComparer.Ordinal);
            tables.AddRange(
                from place in schema
                where others.ContainsKey(place.Value.Name)
                select others[place.Value.Name] with
                {
                    Dataset = new Dataset(Layer.Source, place.Key),
                }
            );
        }
        return tables;
    }

    public static async Task<IReadOnlyList<TableInfo>> ReadAsync(NpgsqlConnection connection, string schema, CancellationToken cancellationToken)
    {
        var tables = new List<(string Name, List<ColumnInfo> Columns, SortedDictionary<int, string> Key)>();
        await using var command = new NpgsqlCommand(Query, connection) { Parameters = { new() { Value = schema } } };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var table = reader.GetString(0);
            if (tables.Count == 0 || !string.Equals(tables[^1].Name, table, StringComparison.Ordinal))
                tables.Add((table, [], []));
            // A table without columns exists, too.
            if (await reader.IsDBNullAsync(1, cancellationToken))
                continue;
            var column = reader.GetString(1);
            tables[^1].Columns.Add(new ColumnInfo(column, Portable(reader.GetString(2)), reader.GetBoolean(3)));
            if (reader.GetInt32(4) is > 0 and var position)
                tables[^1].Key[position] = column;
        }
        return tables.ConvertAll(t => new TableInfo(new Dataset(Layer.Source, t.Name), t.Columns, [.. t.Key.Values]));
    }

    private static string Portable(string type) =>
        Moment()
            .Replace(type, m => $"{m.Groups["word"]}{(m.Groups["tz"].Success ? "tz" : "")}{m.Groups["precision"]}")
            .Replace("character varying", "varchar", StringComparison.Ordinal)
            .Replace("character(", "char(", StringComparison.Ordinal)
            .Replace("numeric", "decimal", StringComparison.Ordinal)
            .Replace("jsonb", "json", StringComparison.Ordinal) switch
        {
            "integer" => "int",
            "double precision" => "double",
            var other when ColumnType.Parse(other) is { IsDecimal: true, Size: { } size, Scale: { } scale } && (scale < 0 || scale > size) => UsualDecimal(
                size,
                scale
            ),
            var other => other,
        };

    // PostgreSQL allows numeric(5,-2), which holds 1234500, and numeric(3,5), which holds 0.00999.
    private static string UsualDecimal(int size, int scale) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"decimal({(scale < 0 ? size - scale : scale)},{Math.Max(scale, 0)})");

    [GeneratedRegex(@"^(?<word>timestamp|time)(?<precision>\(\d\))? with(out|(?<tz>)) time zone$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Moment();
}
