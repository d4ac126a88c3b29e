using ShopStream.Quality.Results;

namespace ShopStream.Reports.LayerAnalysis;

/// <summary>Where what did not hold begins: the table that is accused, not the one that it was compared with.</summary>
internal sealed class FaultLocalization
{
    private readonly Dictionary<string, string> before;
    private readonly IReadOnlyList<string> differing;
    private readonly Dictionary<string, int> places;
    private readonly IReadOnlyList<IReadOnlyList<string>> accused;
    private readonly ILookup<string, int> accusers;
    private readonly ILookup<string, Outcome> against;

    public FaultLocalization(RunResult run)
    {
        var cells = LayerMatrix.Of(run.Hops).Families.SelectMany(f => f.Cells.Where(c => c.Layer is not null).Zip(f.Cells.Where(c => c.Layer is not null).Skip(1))).ToList();
        before = cells.DistinctBy(c => Dataset(c.Second.Layer!), StringComparer.Ordinal).ToDictionary(c => Dataset(c.Second.Layer!), c => Dataset(c.First.Layer!), StringComparer.Ordinal);
        places = run.Lineage.Select(n => n.Dataset).Concat(run.Hops.Select(Dataset)).Distinct(StringComparer.Ordinal).Select((d, i) => (d, i)).ToDictionary(p => p.d, p => p.i, StringComparer.Ordinal);
        differing = [.. cells.Where(c => c.Second.Difference is not (null or 0)).Select(c => Dataset(c.Second.Layer!)).OrderBy(Place)];
        accused = [.. run.Scenarios.Select(s => (IReadOnlyList<string>)[.. s.Checks.Where(c => c.Outcome != Outcome.Passed).SelectMany(Of).Distinct(StringComparer.Ordinal).OrderBy(Place)])];
        accusers = accused.SelectMany((all, i) => all.Select(d => (d, i))).ToLookup(a => a.d, a => a.i, StringComparer.Ordinal);
        against = run.Scenarios.SelectMany(s => s.Checks).Where(c => c.Outcome != Outcome.Passed).SelectMany(c => Of(c).Select(d => (d, c.Outcome))).ToLookup(a => a.d, a => a.Outcome, StringComparer.Ordinal);
    }

    /// <summary>
    /// The tables that a claim which did not hold accuses: where its difference begins, as its ladder found; else the first that has other rows than
    /// the hop before, where both were counted; else the last on the way of those it asked. Empty where it names none.
    /// </summary>
    public IReadOnlyList<string> Of(CheckResult check)
    {
        if (check.Ladder?.FirstHop is { } hop) return [hop];
        var asked = check.Reads.Where(r => !r.Contains('.', StringComparison.Ordinal)).ToList();
        if (asked.Count == 0) asked = [.. check.Reads.Select(r => r[..r.IndexOf('.', StringComparison.Ordinal)]).Distinct(StringComparer.Ordinal)];
        if (differing.FirstOrDefault(d => asked.Contains(d, StringComparer.Ordinal) && asked.Contains(before[d], StringComparer.Ordinal)) is { } first) return [first];
        var last = asked.Select(Layer).DefaultIfEmpty().Max();
        return [.. asked.Where(a => Layer(a) == last).OrderBy(Place)];
    }

    /// <summary>All that a scenario's claims accuse, in the order of the way; empty where it passed.</summary>
    /// <param name="index">Of the scenario in the run, from 0.</param>
    public IReadOnlyList<string> Of(int index) => accused[index];

    /// <summary>The scenarios that accuse a table, as places in the run.</summary>
    public IEnumerable<int> FailuresOf(string dataset) => accusers[dataset];

    /// <summary>The worst of what accuses a table; null where nothing does.</summary>
    public Outcome? WorstOutcomeOf(string dataset) => against.Contains(dataset) ? Outcomes.Worst(against[dataset]) : null;

    /// <summary>Of the way: source is 0.</summary>
    public static int Layer(string dataset)
    {
        var place = LayerMatrix.RevenuePath.ToList().FindIndex(way => dataset.StartsWith(way + " ", StringComparison.OrdinalIgnoreCase));
        return place < 0 ? LayerMatrix.RevenuePath.Count : place;
    }

    /// <summary>Along the way of the data, the first the least.</summary>
    public int Place(string dataset) => (Layer(dataset) * (places.Count + 1)) + places.GetValueOrDefault(dataset, places.Count);

    private static string Dataset(LayerResult layerResult) => $"{layerResult.Hop} {layerResult.Table}";
}
