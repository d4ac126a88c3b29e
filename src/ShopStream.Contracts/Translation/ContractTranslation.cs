using ShopStream.Contracts.Reading;
using ShopStream.Features.Writing;
using ShopStream.Quality.Data;
using ShopStream.Quality.Reconciliation;
using ShopStream.Quality.Results;

namespace ShopStream.Contracts.Translation;

/// <summary>Translates the rules of a contract into sentences. Every rule becomes one, or has a reason.</summary>
public static class ContractTranslation
{
    /// <summary>The rules, by table in file order; service levels come last.</summary>
    /// <param name="contract">A contract.</param>
    /// <param name="layer">The layer of tables that name none (custom property "layer"); null if all must name one.</param>
    /// <param name="businessMetrics">The metric definitions that sentences may name.</param>
    /// <exception cref="UsageException">A table names no layer, and <paramref name="layer"/> is null.</exception>
    public static IReadOnlyList<TranslatedRule> Of(Contract contract, Layer? layer, IReadOnlyDictionary<string, BusinessMetric> businessMetrics)
    {
        var tables = contract.Tables.Select(t => new PlacedTable(t, new Dataset(LayerOf(contract, t, layer), t.PhysicalName))).ToList();
        var references = new References(contract.Tables);
        var (described, sql, levels) = (new DescribedRules(tables, references), new SqlRules(tables), new ServiceLevels(tables, references));
        return
        [
            .. tables
                .SelectMany(t =>
                    described
                        .Of(t)
                        .Concat(t.Table.Columns.SelectMany(c => c.Rules.Select(r => Quality(t, c, r, sql))))
                        .Concat(t.Table.Rules.Select(r => Quality(t, null, r, sql)))
                )
                .Concat(contract.ServiceLevels.Select(levels.Of))
                .Select(r => Checked(r, businessMetrics)),
        ];
    }

    /// <summary>The layer of a table.</summary>
    /// <exception cref="UsageException">The table names no layer, and <paramref name="layer"/> is null.</exception>
    public static Layer LayerOf(Contract contract, ContractTable table, Layer? layer) =>
        table.Layer is { } own
            ? Layers.Parse(own)
            : layer
                ?? throw new UsageException(
                    $"{contract.File}:{table.Line}: table {table.Name} names no layer: say where its rows are with --layers "
                        + "(source, lake, raw, staging, core or mart), or give it a custom property layer"
                );

    private static TranslatedRule Quality(PlacedTable placed, ContractColumn? column, QualityRule rule, SqlRules sql)
    {
        var subject = column is null ? placed.Table.Name : $"{placed.Table.Name}.{column.Name}";
        var what = $"{subject}: {rule.Id ?? rule.Name ?? rule.Metric ?? rule.Type}";
        var (steps, reason) = rule.Type switch
        {
            "text" => ([], "it is written for people"),
            "custom" when rule is { Engine: OwnRules.Engine, Implementation: { } own } => OwnRules.Of(own),
            "custom" => ([], $"it is written for {rule.Engine ?? "another tool"}"),
            "sql" => sql.Of(placed, column, rule),
            _ => LibraryRules.Of(placed, column, rule),
        };
        if (reason is not null)
            return TranslatedRule.Not(placed.Table.Name, rule.Line, what, reason);
        var scenario = rule.Name ?? rule.Description ?? $"{subject}: {rule.Id ?? rule.Metric}";
        return new TranslatedRule(placed.Table.Name, rule.Line, what, scenario, Tags(rule), steps, null) { IsNamed = true };
    }

    private static List<string> Tags(QualityRule rule)
    {
        var severity = rule.Severity?.ToLowerInvariant() switch
        {
            "warning" or "warn" => "warning",
            "info" => "info",
            _ => null,
        };
        var words = new[] { severity, rule.Dimension?.ToLowerInvariant() }.OfType<string>().Concat(rule.Tags);
        return [.. words.Where(IsTag).Select(w => $"@{w}").Distinct(StringComparer.Ordinal)];
    }

    private static bool IsTag(string word) => word.Length > 0 && word.All(c => char.IsLetterOrDigit(c) || c is '-' or '_' or ':');

    // One sentence that no step class takes would make the whole folder unusable.
    private static TranslatedRule Checked(TranslatedRule rule, IReadOnlyDictionary<string, BusinessMetric> businessMetrics) =>
        rule.Steps.Select(s => FeatureText.Problem(s, businessMetrics)).OfType<string>().FirstOrDefault() is { } problem
            ? TranslatedRule.Not(rule.Table, rule.Line, rule.Rule, $"its sentence cannot be written: {problem}")
            : rule;
}
