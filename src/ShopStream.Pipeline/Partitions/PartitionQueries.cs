using System.Globalization;
using ShopStream.Pipeline.Lake;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Metrics;

namespace ShopStream.Pipeline.Partitions;

/// <summary>The queries of a table's partitions in PostgreSQL. Each returns one row per partition, which begins with its label.</summary>
/// <param name="spec">How the table is divided.</param>
/// <param name="table">The source's table.</param>
/// <param name="sql">PostgreSQL's dialect, with the places of tables.</param>
internal sealed class PartitionQueries(PartitionSpec spec, TableInfo table, SqlText sql)
{
    private readonly PartitionSql partitions = new(spec, sql.Dialect);
    private readonly Relation relation = new(table.Dataset);

    private string Label => partitions.Label(Column(spec.Column));

    /// <summary>Label, number of rows, hash of the keys, greatest watermark, number of rows whose watermark is not older than a moment.</summary>
    /// <param name="since">The moment, UTC; null for a first night.</param>
    public string Census(DateTimeOffset? since)
    {
        var watermark = spec.Watermark is { } column ? Column(column) : null;
        var touched = watermark is null || since is not { } from ? "0" : $"COUNT(*) FILTER (WHERE {watermark} >= {Moment(from)})";
        return $"SELECT CAST({Label} AS text), COUNT(*), {Keys}, {(watermark is null ? "NULL" : $"CAST(MAX({watermark}) AS text)")}, {touched}\n"
            + $"{sql.From(relation)}\nGROUP BY {Label}";
    }

    /// <summary>Label, number of rows, seal.</summary>
    /// <param name="names">The partitions; at least one.</param>
    public string Seals(IReadOnlyCollection<string> names) =>
        $"SELECT CAST({Label} AS text), COUNT(*), {Seal}\n{sql.From(relation)}\nWHERE {partitions.IsIn(Column(spec.Column), names)}\nGROUP BY {Label}";

    /// <summary>Label, hash of the keys, seal, the control totals, then the earliest value of each column with dates.</summary>
    /// <param name="totals">The control totals.</param>
    /// <param name="dates">The columns with dates.</param>
    /// <param name="names">The partitions; null for all.</param>
    public string Measures(IReadOnlyList<AggregateMetric> totals, IReadOnlyList<string> dates, IReadOnlyCollection<string>? names)
    {
        var columns = totals
            .Select(t => t.Aggregate.ToSql(sql, relation, null))
            .Concat(dates.Select(d => $"CAST(MIN({Column(d)}) FILTER (WHERE {Column(d)} > '-infinity') AS text)"));
        var where = names is null ? "" : $"\nWHERE {partitions.IsIn(Column(spec.Column), names)}";
        return $"SELECT CAST({Label} AS text), {Keys}, {Seal}, {string.Join(", ", columns)}\n{sql.From(relation)}{where}\nGROUP BY {Label}";
    }

    // The keys alone show every row that was inserted, deleted or moved, and cost a fraction of all columns.
    private string Keys =>
        table.Key.Count == 0 ? "NULL"
        : table.Key.Count == 1 && IsInteger(table.Key[0]) ? $"SUM(HASHINT8EXTENDED(CAST({Column(table.Key[0])} AS bigint), 0))"
        : $"SUM({Hash(table.Key)})";

    private string Seal => $"SUM({Hash(table.Columns.Select(c => c.Name))})";

    // A row as text has every value as COPY writes it, with quotes where values could run into each other; NULL and '' differ.
    private string Hash(IEnumerable<string> columns) => $"HASHTEXTEXTENDED(CAST(ROW({string.Join(", ", columns.Select(Column))}) AS text) COLLATE \"C\", 0)";

    private string Column(string name) => sql.Column(relation, name);

    private bool IsInteger(string column) =>
        table.Columns.Any(c => string.Equals(c.Name, column, StringComparison.Ordinal) && ColumnType.Parse(c.Type).IsInteger);

    private static string Moment(DateTimeOffset at) => string.Create(CultureInfo.InvariantCulture, $"'{at.UtcDateTime:yyyy-MM-dd HH:mm:ss.ffffff}'");
}
