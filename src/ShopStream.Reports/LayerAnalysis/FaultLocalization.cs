using ShopStream.Quality.Data;
using ShopStream.Quality.Results;

namespace ShopStream.Reports.LayerAnalysis;

/// <summary>Finds the root cause of each failed check: the table where the failure begins, not the table it was compared with.</summary>
internal sealed class FaultLocalization
{
    private readonly Dictionary<string, string> upstream;
    private readonly IReadOnlyList<string> differing;
    private readonly Dictionary<string, int> positions;
    private readonly IReadOnlyList<IReadOnlyList<string>> rootCauses;
    private readonly ILookup<string, int> scenariosByTable;
    private readonly ILookup<string, Outcome> outcomesByTable;

    public FaultLocalization(RunResult run)
    {
        var cells = LayerMatrix
            .Of(run.Layers)
            .Families.SelectMany(f => f.Cells.Where(c => c.Result is not null).Zip(f.Cells.Where(c => c.Result is not null).Skip(1)))
            .ToList();
        upstream = cells
            .DistinctBy(c => Dataset(c.Second.Result!), StringComparer.Ordinal)
            .ToDictionary(c => Dataset(c.Second.Result!), c => Dataset(c.First.Result!), StringComparer.Ordinal);
        positions = run
            .Lineage.Select(n => n.Dataset)
            .Concat(run.Layers.Select(Dataset))
            .Distinct(StringComparer.Ordinal)
            .Select((d, i) => (d, i))
            .ToDictionary(p => p.d, p => p.i, StringComparer.Ordinal);
        differing = [.. cells.Where(c => c.Second.Difference is not (null or 0)).Select(c => Dataset(c.Second.Result!)).OrderBy(Position)];
        rootCauses =
        [
            .. run.Scenarios.Select(s =>
                (IReadOnlyList<string>)[.. s.Checks.Where(c => c.Outcome != Outcome.Passed).SelectMany(Of).Distinct(StringComparer.Ordinal).OrderBy(Position)]
            ),
        ];
        scenariosByTable = rootCauses.SelectMany((all, i) => all.Select(d => (d, i))).ToLookup(a => a.d, a => a.i, StringComparer.Ordinal);
        outcomesByTable = run
            .Scenarios.SelectMany(s => s.Checks)
            .Where(c => c.Outcome != Outcome.Passed)
            .SelectMany(c => Of(c).Select(d => (d, c.Outcome)))
            .ToLookup(a => a.d, a => a.Outcome, StringComparer.Ordinal);
    }

    /// <summary>
    /// The root-cause tables of a failed check, in this order of preference: the fault upstream that another check locates; the first
    /// divergent layer of its drill-down; the first table whose row count differs from the layer before, if the check reads both; the tables
    /// it reads in the last layer. Empty if it reads no table.
    /// </summary>
    public IReadOnlyList<string> Of(CheckResult check)
    {
        if ((check.RootCause?.Dataset ?? check.DrillDown?.FirstDivergentLayer) is { } divergent)
            return [divergent];
        var reads = check.Reads.Select(Identifier.SplitReference).ToList();
        var tables = reads.Where(r => r.Column is null).Select(r => r.Dataset).ToList();
        if (tables.Count == 0)
            tables = [.. reads.Select(r => r.Dataset).Distinct(StringComparer.Ordinal)];
        if (differing.FirstOrDefault(d => tables.Contains(d, StringComparer.Ordinal) && tables.Contains(upstream[d], StringComparer.Ordinal)) is { } first)
            return [first];
        var last = tables.Select(Layer).DefaultIfEmpty().Max();
        return [.. tables.Where(t => Layer(t) == last).OrderBy(Position)];
    }

    /// <summary>The root-cause tables of a scenario's checks, in layer order; empty if it passed.</summary>
    /// <param name="index">Index of the scenario in the run, from 0.</param>
    public IReadOnlyList<string> Of(int index) => rootCauses[index];

    /// <summary>The indexes of the scenarios whose root cause is the table.</summary>
    public IEnumerable<int> FailuresOf(string dataset) => scenariosByTable[dataset];

    /// <summary>The worst outcome of the checks whose root cause is the table; null if there are none.</summary>
    public Outcome? WorstOutcomeOf(string dataset) => outcomesByTable.Contains(dataset) ? Outcomes.Worst(outcomesByTable[dataset]) : null;

    /// <summary>The position of the dataset's layer, from 0 for the source; unknown layers come last.</summary>
    public static int Layer(string dataset)
    {
        var layer = LayerMatrix.LayerOrder.ToList().FindIndex(l => dataset.StartsWith(l + " ", StringComparison.OrdinalIgnoreCase));
        return layer < 0 ? LayerMatrix.LayerOrder.Count : layer;
    }

    /// <summary>Sort key of a dataset: by layer, then by lineage.</summary>
    public int Position(string dataset) => (Layer(dataset) * (positions.Count + 1)) + positions.GetValueOrDefault(dataset, positions.Count);

    private static string Dataset(LayerResult layerResult) => $"{layerResult.Dataset}";
}
