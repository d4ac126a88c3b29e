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
    /// where an open one of the place has another cause. A run of some scenarios of an open incident continues it, wherever it locates them: what
    /// it left out may be what located the fault.
    /// </remarks>
    public static IncidentChanges Follow(IReadOnlyList<Incident> found, RunResult run, RunHistory past, IReadOnlySet<ScenarioName>? scenarios)
    {
        var before = OpenAfter(past, run.Branch);
        var judged = ScenarioName
            .Of(run.Scenarios)
            .Zip(run.Scenarios)
            .Where(s => s.Second.Outcome is not (Outcome.NotJudged or Outcome.Error))
            .Select(s => s.First)
            .ToHashSet();
        bool IsLeft(ScenarioName scenario) => !judged.Contains(scenario) && scenarios?.Contains(scenario) is not false;
        bool IsOver(Incident incident) => incident.IsStage ? IsPassed(incident.Place, run) : !incident.Scenarios.Any(IsLeft);
        var continued = new HashSet<string>(StringComparer.Ordinal);
        var now = new List<Incident>();
        foreach (var incident in found)
        {
            if (before.FirstOrDefault(b => !IsSame(b, incident) && IsPart(incident, b) && !IsOver(b)) is { } whole)
            {
                if (continued.Add(whole.Id))
                    now.Add(whole with { LastSeen = incident.LastSeen, LastRun = incident.LastRun });
                continue;
            }
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
                        Scenarios = [.. incident.Scenarios, .. same.Scenarios.Except(incident.Scenarios).Where(IsLeft)],
                    }
            );
        }
        var rest = before.Where(b => !continued.Contains(b.Id)).ToLookup(IsOver);
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

    private static bool IsPart(Incident now, Incident before) => now.Scenarios.Count > 0 && now.Scenarios.All(before.Scenarios.Contains);

    // A later run got through the stage, or through all of them.
    private static bool IsPassed(string stage, RunResult run) =>
        run.Problem is null
        && (stage is Incident.WholeRun || run.Stages.Any(s => string.Equals(Incident.StagePrefix + s.Name, stage, StringComparison.Ordinal)));
}
