using System.Globalization;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;

namespace ShopStream.Quality.Metrics;

/// <summary>How a histogram takes the values of a column.</summary>
public enum HistogramKind
{
    /// <summary>As numbers if the column has numbers, as categories if not.</summary>
    ByType,

    /// <summary>As categories, whatever the type is.</summary>
    Categories,

    /// <summary>As numbers.</summary>
    Numbers,
}

/// <summary>
/// How often the values of a column occur; a row per point of the histogram: value, count, up to, values, different, kind. Of at most
/// <paramref name="Most"/> different numbers, each is a point; of more, the smallest one and those at which the number of values up to them passes a multiple
/// of values / most. Of categories, the most frequent are points, and of equally frequent ones the smaller. NULLs are ignored.
/// </summary>
/// <param name="Relation">The rows.</param>
/// <param name="Column">The column.</param>
/// <param name="Most">Most points; one more for numbers.</param>
/// <param name="Kind">How values are taken.</param>
public sealed record HistogramOf(Relation Relation, string Column, int Most, HistogramKind Kind) : Metric(Relation.Dataset.Store)
{
    private const string Numbers = "numbers";

    private Relation Judged => Relation.Where(new Not(new IsNull(Column)));

    /// <inheritdoc />
    public override string Id =>
        Identity.Of("histogram", Relation.Id, Identity.Column(Column), Identity.Number(Most), Identity.Value(Kind.ToString().ToLowerInvariant()));

    /// <inheritdoc />
    public override IEnumerable<ColumnReference> References => Relation.References.Append(Relation.Reference(Column));

    /// <inheritdoc />
    public override IEnumerable<TypedUse> Uses =>
        Kind switch
        {
            HistogramKind.Numbers => TypedUse.Of(Relation).Append(new NumberUse(Relation, Column, "distribution")),
            HistogramKind.ByType => TypedUse.Of(Relation).Append(new DriftUse(Relation, Column)),
            _ => TypedUse.Of(Relation),
        };

    /// <inheritdoc />
    public override bool NamesRows(Func<ColumnReference, bool> identifies) => identifies(Relation.Reference(Column));

    /// <inheritdoc />
    public override string ToSql(SqlText sql)
    {
        var type = sql.TypeOf(Relation, Column);
        var ordered = Kind == HistogramKind.Numbers || (Kind == HistogramKind.ByType && type.Kind is ValueKind.Exact or ValueKind.Float);
        return ordered ? OfNumbers(sql, type) : OfCategories(sql);
    }

    /// <summary>The histogram in a measurement; null if there are no values.</summary>
    public static Histogram? In(Measurement measurement) => In(measurement.Rows);

    /// <summary>The histogram of rows; null if there are none.</summary>
    internal static Histogram? In(IReadOnlyList<IReadOnlyList<string?>> rows)
    {
        static long Number(string? text) => long.Parse(text!, CultureInfo.InvariantCulture);
        if (rows.Count == 0)
            return null;
        var ordered = string.Equals(rows[0][5], Numbers, StringComparison.Ordinal);
        return new Histogram(
            ordered,
            Number(rows[0][3]),
            Number(rows[0][4]),
            [
                .. rows.Select(r => new HistogramPoint(Canonical(r[0]!), Number(r[1]), Number(r[2])))
                    .GroupBy(p => p.Value, StringComparer.Ordinal)
                    .Select(g => new HistogramPoint(g.Key, g.Sum(p => p.Count), g.Max(p => p.UpTo))),
            ]
        );
    }

    /// <summary>The rows of a histogram, as of a measurement.</summary>
    internal static IEnumerable<IReadOnlyList<string?>> RowsOf(Histogram histogram)
    {
        static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
        return histogram.Points.Select(p =>
            (IReadOnlyList<string?>)
                [p.Value, Text(p.Count), Text(p.UpTo), Text(histogram.Values), Text(histogram.Different), histogram.IsOrdered ? Numbers : "categories"]
        );
    }

    /// <inheritdoc />
    public override string ToString() => $"distribution of {Identifier.Written(Column)} in {Relation}";

    // Stores write numbers with different scales: 1.50 is 1.5.
    private static string Canonical(string text) =>
        text.Contains('.', StringComparison.Ordinal) && ExactNumber.TryParse(text) is not null ? text.TrimEnd('0').TrimEnd('.') : text;

    // A number passes a multiple of all / most if and only if the remainder is less than what it adds.
    private string OfNumbers(SqlText sql, ColumnType type)
    {
        var most = Most.ToString(CultureInfo.InvariantCulture);
        return $"""
            SELECT {sql.Dialect.Text("v", type)} AS "value", n AS "count", up_to, total, different, '{Numbers}' AS kind
            FROM (
              SELECT v, n, CAST(SUM(n) OVER (ORDER BY v) AS BIGINT) AS up_to, CAST(SUM(n) OVER () AS BIGINT) AS total, COUNT(*) OVER () AS different
              FROM (
                SELECT {sql.Column(Relation, Column)} AS v, COUNT(*) AS n
            {SqlText.Indent(SqlText.Indent(sql.From(Judged)))}
                GROUP BY 1
              ) AS counted
            ) AS summed
            WHERE different <= {most} OR up_to = n OR MOD(up_to * {most}, total) < n * {most}
            ORDER BY up_to
            """;
    }

    private string OfCategories(SqlText sql) =>
        $"""
            SELECT v AS "value", n AS "count", 0 AS up_to, CAST(SUM(n) OVER () AS BIGINT) AS total, COUNT(*) OVER () AS different, 'categories' AS kind
            FROM (
              SELECT {sql.Key(Relation, new GroupKey(Column))} AS v, COUNT(*) AS n
            {SqlText.Indent(sql.From(Judged))}
              GROUP BY 1
            ) AS counted
            ORDER BY n DESC, v
            LIMIT {Most.ToString(CultureInfo.InvariantCulture)}
            """;
}
