using System.Globalization;
using System.Text;
using ShopStream.Quality.Incidents;
using ShopStream.Quality.Results;
using ShopStream.Reports.Wording;

namespace ShopStream.Reports.Integrations;

/// <summary>A message about an incident.</summary>
/// <param name="Text">In Slack's format; lines are separated by \n.</param>
/// <param name="Owners">Who is to get it; empty if the incident has no owner.</param>
internal sealed record IncidentMessage(string Text, IReadOnlyList<string> Owners);

/// <summary>
/// Chooses what to say of the incidents of a run: one message when an incident begins and one when it recovers, none while it lasts unless
/// reminders are asked for, none for one that is muted.
/// </summary>
internal static class IncidentMessages
{
    private const int MaxMessages = 10;
    private const int NamesShown = 3;

    public static IReadOnlyList<IncidentMessage> Of(PublishedRun published, IntegrationOptions options)
    {
        var run = published.Result;
        if (run.Incidents is not { } incidents)
            return [];
        var today = DateOnly.FromDateTime(run.StartedAt.UtcDateTime);
        IncidentState StateOf(Incident incident) => Acknowledgement.Of(incident, options.Acknowledgements, today)?.State ?? IncidentState.Open;
        var begun = incidents.Begun(run.RunId).ToList();
        var due = new List<(string Headline, Incident Incident)>();
        due.AddRange(begun.Select(i => ("New incident", i)));
        due.AddRange(incidents.Recovered.Select(i => (string.Create(CultureInfo.InvariantCulture, $"Recovered after {Figures.Count(i.Days, "day")}:"), i)));
        if (options.WebhookReminds)
            due.AddRange(
                incidents
                    .Open.Where(i => string.Equals(i.LastRun, run.RunId, StringComparison.Ordinal) && i.Days > 1 && StateOf(i) == IncidentState.Open)
                    .Select(i => (string.Create(CultureInfo.InvariantCulture, $"Still open, day {i.Days}:"), i))
            );
        due.RemoveAll(d => StateOf(d.Incident) == IncidentState.Muted);
        var messages = due.Take(MaxMessages).Select(d => new IncidentMessage(Text(d.Headline, d.Incident, run, PageOf(published, options)), d.Incident.Owners));
        return due.Count <= MaxMessages
            ? [.. messages]
            :
            [
                .. messages,
                new(string.Create(CultureInfo.InvariantCulture, $"{due.Count - MaxMessages} more incidents began or recovered in run {run.RunId}"), []),
            ];
    }

    /// <summary>Where readers of a message find the report: below the address of the settings, otherwise the file.</summary>
    public static string PageOf(PublishedRun published, IntegrationOptions options) =>
        options.ReportUrl is { } url ? $"{url.TrimEnd('/')}/{Uri.EscapeDataString(published.Result.RunId)}/index.html" : published.Report.Page;

    private static string Text(string headline, Incident incident, RunResult run, string page)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"*{headline}* {SlackText.Of(incident.Title)}");
        if (incident.Difference is { } difference)
            text.Append(CultureInfo.InvariantCulture, $", {SlackText.Of(difference)}");
        if (incident.Scenarios.Count > 0)
        {
            var names = string.Join(", ", incident.Scenarios.Take(NamesShown).Select(s => $"“{SlackText.Of(s.Name)}”"));
            var more = incident.Scenarios.Count > NamesShown ? $" and {Figures.Count(incident.Scenarios.Count - NamesShown)} more" : "";
            text.Append(CultureInfo.InvariantCulture, $"\n{Figures.Count(incident.Scenarios.Count, "scenario")}: {names}{more}");
        }
        if (incident.Keys.Count > 0)
            text.Append(CultureInfo.InvariantCulture, $"\nRows: {SlackText.Of(string.Join("; ", incident.Keys))}");
        if (incident.Owners.Count > 0)
            text.Append(CultureInfo.InvariantCulture, $"\nOwner: {SlackText.Of(string.Join(", ", incident.Owners))}");
        text.Append(CultureInfo.InvariantCulture, $"\nIncident {incident.Id}, data of {Figures.Day(run.Date)}, run {SlackText.Of(run.RunId)}");
        text.Append(CultureInfo.InvariantCulture, $"\nReport: {SlackText.Of(page)}");
        return text.ToString();
    }
}
