using ShopStream.Contracts.Translation;
using ShopStream.Features.Writing;
using ShopStream.Quality.Data;

namespace ShopStream.Contracts.Import;

/// <summary>A feature file that a contract gives.</summary>
/// <param name="Name">Its file name.</param>
/// <param name="Text">Its text.</param>
public sealed record ContractFeature(string Name, string Text);

/// <summary>Writes the rules of a contract as feature files, one for each table.</summary>
public static class ContractFeatures
{
    /// <summary>The files, in the order of the tables; a table without a sentence has none.</summary>
    public static IReadOnlyList<ContractFeature> Of(Contract contract, IReadOnlyList<TranslatedRule> rules) =>
        [
            .. contract
                .Tables.Select(t =>
                    (Table: t, Scenarios: Scenarios([.. rules.Where(r => r.Reason is null && string.Equals(r.Table, t.Name, StringComparison.Ordinal))]))
                )
                .Where(t => t.Scenarios.Count > 0)
                .Select(t => new ContractFeature(
                    $"{FileName.Of(t.Table.Name)}.feature",
                    FeatureText.Text(
                        $"{t.Table.Name} keeps its contract",
                        [$"What the contract {contract.Name} {contract.Version} promises of {t.Table.Name}.".Replace("  ", " ", StringComparison.Ordinal)],
                        t.Scenarios
                    )
                )),
        ];

    // What a named rule says is not said again by the description of a column.
    private static List<WrittenScenario> Scenarios(List<TranslatedRule> rules)
    {
        var named = rules.Where(r => r.IsNamed).SelectMany(r => r.Steps).ToHashSet();
        var said = new HashSet<WrittenStep>();
        return
        [
            .. rules
                .GroupBy(r => (r.Scenario, Tags: string.Join(' ', r.Tags), Context: string.Join('\n', r.Steps.Where(s => s.IsContext).Select(s => s.Text))))
                .Select(g => new WrittenScenario(
                    g.Key.Scenario,
                    g.First().Tags,
                    [
                        .. g.First().Steps.Where(s => s.IsContext),
                        .. g.SelectMany(r => r.Steps.Where(s => !s.IsContext && (r.IsNamed || !named.Contains(s))))
                            .Where(s => s.Table is not null || g.Key.Context.Length > 0 || said.Add(s)),
                    ]
                ))
                .Where(s => s.Steps.Any(step => !step.IsContext)),
        ];
    }
}
