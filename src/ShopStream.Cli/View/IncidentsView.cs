using System.Globalization;
using System.Text.Json;
using ShopStream.Application.Incidents;
using ShopStream.Quality.Redaction;

namespace ShopStream.Cli.View;

/// <summary>Incidents, one line each, the newest last.</summary>
internal static class IncidentsView
{
    public static void Write(CommandHost host, IReadOnlyList<ListedIncident> incidents, bool all)
    {
        if (incidents.Count == 0)
        {
            host.Output.WriteLine(all ? "No incidents are recorded." : "No incidents are open.");
            return;
        }
        Tables.Write(
            host,
            ["incident", "begins in", "difference", "state", "owner", "since", "scenarios", "days"],
            [
                .. incidents.Select(i =>
                    new[]
                    {
                        i.Incident.Id,
                        VisibleCharacters.Short(i.Incident.Title, 60),
                        VisibleCharacters.Short(i.Incident.Difference ?? "–", 40),
                        State(i),
                        VisibleCharacters.Short(string.Join(", ", i.Incident.Owners.DefaultIfEmpty("–")), 40),
                        HistoryView.Day(DateOnly.FromDateTime(i.Incident.FirstSeen.UtcDateTime)),
                        i.Incident.Scenarios.Count.ToString("#,##0", CultureInfo.InvariantCulture),
                        i.Incident.Days.ToString("#,##0", CultureInfo.InvariantCulture),
                    }
                ),
            ],
            firstToTheRight: 6
        );
    }

    public static string Json(IReadOnlyList<ListedIncident> incidents) =>
        JsonSerializer.Serialize(
            new
            {
                incidents = incidents.Select(i => new
                {
                    id = i.Incident.Id,
                    place = i.Incident.Place,
                    cause = i.Incident.Cause,
                    difference = i.Incident.Difference,
                    state = i.State,
                    until = i.ResolvedBy is null ? i.Acknowledgement?.Until : null,
                    reason = i.ResolvedBy is null ? i.Acknowledgement?.Reason : null,
                    owners = i.Incident.Owners,
                    severity = JsonNamingPolicy.CamelCase.ConvertName(i.Incident.Severity.ToString()),
                    firstSeen = i.Incident.FirstSeen,
                    firstRun = i.Incident.FirstRun,
                    lastSeen = i.Incident.LastSeen,
                    lastRun = i.Incident.LastRun,
                    resolvedBy = i.ResolvedBy?.RunId,
                    days = i.Incident.Days,
                    secondsToDetect = (long?)i.Logged.ToDetect?.TotalSeconds,
                    secondsToRecover = (long?)i.Logged.ToRecover?.TotalSeconds,
                    scenarios = i.Incident.Scenarios.Select(s => new { file = s.File, name = s.Name }),
                }),
            }
        ) + "\n";

    private static string State(ListedIncident incident) =>
        incident is { ResolvedBy: null, Acknowledgement: { } known } ? $"{incident.State} until {HistoryView.Day(known.Until)}" : incident.State;
}
