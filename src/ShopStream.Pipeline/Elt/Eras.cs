using ShopStream.Pipeline.Source;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Elt;

/// <summary>Refuses dates before year 1, which PostgreSQL writes with BC: in the warehouse they would become dates of our era.</summary>
internal static class Eras
{
    /// <summary>The earliest value of every date and timestamp column, for the scan that measures the control totals anyway.</summary>
    public static IEnumerable<AggregateMetric> Earliest(TableInfo table) =>
        table.Columns.Where(IsMoment).Select(c => new AggregateMetric(new Relation(table.Dataset), new MinOf(c.Name)));

    /// <param name="tables">The extracted tables.</param>
    /// <param name="snapshot">Queried again where the earliest value is -infinity.</param>
    /// <param name="address">Says where the tables are.</param>
    /// <param name="collector">Has measured <see cref="Earliest"/>.</param>
    /// <param name="cancellationToken">Cancels the queries.</param>
    /// <exception cref="UsageException">A column has a date before year 1; every such column is named.</exception>
    public static async Task RequireOursAsync(
        IReadOnlyList<TableInfo> tables,
        SourceSnapshot snapshot,
        SourceAddress address,
        MetricCollector collector,
        CancellationToken cancellationToken
    )
    {
        var found = new List<string>();
        foreach (var metric in tables.SelectMany(Earliest))
        {
            var (table, column) = (metric.Relation.Dataset.Table, ((MinOf)metric.Aggregate).Column);
            var earliest = collector.Measurements[metric] is { Missing: null } measured ? measured.Rows[0][0] : null;
            if (earliest is "-infinity")
                earliest = await EarliestFiniteAsync(snapshot, address, table, column, cancellationToken);
            if (earliest is not null && earliest.EndsWith(" BC", StringComparison.Ordinal))
                found.Add($"{Identifier.Written(table)}.{Identifier.Written(column)} (earliest {earliest})");
        }
        if (found.Count > 0)
            throw Problem(found);
    }

    /// <summary>The columns with dates and timestamps, of which <see cref="Require"/> needs the earliest finite value.</summary>
    public static IReadOnlyList<string> ColumnsOf(TableInfo table) => [.. table.Columns.Where(IsMoment).Select(c => c.Name)];

    /// <summary>The same for values that were measured by partition.</summary>
    /// <param name="table">The table.</param>
    /// <param name="earliest">Each column with its earliest finite value; null for none.</param>
    /// <exception cref="UsageException">A column has a date before year 1; every such column is named.</exception>
    public static void Require(string table, IEnumerable<(string Column, string? Value)> earliest)
    {
        var found = earliest
            .Where(e => e.Value?.EndsWith(" BC", StringComparison.Ordinal) == true)
            .Select(e => $"{Identifier.Written(table)}.{Identifier.Written(e.Column)} (earliest {e.Value})")
            .Distinct(StringComparer.Ordinal)
            .ToList();
        if (found.Count > 0)
            throw Problem(found);
    }

    private static UsageException Problem(List<string> found) =>
        new(
            $"{string.Join(", ", found)}: dates before year 1 cannot be carried to the warehouse. "
                + "Expected dates from 0001-01-01 on: correct them in the source, or leave the column out with source.columns.<table>"
        );

    private static bool IsMoment(ColumnInfo column) =>
        column.Type is "date" || column.Type.StartsWith("timestamp", StringComparison.Ordinal) && !column.Type.EndsWith(']');

    private static async Task<string?> EarliestFiniteAsync(
        SourceSnapshot snapshot,
        SourceAddress address,
        string table,
        string column,
        CancellationToken cancellationToken
    )
    {
        var name = Sql.Quote(column);
        await using var lease = await snapshot.RentAsync(cancellationToken);
        await using var command = await lease.BeginAsync(
            $"SELECT MIN({name})::text FROM {Sql.Quote(address.PlaceOf(table))} WHERE {name} > '-infinity'",
            cancellationToken
        );
        return await command.ExecuteScalarAsync(cancellationToken) as string;
    }
}
