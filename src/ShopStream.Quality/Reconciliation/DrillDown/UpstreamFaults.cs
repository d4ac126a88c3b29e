using System.Globalization;
using ShopStream.Quality.Data;
using ShopStream.Quality.Results;

namespace ShopStream.Quality.Reconciliation.DrillDown;

/// <summary>
/// Links a failed reconciliation that does not start at the source with one that locates the fault further upstream. What such a check takes
/// for expected may itself be wrong; the side nearer to the source is right only if nothing upstream of it is wrong.
/// </summary>
public static class UpstreamFaults
{
    /// <summary>The scenarios, with <see cref="CheckResult.RootCause"/> where another check locates the fault upstream.</summary>
    /// <param name="scenarios">Results of a run.</param>
    /// <param name="lineage">What every dataset is built from.</param>
    /// <param name="besides">
    /// Whether a fault in a table beside those that a check has compared explains it, wherever the check that locates it starts. Default: false.
    /// </param>
    public static IReadOnlyList<ScenarioResult> Link(IReadOnlyList<ScenarioResult> scenarios, IReadOnlyList<LineageNode> lineage, bool besides = false)
    {
        var upstream = lineage.DistinctBy(n => n.Dataset, StringComparer.Ordinal).ToDictionary(n => n.Dataset, n => n.Upstream, StringComparer.Ordinal);
        var failed = scenarios
            .SelectMany(s => s.Checks.Select(c => (Scenario: s, Check: c)))
            .Where(l => l.Check.Outcome is Outcome.Failed or Outcome.Warned)
            .ToList();
        var located = failed.Where(l => l.Check.DrillDown is { FirstDivergentLayer: not null }).ToList();
        var wrong = failed.Where(l => l.Check is { DrillDown: null, WrongRowsOf: not null }).ToList();
        if (located.Count + wrong.Count < 2)
            return scenarios;
        return [.. scenarios.Select(s => s with { Checks = [.. s.Checks.Select(Linked)] })];

        CheckResult Linked(CheckResult check)
        {
            if (check.Outcome is not (Outcome.Failed or Outcome.Warned) || check.DrillDown is not { FirstDivergentLayer: { } first, Layers: [var start, ..] })
                return check;
            var above = Above([start.Dataset, first], upstream);
            // Only a check that starts further upstream can know better, or one of a table that this one has not compared.
            var fault = located
                .Where(l =>
                    above.Contains(l.Check.DrillDown!.FirstDivergentLayer!)
                    && (StartsAbove(l.Check.DrillDown.Layers[0].Dataset, start.Dataset) || IsBeside(check, first, l.Check.DrillDown.FirstDivergentLayer!))
                )
                .OrderBy(l => LayerOf(l.Check.DrillDown!.FirstDivergentLayer!))
                .FirstOrDefault();
            // A table beside the path, such as a dimension that the mart joins: the drill-down has not compared it, nor groups that a table on the path lacks.
            if (fault.Check is null)
                fault = wrong
                    .Where(l =>
                        above.Contains(l.Check.WrongRowsOf!)
                        && (
                            check.DrillDown.Unexplained is not null
                            || check.DrillDown.Layers.All(d => !string.Equals(d.Dataset, l.Check.WrongRowsOf, StringComparison.Ordinal))
                        )
                    )
                    .OrderBy(l => LayerOf(l.Check.WrongRowsOf!))
                    .FirstOrDefault();
            if (fault.Check is null)
                return check;
            var cause = new RootCause(
                fault.Check.DrillDown?.FirstDivergentLayer ?? fault.Check.WrongRowsOf!,
                fault.Scenario.Name,
                fault.Scenario.File,
                fault.Check.Line
            );
            if (
                fault.Check.DrillDown?.Layers[0].Dataset is { } begin
                && !string.Equals(begin, cause.Dataset, StringComparison.Ordinal)
                && LayerOf(begin) == LayerOf(cause.Dataset)
                && !Above([cause.Dataset], upstream).Contains(begin)
            )
                cause = cause with { Contradicts = begin };
            var isAffected = Above([start.Dataset], upstream).Contains(cause.Dataset);
            var swapped = isAffected && fault.Check.DrillDown is not null ? SwappedSides.Of(check, fault.Check) : null;
            var consequence = string.Create(
                CultureInfo.InvariantCulture,
                $"A consequence of a fault upstream, in {cause.Place}, which '{cause.Scenario}' ({cause.File}:{cause.Line}) locates."
            );
            var note =
                swapped is not null ? $"{consequence} {start.Dataset} is affected, and the other side is right: it is what is expected here."
                : isAffected ? $"{consequence} What is expected here, from {start.Dataset}, is itself affected: what was found may be right."
                : consequence;
            return (swapped ?? check) with { RootCause = cause, Note = check.Note is null ? note : $"{check.Note} {note}" };
        }

        // A table that is joined on the way, and loses the rows of the amount that is compared.
        bool IsBeside(CheckResult check, string first, string other) =>
            besides && Above([first], upstream).Contains(other) && check.DrillDown!.Layers.All(l => !string.Equals(l.Dataset, other, StringComparison.Ordinal));

        bool StartsAbove(string other, string start) =>
            LayerOf(other) < LayerOf(start) || (!string.Equals(other, start, StringComparison.Ordinal) && Above([start], upstream).Contains(other));
    }

    private static HashSet<string> Above(IReadOnlyList<string> datasets, Dictionary<string, IReadOnlyList<string>> upstream)
    {
        // A check that locates the fault in the expected side itself knows better, too.
        var found = new HashSet<string>(StringComparer.Ordinal) { datasets[0] };
        var open = new Stack<string>(datasets);
        while (open.TryPop(out var dataset))
        {
            foreach (var next in upstream.GetValueOrDefault(dataset) ?? [])
            {
                if (found.Add(next))
                    open.Push(next);
            }
        }
        return found;
    }

    private static Layer LayerOf(string dataset) => Layers.Parse(dataset[..dataset.IndexOf(' ', StringComparison.Ordinal)]);
}
