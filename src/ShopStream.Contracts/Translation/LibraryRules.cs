using ShopStream.Features.Writing;
using ShopStream.Quality.Data;

namespace ShopStream.Contracts.Translation;

/// <summary>The rules of the standard's library, as sentences; as custom SQL where no sentence says exactly the same.</summary>
internal static class LibraryRules
{
    /// <summary>The sentences; null with the reason if there are none.</summary>
    public static (IReadOnlyList<WrittenStep> Steps, string? Reason) Of(PlacedTable placed, ContractColumn? column, QualityRule rule)
    {
        if (rule.Metric is "rowCount")
            return ([RowCount(placed.Dataset, rule.Bound!)], null);
        if (rule.Metric is "duplicateValues")
            return Duplicates(placed, column, rule);
        if (column is null)
            return ([], $"{rule.Metric} is a rule of a column, and stands at the table");
        var name = Identifier.Written(column.PhysicalName);
        if (Exceptions(rule) is { } exceptions && None(placed.Dataset, name, rule) is { Count: > 0 } none && (exceptions == 0 || none.Count == 1))
            return (exceptions == 0 ? none : [new WrittenStep($"{none[0].Text}, except in at most {Rows(exceptions)}")], null);
        if (rule.Metric is "nullValues" && Words.Bound(rule.Bound!, rule.IsPercent ? " %" : "") is { } bound)
            return (
                [
                    new WrittenStep(
                        rule.IsPercent
                            ? $"the share of rows in {placed.Dataset} where {name} is null {bound}"
                            : $"the number of rows in {placed.Dataset} {bound}, where {name} is null"
                    ),
                ],
                null
            );
        return Sql(name, rule) is { } violation
            ? ([Counted(placed, $"SUM(CASE WHEN {violation} THEN 1 ELSE 0 END)", rule)], null)
            : ([], "no sentence compares a share of all rows with a pattern");
    }

    // How many rows may be wrong; null if it is not a number of rows.
    private static decimal? Exceptions(QualityRule rule) =>
        rule switch
        {
            { Bound: { Operator: RuleOperator.Equal or RuleOperator.AtMost, Values: [0] } } => 0,
            { IsPercent: true } or { Metric: "nullValues" } => null,
            { Bound: { Operator: RuleOperator.AtMost, Values: [> 0 and var most] } } when most == decimal.Truncate(most) => most,
            { Bound: { Operator: RuleOperator.Below, Values: [> 0 and var limit] } } when limit == decimal.Truncate(limit) => limit - 1,
            _ => null,
        };

    private static string Rows(decimal count) => count == 1 ? "1 row" : $"{Words.Number(count)} rows";

    // No row at all.
    private static List<WrittenStep> None(Dataset dataset, string column, QualityRule rule)
    {
        var steps = new List<WrittenStep>();
        if (rule.Metric is "nullValues" || (rule.Metric is "missingValues" && rule.MissingValues.Any(v => v is null)))
            steps.Add(new WrittenStep($"{column} is never null in {dataset}"));
        if (rule.Metric is "missingValues" && rule.MissingValues.OfType<string>().ToList() is { Count: > 0 } missing)
            steps.Add(new WrittenStep($"{column} in {dataset} is none of {Words.Values(missing)}"));
        if (rule.Metric is "invalidValues" && rule.ValidValues.Count > 0)
            steps.Add(new WrittenStep($"{column} in {dataset} is one of {Words.Values(rule.ValidValues)}"));
        if (rule.Metric is "invalidValues" && rule.Pattern is { } pattern)
            steps.Add(new WrittenStep($"{column} in {dataset} matches {Words.WholeValue(pattern)}"));
        return steps;
    }

