using System.Globalization;
using ShopStream.Quality.Checks;
using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Results;

namespace ShopStream.Quality.Reconciliation.ReconcilingItems;

/// <summary>
/// Applies reconciling items to results. A failed check passes only if its items explain every key that differs, each to the cent. Items
/// that explain nothing or have expired are warnings.
/// </summary>
/// <param name="items">All items of the file.</param>
/// <param name="names">Sentences and scenario names of all features, selected or not.</param>
/// <param name="today">Date of the run; items that expired before it are not applied.</param>
public sealed class ItemLedger(IReadOnlyList<ReconcilingItem> items, IReadOnlySet<string> names, DateOnly today)
{
    /// <summary>Applies the items. Returns the scenarios with updated outcomes, and the effect of every item.</summary>
    public (IReadOnlyList<ScenarioResult> Scenarios, IReadOnlyList<ItemResult> Items) Apply(IReadOnlyList<ScenarioResult> scenarios)
    {
        if (items.Count == 0)
            return (scenarios, []);
        var states = new Dictionary<ReconcilingItem, ItemResult>();
        var applied = scenarios.Select(s => Apply(s, states)).ToList();
        return (applied, [.. items.Select(i => states.GetValueOrDefault(i) ?? Unused(i))]);
    }

    private ScenarioResult Apply(ScenarioResult scenario, Dictionary<ReconcilingItem, ItemResult> states)
    {
        var checks = scenario.Checks.Select(c => Apply(scenario, c, states)).ToList();
        return scenario with { Checks = checks, Outcome = checks.Count == 0 ? scenario.Outcome : Outcomes.Worst(checks.Select(c => c.Outcome)) };
    }

    private CheckResult Apply(ScenarioResult scenario, CheckResult check, Dictionary<ReconcilingItem, ItemResult> states)
    {
        var matching = items
            .Where(i => string.Equals(i.Check, check.Sentence, StringComparison.Ordinal) || string.Equals(i.Check, scenario.Name, StringComparison.Ordinal))
            .ToList();
        if (matching.Count == 0)
            return check;
        foreach (var item in matching.Where(IsExpired))
            states.TryAdd(item, ResultOf(item, ItemState.Expired, $"expired on {Day(item.Expires)}"));
        var valid = matching.Where(i => !IsExpired(i)).ToList();
        if (check.Outcome is not (Outcome.Failed or Outcome.Warned))
        {
            foreach (var item in valid)
                states.TryAdd(
                    item,
                    check.Outcome == Outcome.Passed
                        ? ExplainsNothing(item, "its check passes without it")
                        : ResultOf(item, ItemState.NotJudged, "its check was not judged")
                );
            return check;
        }
        if (Differences(check) is not { } differences)
        {
            var reason = check.DrillDown?.Unexplained is { } open ? $"not all of the difference is explained: {open}" : "more keys differ than are listed";
            foreach (var item in valid)
                states.TryAdd(
                    item,
                    ResultOf(item, ItemState.NotJudged, check.DrillDown?.Unexplained is null ? "more keys of its check differ than are listed" : reason)
                );
            return WithNote(check, $"Its reconciling items could not be applied: {reason}.");
        }
        var unexplained = differences.ToList();
        var before = valid.Where(states.ContainsKey).ToDictionary(i => i, i => states[i]);
        foreach (var item in valid)
        {
            // The key of a drill-down is whole: "category=Home" is not "category=Home, garden".
            bool IsKey(string key) => check.DrillDown is null ? Matches(item.Key, key) : string.Equals(item.Key, key, StringComparison.Ordinal);
            var index = unexplained.FindIndex(d => IsKey(d.Key) && d.Amount == item.Amount);
            if (index >= 0)
            {
                unexplained.RemoveAt(index);
                states[item] = ResultOf(item, ItemState.Explains, $"explains {item.Key}");
            }
            else
            {
                var other = differences.FirstOrDefault(d => IsKey(d.Key));
                states.TryAdd(
                    item,
                    ExplainsNothing(
                        item,
                        other.Key is null
                            ? $"{item.Key} does not differ"
                            : $"{item.Key} differs by {FigureText.SignedAmount(other.Amount)}, not by {FigureText.SignedAmount(item.Amount)}"
                    )
                );
            }
        }
        var used = differences.Count - unexplained.Count;
        if (used == 0)
            return check;
        if (unexplained.Count > 0 && check.DrillDown?.Unexplained is { } rowless)
        {
            // A second fault, which no row explains, may be in the same amounts: no item can be said to explain its part.
            foreach (var item in valid)
                states[item] =
                    before.GetValueOrDefault(item) ?? ResultOf(item, ItemState.NotJudged, $"not all of the difference of its check is explained: {rowless}");
            return WithNote(check, $"Its reconciling items could not be applied: not all of the difference is explained: {Listed(unexplained)}.");
        }
        var summary =
            $"{Counted.Of(used, "reconciling item")} of {ReconcilingItem.FileName} {(used == 1 ? "explains" : "explain")} "
            + $"{FigureText.SignedAmount(differences.Sum(d => d.Amount) - unexplained.Sum(d => d.Amount))}";
        return unexplained.Count == 0
            ? WithNote(check, $"{summary}, the whole difference.") with
            {
                Outcome = Outcome.Passed,
            }
            : WithNote(
                check,
                $"{summary}{(unexplained.Sum(d => d.Amount) == 0 ? ", but not all of the difference is explained" : "; not explained")}: {Listed(unexplained)}."
            );
    }

    private static string Listed(List<(string Key, decimal Amount)> differences) =>
        $"{string.Join(", ", differences.Take(Sample.Limit).Select(d => $"{d.Key} ({FigureText.SignedAmount(d.Amount)})"))}"
        + $"{(differences.Count > Sample.Limit ? $" and {differences.Count - Sample.Limit} more" : "")}";

    private ItemResult Unused(ReconcilingItem item) =>
        IsExpired(item) ? ResultOf(item, ItemState.Expired, $"expired on {Day(item.Expires)}")
        : names.Contains(item.Check) ? ResultOf(item, ItemState.NotJudged, "its check was not selected")
        : ExplainsNothing(item, $"there is no scenario or sentence '{item.Check}'{Nearest.Hint(item.Check, names)}");

    // A check without amounts lists its rows as keys, and each is a difference. A full list may be incomplete.
    private static IReadOnlyList<(string Key, decimal Amount)>? Differences(CheckResult check) =>
        check.DrillDown is { } drillDown ? drillDown.Differences
        : check.Keys.Count is > 0 and < Sample.Limit ? [.. check.Keys.Select(k => (k, 0m))]
        : null;

    // id=17 matches the row "id=17, status=lost".
    private static bool Matches(string item, string key) =>
        string.Equals(item, key, StringComparison.Ordinal) || (key.StartsWith(item, StringComparison.Ordinal) && key[item.Length] is ',' or ' ' or ':');

    private bool IsExpired(ReconcilingItem item) => item.Expires < today;

    private static CheckResult WithNote(CheckResult check, string note) => check with { Note = check.Note is null ? note : $"{check.Note} {note}" };

    private static ItemResult ExplainsNothing(ReconcilingItem item, string reason) => ResultOf(item, ItemState.ExplainsNothing, $"explains nothing: {reason}");

    private static ItemResult ResultOf(ReconcilingItem item, ItemState state, string description) =>
        new(item.Line, item.Check, item.Key, item.Amount, item.Reason, item.Owner, item.Expires, state, description);

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
