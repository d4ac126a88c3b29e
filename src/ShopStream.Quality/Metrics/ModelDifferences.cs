using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;

namespace ShopStream.Quality.Metrics;

/// <summary>
/// Rows in which a built table and what its model selects from the tables upstream, as they are now, differ; one row: rows of the table, rows that
/// only the model has, rows that only the table has, rows of both with the same key and other values. Both are compared as multisets: a row that one
/// side has twice is found.
/// </summary>
/// <param name="Dataset">A table that a model builds.</param>
public sealed record ModelDifferences(Dataset Dataset) : Metric(Dataset.Store)
{
    /// <summary>Column of a sample: what is wrong with the row.</summary>
    public const string Kind = "difference";

    /// <summary>Column of a sample: the names of the columns that differ, with commas between them.</summary>
    public const string Names = "differing columns";

    private static readonly string[] Counts = ["rows", "missing", "unexpected", "other values"];

    /// <inheritdoc />
    public override string Id => Identity.Of("model-differences", Dataset.Id);

    /// <inheritdoc />
    public override IEnumerable<ColumnReference> References => [new ColumnReference(Dataset, null)];

    /// <summary>Why the table cannot be compared with its model, whatever its rows are, and what to do; null if it can.</summary>
    /// <param name="table">The table.</param>
    public static string? WhyNever(TableInfo table) =>
        table.Model switch
        {
            null => $"no model builds {table.Dataset}: expected a table of a model",
            { AsksForTimeBy: { } call } => $"the model of {table.Dataset} asks for the time by {call}, so that it builds other rows now: "
                + "specify it by examples with 'today is'",
            _ => null,
        };

    /// <summary>Why it is not measured; null if it is.</summary>
    /// <param name="catalog">The tables and their models.</param>
    public MissingMeasurement? WhyMissing(Catalog catalog) =>
        catalog.Find(Dataset) is not { } table ? new MissingMeasurement($"there is no table {Dataset}", MissingMeasurementKind.Refused)
        : WhyNever(table) is { } why ? new MissingMeasurement(why, MissingMeasurementKind.Refused)
        : table.Model is { IsChanged: true }
            ? new MissingMeasurement(
                $"the model of {Dataset} has changed since the table was built: run the pipeline to build it anew",
                MissingMeasurementKind.NotJudged
            )
        : null;

    /// <summary>Reads a measurement.</summary>
    public static ModelDifferenceCounts CountsIn(Measurement measurement) =>
        new(measurement.Number(0), measurement.Number(1), measurement.Number(2), measurement.Number(3));

    /// <inheritdoc />
    public override string ToSql(SqlText sql)
    {
        var both = new Sides(Dataset, sql);
        return $"""
            SELECT (SELECT COUNT(*) FROM {sql.Dialect.Table(Dataset)}) AS "rows",
                   COALESCE(SUM(expected - LEAST(expected, found)), 0) AS "missing",
                   COALESCE(SUM(found - LEAST(expected, found)), 0) AS "unexpected",
                   COALESCE(SUM(LEAST(expected, found)), 0) AS "other values"
            FROM (
              SELECT {both.Keys}, SUM(CASE WHEN {both.Surplus} > 0 THEN {both.Surplus} ELSE 0 END) AS found,
                     SUM(CASE WHEN {both.Surplus} < 0 THEN -{both.Surplus} ELSE 0 END) AS expected
              FROM (
            {SqlText.Indent(SqlText.Indent(both.Differing))}
              ) AS differing
              GROUP BY {both.Keys}
            ) AS by_key
            """;
    }

    /// <inheritdoc />
    public override PlannedQuery Plan(IReadOnlyList<Metric> family, SqlText sql) =>
        base.Plan(family, sql) with
        {
            First = new Sides(Dataset, sql).Hashes is { } hashes ? new FirstQuery(hashes, NoneIfSame) : null,
        };

    // Rows of the table, and whether both sums of hashes of its rows are those of the model's.
    private static Measurement? NoneIfSame(Measurement hashes) =>
        hashes is { Missing: null, Rows: [[var rows, "true"]] }
            ? hashes with
            {
                Columns = Counts,
                Rows =
                [
                    [rows, "0", "0", "0"],
                ],
            }
            : null;

    /// <inheritdoc />
    public override string ToSampleSql(SqlText sql, Sample sample) => new Sides(Dataset, sql).ToSampleSql(sample);

    /// <inheritdoc />
    public override bool IsSampleKey(string column) => column is Kind or Names;

    /// <inheritdoc />
    public override bool NamesRows(Func<ColumnReference, bool> identifies) => true;

    /// <inheritdoc />
    public override string ToString() => $"rows in which {Dataset} differs from what its model builds";

