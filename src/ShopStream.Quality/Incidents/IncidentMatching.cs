using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ShopStream.Quality.History;
using ShopStream.Quality.Results;

namespace ShopStream.Quality.Incidents;

/// <summary>Follows incidents from run to run.</summary>
public static class IncidentMatching
{
    /// <summary>An identifier for an incident that begins.</summary>
    /// <param name="began">Start of its first run.</param>
    /// <param name="place">See <see cref="Incident.Place"/>.</param>
    /// <param name="cause">See <see cref="Incident.Cause"/>.</param>
    public static string IdOf(DateTimeOffset began, string place, string? cause)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{place}\n{cause}"));
        return string.Create(CultureInfo.InvariantCulture, $"{began.UtcDateTime:yyyyMMdd}-{Convert.ToHexStringLower(hash.AsSpan(0, 3))}");
    }

    /// <summary>Compares the incidents found in a run with those that earlier runs of its branch left open.</summary>
    /// <param name="found">Incidents of the run, at most one for each place, as if they began with it.</param>
    /// <param name="run">The run.</param>
    /// <param name="past">Earlier runs, of any branch.</param>
    /// <param name="scenarios">All scenarios of the features, selected or not, so that deleted ones are ignored; null if they are not available.</param>
    /// <remarks>
    /// A found incident continues an open one of the same place and cause; a cause that is not known agrees with any. Otherwise it begins, also
    /// where an open one of the place has another cause.
    /// </remarks>
    public static IncidentChanges Follow(IReadOnlyList<Incident> found, RunResult run, RunHistory past, IReadOnlySet<ScenarioName>? scenarios)
    {
        var before = OpenAfter(past, run.Branch);
        var continued = new HashSet<string>(StringComparer.Ordinal);
        var now = new List<Incident>();
        foreach (var incident in found)
        {
            var same = before.FirstOrDefault(b => IsSame(b, incident) && continued.Add(b.Id));
            now.Add(
                same is null
                    ? incident
                    : incident with
                    {
                        Id = same.Id,
                        Cause = incident.Cause ?? same.Cause,
                        FirstSeen = same.FirstSeen,
                        FirstRun = same.FirstRun,
                    }
            );
        }
        var rest = before.Where(b => !continued.Contains(b.Id)).ToLookup(b => IsJudged(b, run, scenarios));
        return new IncidentChanges([.. rest[false], .. now.OrderBy(i => i.FirstSeen)], [.. rest[true]]);
    }

    /// <summary>The incidents that the newest run of a branch left open; empty if none recorded incidents.</summary>
    /// <param name="past">Runs of any branch.</param>
    /// <param name="branch">The branch; null for runs whose branch is not known.</param>
    public static IReadOnlyList<Incident> OpenAfter(RunHistory past, string? branch) =>
        past.Runs.LastOrDefault(r => r.Incidents is not null && string.Equals(r.Branch, branch, StringComparison.Ordinal))?.Incidents ?? [];

    private static bool IsSame(Incident before, Incident now) =>
        string.Equals(before.Place, now.Place, StringComparison.Ordinal)
        && (before.Cause is null || now.Cause is null || string.Equals(before.Cause, now.Cause, StringComparison.Ordinal));

    // A stage is over when a later run gets through it; anything else when all of its scenarios were judged.
    private static bool IsJudged(Incident incident, RunResult run, IReadOnlySet<ScenarioName>? scenarios)
    {
        if (incident.IsStage)
            return run.Problem is null
                && (
                    incident.Place is Incident.WholeRun
                    || run.Stages.Any(s => string.Equals(Incident.StagePrefix + s.Name, incident.Place, StringComparison.Ordinal))
                );
        var judged = ScenarioName.Of(run.Scenarios).Zip(run.Scenarios).Where(s => s.Second.Outcome is not (Outcome.NotJudged or Outcome.Error));
        var open = incident.Scenarios.Where(s => scenarios is null || scenarios.Contains(s)).ToHashSet();
        open.ExceptWith(judged.Select(s => s.First));
        return open.Count == 0;
    }
}
