using System.Globalization;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;

namespace ShopStream.Quality.Metrics;

/// <summary>
/// Groups of two relations of one store whose sums differ by more than a tolerance, whose rows differ if both sides have a row key, or that
/// only one side has, even with a sum of zero; one row: groups compared, groups that differ, left sum, right sum.
/// </summary>
public sealed record GroupDifferences(GroupedSum Left, GroupedSum Right, Tolerance Tolerance) : Metric(Left.Relation.Dataset.Store)
{
    /// <summary>Whether row counts and digests are compared as well.</summary>
    public bool ByRow => Left.RowKey is not null && Right.RowKey is not null;

    /// <inheritdoc />
    public override string Id => Identity.Of("group-differences", Left.Id, Right.Id, Tolerance.Id);

    /// <inheritdoc />
    public override IEnumerable<ColumnReference> References => Left.References.Concat(Right.References);

    /// <inheritdoc />
    public override IEnumerable<TypedUse> Uses => Left.Uses.Concat(Right.Uses);

    // ABS(…) = 2: one side counts rows of the group, the other does not have the group.
    private string Differs =>
        Tolerance.Differs("expected", "actual")
        + " OR ABS(actual_present - expected_present) = 2"
        + (ByRow ? " OR actual_rows <> expected_rows OR actual_digest <> expected_digest" : "");

    /// <inheritdoc />
    public override string ToSql(SqlText sql) =>
        "SELECT COUNT(CASE WHEN actual_present = 2 OR expected_present = 2 THEN 1 END) AS \"groups\",\n"
        + $"       COUNT(CASE WHEN {Differs} THEN 1 END) AS \"differing\",\n"
        + $"       SUM(actual) AS \"actual\",\n       SUM(expected) AS \"expected\"\n{Compared(sql)}";

    /// <inheritdoc />
    public override string ToSampleSql(SqlText sql, Sample sample) => $"{ToRowsSql(sql)}{sample.End("ABS(actual - expected) DESC, 1")}";

    /// <inheritdoc />
    public override bool IsSampleKey(string column) => true;

    /// <inheritdoc />
    public override bool NamesRows(Func<ColumnReference, bool> identifies) => Right.By.Any(k => identifies(Right.Relation.Reference(k.Column)));

    /// <summary>Reads a measurement.</summary>
    public static GroupDifferenceCounts CountsIn(Measurement measurement) =>
        new(measurement.Number(0), measurement.Number(1), Measurement.TryExact(measurement.Rows[0][2]) ?? 0, Measurement.TryExact(measurement.Rows[0][3]) ?? 0);

    /// <inheritdoc />
    public override string ToString() => $"groups that differ ({Tolerance}) between {Left} and {Right}";

    /// <summary>Query of all groups that differ.</summary>
    internal string ToRowsSql(SqlText sql)
    {
        var keys = Right.By.Select((k, i) => $"k{i + 1} AS {sql.Dialect.KeyAlias($"{k}")}");
        var rows = ByRow ? ", expected_rows, actual_rows" : "";
        return $"SELECT {string.Join(", ", keys)}, expected, actual{rows}, expected_present, actual_present\n{Compared(sql)}\nWHERE {Differs}";
    }

    // UNION ALL instead of FULL JOIN: a join would not pair groups whose key is NULL.
    private string Compared(SqlText sql)
    {
        var keys = string.Join(", ", Left.By.Select((_, i) => $"k{i + 1}"));
        string[] sums = ByRow ? ["total", "rows", "digest", "present"] : ["total", "present"];
        var asText = Left.By.Zip(Right.By, (l, r) => sql.IsComparedAsText(Left.Relation, l) || sql.IsComparedAsText(Right.Relation, r)).ToList();
        string Side(GroupedSum sum, ComparedSide side) => sum.ToSql(sql, asText, ByRow, Tolerance.Decimals, side);
        string[] rows =
        [
            Side(Left, ComparedSide.Actual),
            Side(Right, ComparedSide.Expected),
            .. Left.Domain is { } left ? [left.ToSql(sql, asText, sums.Length, ComparedSide.Actual)] : Array.Empty<string>(),
            .. Right.Domain is { } right ? [right.ToSql(sql, asText, sums.Length, ComparedSide.Expected)] : Array.Empty<string>(),
        ];
        var columns = sums.SelectMany(
            (name, i) => new[] { $"COALESCE({Merge(name)}(a{i}), 0) AS actual{Suffix(name)}", $"COALESCE({Merge(name)}(e{i}), 0) AS expected{Suffix(name)}" }
        );
        var union = string.Join("\n    UNION ALL\n", rows.Select(r => SqlText.Indent(SqlText.Indent(r))));
        return $"FROM (\n  SELECT {keys}, {string.Join(", ", columns)}\n  FROM (\n{union}\n  ) AS sides\n  GROUP BY {keys}\n) AS compared";

        static string Suffix(string name) => name is "total" ? "" : "_" + name;

        static string Merge(string name) => name is "present" ? "MAX" : "SUM";
    }
}

/// <summary>How many groups differ.</summary>
/// <param name="Groups">Groups that rows of a side count in.</param>
/// <param name="Differing">Groups that differ.</param>
/// <param name="Actual">Sum of the left side.</param>
/// <param name="Expected">Sum of the right side.</param>
public sealed record GroupDifferenceCounts(decimal Groups, decimal Differing, ExactNumber Actual, ExactNumber Expected);

/// <summary>All groups that differ, up to <see cref="Limit"/>; a row per group: keys, expected sum, actual sum. Measured after the check failed.</summary>
public sealed record DifferingGroups(GroupDifferences Differences) : Metric(Differences.Store)
{
    /// <summary>Maximum number of groups read.</summary>
    public const int Limit = 1_001;

    /// <inheritdoc />
    public override string Id => Identity.Of("all", Differences.Id);

    /// <inheritdoc />
    public override IEnumerable<ColumnReference> References => Differences.References;

    /// <inheritdoc />
    public override IEnumerable<TypedUse> Uses => Differences.Uses;

    /// <inheritdoc />
    public override string ToSql(SqlText sql) => $"{Differences.ToRowsSql(sql)}\nLIMIT {Limit.ToString(CultureInfo.InvariantCulture)}";

    /// <inheritdoc />
    public override string ToString() => $"all {Differences}";
}
