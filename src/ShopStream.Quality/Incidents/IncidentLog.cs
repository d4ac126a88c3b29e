using ShopStream.Quality.History;
using ShopStream.Quality.Results;

namespace ShopStream.Quality.Incidents;

/// <summary>The incidents of the recorded runs.</summary>
public static class IncidentLog
{
    /// <summary>Every incident of every branch, in the order in which they began, as the newest run that had it recorded it.</summary>
    /// <param name="history">The recorded runs.</param>
    /// <returns>The incident, and the first run of its branch after which it was not open any more; null while it is open.</returns>
    public static IReadOnlyList<(Incident Incident, HistoryRun? ResolvedBy)> Of(RunHistory history)
    {
        var found = new Dictionary<(string? Branch, string Id), (Incident Incident, HistoryRun? ResolvedBy)>();
        foreach (var run in history.Runs.Where(r => r.Incidents is not null))
        {
            var open = run.Incidents!.Select(i => (run.Branch, i.Id)).ToHashSet();
            foreach (var key in found.Keys.Where(k => string.Equals(k.Branch, run.Branch, StringComparison.Ordinal) && !open.Contains(k)).ToList())
                found[key] = found[key] with { ResolvedBy = found[key].ResolvedBy ?? run };
            foreach (var incident in run.Incidents!)
                found[(run.Branch, incident.Id)] = (incident, null);
        }
        return [.. found.Values.OrderBy(f => f.Incident.FirstSeen).ThenBy(f => f.Incident.Id, StringComparer.Ordinal)];
    }
}
