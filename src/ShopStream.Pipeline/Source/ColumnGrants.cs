using Npgsql;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Source;

/// <summary>Finds extracted columns that the role may not read: SELECT on the columns of source.columns is enough, SELECT on the table is not needed.</summary>
internal static class ColumnGrants
{
    private const string UnreadableQuery = """
        SELECT w.called, a.attname
        FROM unnest($1::text[], $2::text[], $3::text[]) AS w(space, name, called)
        JOIN pg_catalog.pg_namespace n ON n.nspname = w.space
        JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = w.name
        JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        WHERE c.relkind IN ('r', 'p', 'v', 'm') AND NOT pg_catalog.has_column_privilege(c.oid, a.attnum, 'SELECT')
        ORDER BY w.called, a.attnum
        """;

    /// <summary>Columns without SELECT, by table: those that would be extracted.</summary>
    /// <param name="connection">Open.</param>
    /// <param name="address">Names schema, tables and columns.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    public static async Task<IReadOnlyList<(string Table, string Column)>> FindMissingAsync(
        NpgsqlConnection connection,
        SourceAddress address,
        CancellationToken cancellationToken
    )
    {
        await using var command = new NpgsqlCommand(UnreadableQuery, connection);
        command.Parameters.AddRange(address.Listed);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var found = new List<(string Table, string Column)>();
        while (await reader.ReadAsync(cancellationToken))
            found.Add((reader.GetString(0), reader.GetString(1)));
        return found.FindAll(c => address.Columns.GetValueOrDefault(c.Table) is not { } chosen || chosen.Contains(c.Column, StringComparer.Ordinal));
    }

    /// <param name="connection">Open.</param>
    /// <param name="address">Names schema, tables and columns.</param>
    /// <param name="catalog">The tables; a table that it does not have is reported elsewhere.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    /// <exception cref="UsageException">The role may not read a column; the message gives the grant and the setting.</exception>
    public static async Task RequireAllAsync(NpgsqlConnection connection, SourceAddress address, Catalog catalog, CancellationToken cancellationToken)
    {
        var missing = (await FindMissingAsync(connection, address, cancellationToken))
            .Where(c => catalog.Find(new Dataset(Layer.Source, c.Table)) is not null)
            .ToLookup(c => c.Table, c => c.Column, StringComparer.Ordinal);
        if (missing.Count == 0)
            return;
        var role = new NpgsqlConnectionStringBuilder(address.ConnectionString).Username ?? "";
        var grants = missing.Select(t =>
            $"GRANT SELECT ({string.Join(", ", t.Select(c => Sql.Quote(c)))}) ON {Sql.Quote(address.PlaceOf(t.Key))} TO {Sql.Quote(role)}"
        );
        throw new UsageException(
            $"{address.Description}: the role {role} may not read "
                + $"{string.Join("; ", missing.Select(t => $"{Identifier.Written(t)} of {Identifier.Written(t.Key)}"))}. "
                + $"Let the owner run: {string.Join("; ", grants)}. "
                + $"Or list only the others with {string.Join(", ", missing.Select(t => $"source.columns.{Identifier.Written(t.Key)}"))}."
        );
    }
}
