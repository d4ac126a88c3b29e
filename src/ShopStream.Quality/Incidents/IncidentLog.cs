using ShopStream.Quality.History;
using ShopStream.Quality.Results;

namespace ShopStream.Quality.Incidents;

/// <summary>An incident of the recorded runs.</summary>
/// <param name="Incident">The incident, as the newest run that had it recorded it.</param>
/// <param name="ToDetect">
/// The longest time for which the fault can have been there unseen: from the start of the last run that judged the leading scenario without it to
/// <see cref="Incident.FirstSeen"/>. Null if no earlier run did.
/// </param>
/// <param name="ResolvedBy">The first run of its branch after which it was not open any more; null while it is open.</param>
public sealed record LoggedIncident(Incident Incident, TimeSpan? ToDetect, HistoryRun? ResolvedBy)
{
    /// <summary>From <see cref="Incident.FirstSeen"/> to the start of the run without it; null while it is open.</summary>
    public TimeSpan? ToRecover => ResolvedBy?.StartedAt - Incident.FirstSeen;
}

/// <summary>The incidents of the recorded runs.</summary>
public static class IncidentLog
{
    /// <summary>Every incident of every branch, in the order in which they began.</summary>
    /// <param name="history">The recorded runs.</param>
    public static IReadOnlyList<LoggedIncident> Of(RunHistory history)
    {
        var found = new Dictionary<(string? Branch, string Id), LoggedIncident>();
        foreach (var run in history.Runs.Where(r => r.Incidents is not null))
        {
            var open = run.Incidents!.Select(i => (run.Branch, i.Id)).ToHashSet();
            foreach (var key in found.Keys.Where(k => string.Equals(k.Branch, run.Branch, StringComparison.Ordinal) && !open.Contains(k)).ToList())
                found[key] = found[key] with { ResolvedBy = found[key].ResolvedBy ?? run };
            foreach (var incident in run.Incidents!)
                found[(run.Branch, incident.Id)] = found.TryGetValue((run.Branch, incident.Id), out var known)
                    ? known with
                    {
                        Incident = incident,
                        ResolvedBy = null,
                    }
                    : new LoggedIncident(incident, incident.FirstSeen - LastWithout(incident, run.Branch, history)?.StartedAt, null);
        }
        return [.. found.Values.OrderBy(f => f.Incident.FirstSeen).ThenBy(f => f.Incident.Id, StringComparer.Ordinal)];
    }

    private static HistoryRun? LastWithout(Incident incident, string? branch, RunHistory history) =>
        history.Runs.LastOrDefault(r =>
            r.StartedAt < incident.FirstSeen && string.Equals(r.Branch, branch, StringComparison.Ordinal) && IsWithout(incident, r)
        );

    private static bool IsWithout(Incident incident, HistoryRun run) =>
        incident.Scenarios is [var leading, ..]
            ? run.OutcomeOf(leading) is Outcome.Passed or Outcome.Warned
            : run.Outcome is Outcome.Passed or Outcome.Warned or Outcome.Failed;
}