    // The two sides, row by row: the table, and what its model selects.
    private sealed class Sides
    {
        private readonly Dialect dialect;
        private readonly IReadOnlyList<string> keys;
        private readonly IReadOnlyList<string> others;

        public Sides(Dataset dataset, SqlText sql)
        {
            dialect = sql.Dialect;
            var table = sql.Find(dataset);
            var columns = (table?.Columns ?? []).Select(c => c.Name).ToList();
            // Without a key, rows are the same or not.
            keys = table is { Key.Count: > 0 } ? table.Key : columns;
            others = [.. columns.Except(keys, StringComparer.Ordinal)];
            Surplus = SqlText.FreeName("surplus", columns);
            var side = SqlText.FreeName("side", columns);
            var read = string.Join(", ", table?.Columns.Select(c => $"{Comparable(c)} AS {Quoted(c.Name)}") ?? []);
            var all = Listed(columns);
            var rows = $"""
                SELECT {read}, 1 AS {side} FROM {dialect.Table(dataset)}
                UNION ALL
                SELECT {read}, -1 AS {side} FROM (
                {SqlText.Indent(table?.Model?.Sql.Trim() ?? "")}
                ) AS built_again
                """;
            var both = $"FROM (\n{SqlText.Indent(rows)}\n) AS both_sides";
            Differing = $"SELECT {all}, SUM({side}) AS {Surplus}\n{both}\nGROUP BY {all}\nHAVING SUM({side}) <> 0";
            if (dialect.RowHash is not { } hash || columns.Count == 0)
                return;
            var quoted = columns.ConvertAll(Quoted);
            string Agree(IReadOnlyList<string> values) =>
                $"SUM(CASE WHEN {side} = 1 THEN {hash(values)} END) IS NOT DISTINCT FROM SUM(CASE WHEN {side} = -1 THEN {hash(values)} END)";
            Hashes = $"""
                SELECT COUNT(CASE WHEN {side} = 1 THEN 1 END) AS "rows",
                       {Agree(quoted)}
                         AND {Agree([.. quoted.AsEnumerable().Reverse(), "0"])} AS "same"
                {both}
                """;
        }

        /// <summary>Name of the column that says how often the table has a row more often than the model; negative for less often.</summary>
        public string Surplus { get; }

        /// <summary>Rows of the table, and whether both sides have the same sums of two hashes; null if the engine has no fast hash.</summary>
        public string? Hashes { get; }

        public string Differing { get; }

        public string Keys => Listed(keys);

        public string ToSampleSql(Sample sample)
        {
            var shown = string.Join(", ", keys.Select(k => $"COALESCE(found.{Quoted(k)}, expected.{Quoted(k)}) AS {Quoted(k)}"));
            var same = string.Join(" AND ", keys.Select(k => $"found.{Quoted(k)} IS NOT DISTINCT FROM expected.{Quoted(k)}"));
            var names = others.Select(o =>
                $"CASE WHEN found.{Quoted(o)} IS DISTINCT FROM expected.{Quoted(o)} THEN {dialect.Literal($", {Identifier.Written(o)}")} ELSE '' END"
            );
            var oneSide = $"found.{Surplus} IS NULL OR expected.{Surplus} IS NULL";
            return $"""
                WITH differing AS (
                {SqlText.Indent(Differing)}
                )
                SELECT {shown},
                       CASE WHEN expected.{Surplus} IS NULL THEN 'unexpected' WHEN found.{Surplus} IS NULL THEN 'missing' ELSE 'other values' END
                         AS {Sql.Quote(Kind)},
                       CASE WHEN {oneSide} THEN '' ELSE {string.Join(" || ", names.Append("''"))} END AS {Sql.Quote(Names)}
                FROM (SELECT * FROM differing WHERE {Surplus} > 0) AS found
                FULL JOIN (SELECT * FROM differing WHERE {Surplus} < 0) AS expected ON {same}{sample.End(string.Join(", ", Enumerable.Range(1, keys.Count)))}
                """;
        }

        private string Comparable(ColumnInfo column) =>
            ColumnType.Parse(column.Type) is var type && type.Kind == ValueKind.Json
                ? dialect.CompactJson(Quoted(column.Name))
                : dialect.Equatable(Quoted(column.Name), type);

        private string Listed(IEnumerable<string> columns) => string.Join(", ", columns.Select(Quoted));

        private string Quoted(string column) => dialect.Quote(column);
    }
}

/// <summary>How a table and what its model builds differ.</summary>
/// <param name="Rows">Rows of the table.</param>
/// <param name="Missing">Rows that the model builds and the table lacks.</param>
/// <param name="Unexpected">Rows that the table has and the model does not build.</param>
/// <param name="OtherValues">Rows of both with the same key and other values.</param>
public sealed record ModelDifferenceCounts(decimal Rows, decimal Missing, decimal Unexpected, decimal OtherValues);
