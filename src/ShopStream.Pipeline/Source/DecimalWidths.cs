using System.Globalization;
using Npgsql;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Source;

/// <summary>
/// Chooses a type for columns of numeric without a precision, or with more digits than the warehouse has: one that holds every value of the snapshot exactly.
/// </summary>
internal static class DecimalWidths
{
    private const int MostDigits = 38;
    private const int UsualScale = 10;

    // PostgreSQL returns at most 1,664 values, and each column needs two.
    private const int MostColumns = 800;

    /// <summary>
    /// The tables with decimal(38,s) for such columns, where s is 10 or, if values need more, their largest scale. Reads only tables that have such columns.
    /// </summary>
    /// <exception cref="UsageException">A value has more than 38 digits.</exception>
    public static async Task<List<TableInfo>> ResolveAsync(
        SourceSnapshot snapshot,
        SourceAddress address,
        IReadOnlyList<TableInfo> tables,
        CancellationToken cancellationToken
    )
    {
        var resolved = new List<TableInfo>();
        foreach (var table in tables)
        {
            var open = table.Columns.Where(c => IsOpen(ColumnType.Parse(c.Type))).ToList();
            var types = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var columns in open.Chunk(MostColumns))
            foreach (var (column, type) in await TypesAsync(snapshot, address, table, columns, cancellationToken))
                types[column] = type;
            resolved.Add(
                open.Count == 0
                    ? table
                    : table with
                    {
                        Columns = [.. table.Columns.Select(c => types.TryGetValue(c.Name, out var type) ? c with { Type = type } : c)],
                    }
            );
        }
        return resolved;
    }

    private static bool IsOpen(ColumnType type) => type.IsDecimal && type.Size is null or > MostDigits;

    private static async Task<Dictionary<string, string>> TypesAsync(
        SourceSnapshot snapshot,
        SourceAddress address,
        TableInfo table,
        IReadOnlyList<ColumnInfo> columns,
        CancellationToken cancellationToken
    )
    {
        var figures = columns
            .Select(c => Sql.Quote(c.Name))
            .SelectMany(c => new[] { $"COALESCE(MAX(LENGTH(NULLIF(TRUNC(ABS({c})), 0)::text)), 0)", $"COALESCE(MAX(SCALE(TRIM_SCALE({c}))), 0)" });
        var sql = $"SELECT {string.Join(", ", figures)} FROM {Sql.Quote(address.PlaceOf(table.Dataset.Table))}";
        await using var lease = await snapshot.RentAsync(cancellationToken);
        try
        {
            return await lease.WithinDeadlineAsync(
                sql,
                async token =>
                {
                    await using var command = await lease.BeginAsync(sql, token);
                    await using var reader = await command.ExecuteReaderAsync(token);
                    await reader.ReadAsync(token);
                    return columns
                        .Select((c, i) => (c.Name, Type: TypeOf(table, c, reader.GetInt32(2 * i), reader.GetInt32((2 * i) + 1))))
                        .ToDictionary(c => c.Name, c => c.Type, StringComparer.Ordinal);
                },
                cancellationToken
            );
        }
        catch (Exception e) when (SourceFailure.IsDeadline(e) && !SourceAddress.IsCancellation(e, cancellationToken))
        {
            throw new InfrastructureException(
                $"{address.Description}: the digits of {Identifier.Written(table.Dataset.Table)} were not measured {address.Within(sql)}. "
                    + "Run again, or raise the deadline.",
                e
            );
        }
        catch (Exception e) when (SourceFailure.Is(e, lease) && !SourceAddress.IsCancellation(e, cancellationToken))
        {
            throw SourceFailure.Problem(
                $"{address.Description}: the digits of {Identifier.Written(table.Dataset.Table)} could not be read",
                e,
                sql,
                table.Dataset.Table
            );
        }
    }

    private static string TypeOf(TableInfo table, ColumnInfo column, int whole, int scale)
    {
        if (whole + scale > MostDigits)
        {
            throw new UsageException(
                $"{table.Dataset} {Identifier.Written(column.Name)} is {column.Type}: "
                    + $"a value has {whole} digits before and another {scale} after the decimal point, and the warehouse holds {MostDigits} together. "
                    + $"Expected at most {MostDigits}: round the values, read them from a view, "
                    + $"or leave the column out with source.columns.{Identifier.Written(table.Dataset.Table)}."
            );
        }
        var places = whole + UsualScale <= MostDigits ? Math.Max(scale, UsualScale) : scale;
        return string.Create(CultureInfo.InvariantCulture, $"decimal({MostDigits},{places})");
    }
}
