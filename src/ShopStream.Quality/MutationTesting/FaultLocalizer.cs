using ShopStream.Quality.Data;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Reconciliation;
using ShopStream.Quality.Redaction;
using ShopStream.Quality.Results;

namespace ShopStream.Quality.MutationTesting;

/// <summary>Compares the drill-downs of failed reconciliations with what was planted.</summary>
/// <param name="planted">The planted mutant.</param>
/// <param name="workspace">The workspace with the mutant.</param>
/// <param name="collector">Measures the workspace.</param>
/// <param name="businessMetrics">Metric definitions, which know the keys of tables.</param>
internal sealed class FaultLocalizer(
    Mutant planted,
    IMutationWorkspace workspace,
    MetricCollector collector,
    IReadOnlyCollection<BusinessMetric> businessMetrics
)
{
    private readonly IReadOnlyList<Mutant> parts = planted.Parts.Count > 0 ? planted.Parts : [planted];
    private readonly Dictionary<string, IReadOnlySet<string>?> keys = new(StringComparer.Ordinal);

    /// <summary>Compares all drill-downs; null if there are none.</summary>
    public async Task<Localization?> CompareAsync(IReadOnlyList<DrilledCheck> checks, CancellationToken cancellationToken)
    {
        if (checks.Count == 0)
            return null;
        string? layerProblem = null,
            keyProblem = null;
        foreach (var check in checks)
        {
            layerProblem ??= WrongTable(check) is { } table ? $"{check.Result.Sentence}: {table}" : null;
            // A consequence is explained by the check that locates its cause.
            if (check.Result.RootCause is not null)
                continue;
            keyProblem ??= await WrongKeyAsync(check, cancellationToken) is { } key ? $"{check.Result.Sentence}: {key}" : null;
        }
        return new Localization(checks.Count, layerProblem is null, keyProblem is null, layerProblem ?? keyProblem);
    }

    private string? WrongTable(DrilledCheck check)
    {
        var located = check.Result.RootCause?.Dataset ?? check.DrillDown.FirstDivergentLayer;
        if (
            parts.Any(p =>
                string.Equals($"{p.Dataset}", located, StringComparison.Ordinal)
                || string.Equals($"{p.Dataset}", check.Result.RootCause?.Contradicts, StringComparison.Ordinal)
            )
        )
            return null;
        // Two tables of one layer contradict each other, and nothing upstream says which one is right.
        var (expected, actual) = (check.Check.Sides.Expected.Relation.Dataset, check.Check.Sides.Actual.Relation.Dataset);
        if (expected.Layer == actual.Layer && parts.Any(p => p.Dataset == expected || p.Dataset == actual))
            return null;
        var isInLayerOfExpected = located?.StartsWith($"{expected.Layer.NameOf()} ", StringComparison.Ordinal) == true;
        if (isInLayerOfExpected && parts.Any(p => p.Dataset == expected))
            return null;
        return $"located in {located ?? "no table"}, planted in {string.Join(" and ", parts.Select(p => p.Dataset))}";
    }

    private async Task<string?> WrongKeyAsync(DrilledCheck check, CancellationToken cancellationToken)
    {
        var drillDown = check.DrillDown;
        if (drillDown.Rows.Count == 0)
            return $"no rows are named{(drillDown.Note is { } note ? $": {note}" : "")}";
        var (net, difference) = (drillDown.Causes.Sum(c => c.Net), check.Totals.Actual - check.Totals.Expected);
        if (net != difference)
            return $"the causes add up to {FigureTextOf(net)}, the check found {FigureTextOf(difference)}";
        if (drillDown.Unexplained is { } open && drillDown.Note is null)
            return $"not explained: {open}";
        foreach (var row in drillDown.Rows)
        {
            var names = NamesOf(row.Key, check.Check.Sides.Keys);
            var changed = names.Count == 0 ? null : await ChangedAsync(names, cancellationToken);
            // Where the keys of the planted table are not those of the groups, the drill-down has to say so.
            if (changed is null ? drillDown.Note is null && check.Check.Sides.Keys.Count > 0 : !changed.Contains(row.Key))
                return $"{row.Key} was not changed";
        }
        return null;
    }

    private static string FigureTextOf(decimal amount) => Checks.FigureText.SignedAmount(amount);

    // "day=2026-03-13, country=FRA": the names of the group keys, or that of the row key.
    private static IReadOnlyList<string> NamesOf(string key, IReadOnlyList<string> groups) =>
        groups.Count > 0 && key.StartsWith($"{groups[0]}=", StringComparison.Ordinal) ? groups
        : key.IndexOf('=', StringComparison.Ordinal) is > 0 and var at ? [key[..at]]
        : [];

    // The keys of all rows that were changed, as a drill-down writes them; null if the planted tables do not have them.
    private async Task<IReadOnlySet<string>?> ChangedAsync(IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        var id = string.Join(',', names);
        if (keys.TryGetValue(id, out var known))
            return known;
        HashSet<string>? all = null;
        foreach (var part in parts)
        {
            foreach (var metric in businessMetrics)
            {
                if (await ChangedAsync(part, metric, names, cancellationToken) is not { } changed)
                    continue;
                all ??= new HashSet<string>(StringComparer.Ordinal);
                all.UnionWith(
                    changed.Select(values =>
                        string.Join(", ", names.Zip(values, (name, value) => $"{name}={(value is null ? "null" : VisibleCharacters.Line(value))}"))
                    )
                );
            }
        }
        return keys[id] = all;
    }

    private async Task<IReadOnlyList<IReadOnlyList<string?>>?> ChangedAsync(
        Mutant part,
        BusinessMetric metric,
        IReadOnlyList<string> names,
        CancellationToken cancellationToken
    )
    {
        if (await workspace.ShowChangedRowsAsync(part, cancellationToken) is not { } changed)
            return null;
        var rows = new List<IReadOnlyList<string?>>();
        var known = false;
        if (metric.Tables.TryGetValue(part.Table, out var own) && KeysOf(own, names) is { } by)
        {
            known = true;
            rows.AddRange(await GroupsAsync(new Relation(changed, [], own.Needed(by.Select(k => k.Column))), by, cancellationToken));
        }
        // A table that others look up: the keys of the rows that point to what was changed. Where it has the group keys, rows move from its own
        // values to those that are looked up now: none if it has lost its rows.
        foreach (var (name, table) in metric.Tables.OrderBy(t => t.Key, StringComparer.Ordinal))
        {
            if (
                table.Lookups.FirstOrDefault(l => string.Equals(l.Table, part.Table, StringComparison.Ordinal) && Identifier.Split(l.On).Table is null)
                    is not { } lookup
                || KeysOf(table, names) is not { } there
            )
                continue;
            known = true;
            if (there.All(k => string.Equals(Identifier.Split(k.Column).Table, part.Table, StringComparison.Ordinal)))
            {
                var owned = there.Select(k => k with { Column = Identifier.Split(k.Column).Column }).ToList();
                rows.AddRange(await GroupsAsync(new Relation(changed, []), owned, cancellationToken));
            }
            var pointedTo = await GroupsAsync(new Relation(changed, []), [new GroupKey(lookup.Key)], cancellationToken);
            var values = pointedTo.Select(r => r[0]).OfType<string>().ToList();
            if (values.Count > 0)
                rows.AddRange(
                    await GroupsAsync(
                        new Relation(part.Dataset with { Table = name }, [new IsOneOf(lookup.On, values)], table.Needed(there.Select(k => k.Column))),
                        there,
                        cancellationToken
                    )
                );
        }
        return known ? rows : null;
    }

    private static IReadOnlyList<GroupKey>? KeysOf(BusinessMetricTable table, IReadOnlyList<string> names) =>
        names.Select(table.Find).ToList() is var found && found.Contains(null) ? null : [.. found.OfType<GroupKey>()];

    private async Task<IReadOnlyList<IReadOnlyList<string?>>> GroupsAsync(Relation rows, IReadOnlyList<GroupKey> by, CancellationToken cancellationToken)
    {
        var measurement = await collector.CollectAloneAsync(new GroupedMetric(rows, by, [new CountRows()]), cancellationToken);
        return measurement.Missing is { } missing
            ? throw new InfrastructureException(missing.Reason)
            : [.. measurement.Rows.Select(r => (IReadOnlyList<string?>)[.. r.Take(by.Count)])];
    }
}