    private static string? Sql(string column, QualityRule rule)
    {
        string In(IEnumerable<string> values) => $"CAST({column} AS VARCHAR) IN ({string.Join(", ", values.Select(Words.Literal))})";
        return rule.Metric switch
        {
            "nullValues" => $"{column} IS NULL",
            "missingValues" => string.Join(
                " OR ",
                new[]
                {
                    rule.MissingValues.Any(v => v is null) ? $"{column} IS NULL" : null,
                    rule.MissingValues.OfType<string>().ToList() is { Count: > 0 } values ? In(values) : null,
                }.OfType<string>()
            ),
            // A null is missing, and not invalid.
            "invalidValues" when rule is { Pattern: null, ValidValues.Count: > 0 } => $"{column} IS NOT NULL AND NOT {In(rule.ValidValues)}",
            _ => null,
        };
    }

    // A percentage is compared without a division, which would round.
    private static WrittenStep Counted(PlacedTable placed, string figure, QualityRule rule)
    {
        var holds = rule.IsPercent ? Words.Holds(rule.Bound!, "100 * figure", "total") : Words.Holds(rule.Bound!, "figure");
        return new WrittenStep(
            $"this query finds no rows in {placed.Dataset.Layer.NameOf()}:",
            $"SELECT figure, total\nFROM (\n  SELECT {figure} AS figure, COUNT(*) AS total\n  FROM {placed.NameIn(placed.Dataset.Layer)}\n) AS measured\n"
                + $"WHERE NOT ({holds})"
        );
    }

    private static (IReadOnlyList<WrittenStep> Steps, string? Reason) Duplicates(PlacedTable placed, ContractColumn? column, QualityRule rule)
    {
        IReadOnlyList<string> names =
            rule.Properties.Count > 0 ? [.. rule.Properties.Select(Physical)]
            : column is null ? []
            : [column.PhysicalName];
        if (names.Count == 0)
            return ([], "duplicateValues at a table needs arguments.properties, the columns that are compared");
        if (rule.Bound is { Operator: RuleOperator.Equal or RuleOperator.AtMost, Values: [0] })
            return ([new WrittenStep(DescribedRules.Once(names, placed.Dataset))], null);
        var written = Identifier.Written(names);
        var present = string.Join(" AND ", names.Select(n => $"{Identifier.Written(n)} IS NOT NULL"));
        var from = placed.NameIn(placed.Dataset.Layer);
        var repeated = $"(SELECT COALESCE(SUM(times - 1), 0) FROM (SELECT COUNT(*) AS times FROM {from} WHERE {present} GROUP BY {written}) AS counted)";
        var holds = rule.IsPercent ? Words.Holds(rule.Bound!, "100 * figure", "total") : Words.Holds(rule.Bound!, "figure");
        return (
            [
                new WrittenStep(
                    $"this query finds no rows in {placed.Dataset.Layer.NameOf()}:",
                    $"SELECT figure, total\nFROM (\n  SELECT {repeated} AS figure, (SELECT COUNT(*) FROM {from}) AS total\n) AS measured\nWHERE NOT ({holds})"
                ),
            ],
            null
        );
        string Physical(string name) => placed.Table.Columns.FirstOrDefault(c => c.IsCalled(name))?.PhysicalName ?? name;
    }

    private static WrittenStep RowCount(Dataset dataset, RuleBound bound) =>
        new(
            bound switch
            {
                { Operator: RuleOperator.Above, Values: [0] }
                or { Operator: RuleOperator.AtLeast, Values: [1] }
                or { Operator: RuleOperator.NotEqual, Values: [0] } => $"{dataset} is not empty",
                _ when Words.Bound(bound, "") is { } words => $"the number of rows in {dataset} {words}",
                _ => $"this query finds no rows in {dataset.Layer.NameOf()}:",
            },
            bound switch
            {
                { Operator: RuleOperator.NotEqual, Values: not [0] } or { Operator: RuleOperator.NotBetween } =>
                    $"SELECT figure\nFROM (SELECT COUNT(*) AS figure FROM {Identifier.Written(dataset.Table)}) AS measured\n"
                        + $"WHERE NOT ({Words.Holds(bound, "figure")})",
                _ => null,
            }
        );
}
