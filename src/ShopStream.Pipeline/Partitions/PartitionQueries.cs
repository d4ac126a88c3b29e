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
    // No column has U+0001 in its name.
    private static readonly string Label = Sql.Quote("\u0001label");
    private static readonly string Keys = Sql.Quote("\u0001keys");
    private static readonly string Seal = Sql.Quote("\u0001seal");

    private readonly PartitionSql partitions = new(spec, sql.Dialect);
    private readonly Relation relation = new(table.Dataset);

    /// <summary>Label, number of rows, hash of the keys, greatest watermark, and whether that is not older than a moment, as 1 or 0.</summary>
    /// <param name="since">The moment, UTC; null for a first night.</param>
    public string Census(DateTimeOffset? since)
    {
        var latest = spec.Watermark is { } column ? $"MAX({Column(column)})" : null;
        var touched = latest is null || since is not { } from ? "0" : $"CASE WHEN {latest} >= {Moment(from)} THEN 1 ELSE 0 END";
        return ByPartition(
            $"COUNT(*), {SumOfKeys}, {(latest is null ? "NULL" : $"CAST({latest} AS text)")}, {touched}",
            [.. HashOfKeys, .. spec.Watermark is { } read ? [Column(read)] : Array.Empty<string>()],
            null
        );
    }

    /// <summary>Label, number of rows, seal.</summary>
    /// <param name="names">The partitions; at least one.</param>
    public string Seals(IReadOnlyCollection<string> names) => ByPartition($"COUNT(*), SUM({Seal})", [HashOfRow], names);

    /// <summary>Label, hash of the keys, seal, the control totals, then the earliest value of each column with dates.</summary>
    /// <param name="totals">The control totals.</param>
    /// <param name="dates">The columns with dates.</param>
    /// <param name="names">The partitions; null for all.</param>
    public string Measures(IReadOnlyList<AggregateMetric> totals, IReadOnlyList<string> dates, IReadOnlyCollection<string>? names)
    {
        var columns = totals
            .Select(t => t.Aggregate.ToSql(sql, relation, null))
            .Concat(dates.Select(d => $"CAST(MIN({Column(d)}) FILTER (WHERE {Column(d)} > '-infinity') AS text)"));
        return ByPartition(
            $"{SumOfKeys}, SUM({Seal}), {string.Join(", ", columns)}",
            [.. HashOfKeys, HashOfRow, .. table.Columns.Select(c => Column(c.Name))],
            names
        );
    }

    // OFFSET 0 hides what the label is computed from: PostgreSQL would expect as many groups as that has values, and sort the rows.
    private string ByPartition(string aggregates, IEnumerable<string> values, IReadOnlyCollection<string>? names)
    {
        var column = Column(spec.Column);
        var rows = $"SELECT {string.Join(", ", values.Prepend($"{partitions.Label(column)} AS {Label}"))}\n{sql.From(relation)}";
        var where = names is null ? "" : $"\nWHERE {partitions.IsIn(column, names)}";
        return $"SELECT CAST({Label} AS text), {aggregates}\nFROM (\n{rows}{where}\nOFFSET 0\n) AS {Sql.Quote(table.Dataset.Table)}\nGROUP BY {Label}";
    }

    // The keys alone show every row that was inserted, deleted or moved, and cost a fraction of all columns.
    private IEnumerable<string> HashOfKeys => table.Key.Count == 0 ? [] : [$"{RowHash.Of(table.Key.Select(ColumnOf), Column)} AS {Keys}"];

    private string HashOfRow => $"{RowHash.Of(table.Columns, Column)} AS {Seal}";

    // SUM, not XOR: under XOR a row that is there three times looks like one that is there once.
    private string SumOfKeys => table.Key.Count == 0 ? "NULL" : $"SUM({Keys})";

    private ColumnInfo ColumnOf(string name) => table.Columns.First(c => string.Equals(c.Name, name, StringComparison.Ordinal));

    private string Column(string name) => sql.Column(relation, name);

    private static string Moment(DateTimeOffset at) => string.Create(CultureInfo.InvariantCulture, $"'{at.UtcDateTime:yyyy-MM-dd HH:mm:ss.ffffff}'");
}
