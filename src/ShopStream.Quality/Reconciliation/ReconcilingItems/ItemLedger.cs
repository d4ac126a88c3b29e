using System.Globalization;
using ShopStream.Quality.Checks;
using ShopStream.Quality.Data;
using ShopStream.Quality.Planning;
using ShopStream.Quality.Results;

namespace ShopStream.Quality.Reconciliation.ReconcilingItems;

/// <summary>
/// The known differences. A check that failed passes with them only if they explain its whole difference: every key, each to the cent, and
/// no key more. An item that explains nothing any more, or has expired, is a warning.
/// </summary>
/// <param name="items">All of them.</param>
/// <param name="names">Every sentence and scenario there is, whether selected or not.</param>
/// <param name="today">An item explains nothing after the day on which it expires.</param>
public sealed class ItemLedger(IReadOnlyList<ReconcilingItem> items, IReadOnlySet<string> names, DateOnly today)
{
    /// <summary>The scenarios as the items leave them, and what became of every item.</summary>
    public (IReadOnlyList<ScenarioResult> Scenarios, IReadOnlyList<ItemResult> Items) Apply(IReadOnlyList<ScenarioResult> scenarios)
    {
        if (items.Count == 0) return (scenarios, []);
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
        var mine = items.Where(i => string.Equals(i.Check, check.Sentence, StringComparison.Ordinal) || string.Equals(i.Check, scenario.Name, StringComparison.Ordinal)).ToList();
        if (mine.Count == 0) return check;
        foreach (var item in mine.Where(IsExpired)) states.TryAdd(item, ResultOf(item, ItemState.Expired, $"expired on {Day(item.Expires)}"));
        var valid = mine.Where(i => !IsExpired(i)).ToList();
        if (check.Outcome is not (Outcome.Failed or Outcome.Warned))
        {
            foreach (var item in valid) states.TryAdd(item, check.Outcome == Outcome.Passed ? ExplainsNothing(item, "the check passes without it") : ResultOf(item, ItemState.NotJudged, "the check was not judged"));
            return check;
        }
        if (Differences(check) is not { } open)
        {
            foreach (var item in valid) states.TryAdd(item, ResultOf(item, ItemState.NotJudged, "the check differs in more keys than are listed"));
            return WithNote(check, "Its reconciling items could not be applied: more keys differ than are listed.");
        }
        var left = open.ToList();
        foreach (var item in valid)
        {
            var at = left.FindIndex(d => Names(item.Key, d.Key) && d.Amount == item.Amount);
            if (at >= 0)
            {
                left.RemoveAt(at);
                states[item] = ResultOf(item, ItemState.Explains, $"explains {item.Key}");
            }
            else
            {
                var other = open.FirstOrDefault(d => Names(item.Key, d.Key));
                states.TryAdd(item, ExplainsNothing(item, other.Key is null ? $"{item.Key} does not differ" : $"{item.Key} is off by {FigureText.SignedAmount(other.Amount)}, not by {FigureText.SignedAmount(item.Amount)}"));
            }
        }
        var used = open.Count - left.Count;
        if (used == 0) return check;
        var said = $"{FigureText.Count(used, "reconciling item")} of {ReconcilingItem.FileName} {(used == 1 ? "explains" : "explain")} {FigureText.SignedAmount(open.Sum(d => d.Amount) - left.Sum(d => d.Amount))}";
        return left.Count == 0
            ? WithNote(check, $"{said}, the whole difference.") with { Outcome = Outcome.Passed }
            : WithNote(check, $"{said}; not explained: {string.Join(", ", left.Take(Sample.Limit).Select(d => $"{d.Key} ({FigureText.SignedAmount(d.Amount)})"))}{(left.Count > Sample.Limit ? $" and {left.Count - Sample.Limit} more" : "")}.");
    }

    private ItemResult Unused(ReconcilingItem item) =>
        IsExpired(item) ? ResultOf(item, ItemState.Expired, $"expired on {Day(item.Expires)}")
        : names.Contains(item.Check) ? ResultOf(item, ItemState.NotJudged, "its check was not selected")
        : ExplainsNothing(item, $"no scenario and no sentence is '{item.Check}'{Nearest.Hint(item.Check, names)}");

    // Of a check that lists keys without amounts, each listed row is a difference; a full list may not be all of them.
    private static IReadOnlyList<(string Key, decimal Amount)>? Differences(CheckResult check) =>
        check.DrillDown is { } drillDown ? drillDown.Differences
        : check.Keys.Count is > 0 and < Sample.Limit ? [.. check.Keys.Select(k => (k, 0m))]
        : null;

    // id=17 names the row "id=17, status=lost".
    private static bool Names(string item, string key) =>
        string.Equals(item, key, StringComparison.Ordinal) || (key.StartsWith(item, StringComparison.Ordinal) && key[item.Length] is ',' or ' ' or ':');

    private bool IsExpired(ReconcilingItem item) => item.Expires < today;

    private static CheckResult WithNote(CheckResult check, string note) => check with { Note = check.Note is null ? note : $"{check.Note} {note}" };

    private static ItemResult ExplainsNothing(ReconcilingItem item, string why) => ResultOf(item, ItemState.ExplainsNothing, $"explains nothing: {why}");

    private static ItemResult ResultOf(ReconcilingItem item, ItemState state, string says) =>
        new(item.Line, item.Check, item.Key, item.Amount, item.Reason, item.Owner, item.Expires, state, says);

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
