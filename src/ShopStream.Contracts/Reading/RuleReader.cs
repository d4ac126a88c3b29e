using ShopStream.Quality.Data;

namespace ShopStream.Contracts.Reading;

/// <summary>Reads the quality rules of a table or a column.</summary>
/// <param name="problems">Receives the errors.</param>
internal sealed class RuleReader(ContractProblems problems)
{
    /// <summary>The rules, in file order.</summary>
    public IReadOnlyList<QualityRule> Read(Fields element) => [.. element.List("quality").Select(Rule)];

    private QualityRule Rule(Fields rule)
    {
        rule.Only("a quality rule", Standard.Rule);
        var type = rule.Text("type") ?? "library";
        var arguments = rule.Mapping("arguments")?.Only("arguments", Standard.Arguments);
        var valid = (arguments?.Texts("validValues") ?? []).Concat(rule.Texts("validValues")).OfType<string>();
        var read = new QualityRule
        {
            Id = rule.Text("id"),
            Name = rule.Text("name"),
            Description = rule.Text("description"),
            Type = type,
            MissingValues = arguments?.Texts("missingValues") ?? [],
            ValidValues = [.. valid],
            Pattern = arguments?.Text("pattern"),
            Properties = [.. (arguments?.Texts("properties") ?? []).OfType<string>()],
            IsPercent = rule.Text("unit") is "percent" or "%",
            Engine = rule.Text("engine"),
            Implementation = rule.Has("implementation") ? rule.TextOrNothing("implementation") : null,
            Severity = rule.Text("severity"),
            Dimension = rule.Text("dimension"),
            Tags = [.. rule.Texts("tags").OfType<string>()],
            Line = rule.Line,
        };
        switch (type)
        {
            case "library":
                var metric = Metric(rule);
                // v3.0 has the values beside the rule, and no bound: none may be invalid.
                return read with
                {
                    Metric = metric,
                    Bound = Bound(rule, metric is "invalidValues" or "nullValues" ? new RuleBound(RuleOperator.Equal, [0]) : null),
                };
            case "sql":
                return read with { Query = rule.Required("query", "a SQL rule"), Bound = Bound(rule, null) };
            case "text" or "custom":
                return read;
            default:
                problems.Add(rule.LineOf("type"), $"'{type}' is not a type of rule: expected library, sql, text or custom");
                return read;
        }
    }

    private string? Metric(Fields rule)
    {
        var field = rule.Has("metric") ? "metric" : "rule";
        if (rule.Text(field) is not { } name)
        {
            problems.Add(rule.Line, "the rule names no metric: expected nullValues, missingValues, invalidValues, duplicateValues or rowCount");
            return null;
        }
        if (Standard.Metrics.TryGetValue(name, out var metric))
            return metric;
        problems.Add(
            rule.LineOf(field),
            $"'{name}' is not a metric{Nearest.Hint(name, Standard.Metrics.Values.Distinct(StringComparer.Ordinal))}: "
                + "expected nullValues, missingValues, invalidValues, duplicateValues or rowCount"
        );
        return null;
    }

    private RuleBound? Bound(Fields rule, RuleBound? usual)
    {
        var names = rule.Names.Where(Standard.Operators.ContainsKey).ToList();
        if (names is not [var name])
        {
            if (names.Count > 1 || usual is null)
                problems.Add(
                    rule.Line,
                    names.Count == 0
                        ? $"the rule has no bound: expected one of {string.Join(", ", Standard.Operators.Keys)}"
                        : $"the rule has {names.Count} bounds, {string.Join(" and ", names)}: expected one"
                );
            return usual;
        }
        var comparison = Standard.Operators[name];
        var isRange = comparison is RuleOperator.Between or RuleOperator.NotBetween;
        var values = rule.Numbers(name, isRange ? 2 : 1);
        if (values is [var low, var high] && low > high)
            problems.Add(rule.LineOf(name), $"{name} is from {low} to {high}: expected the lower bound first");
        return values.Count == 0 ? null : new RuleBound(comparison, values);
    }
}
