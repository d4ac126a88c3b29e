using ShopStream.Quality.Incidents;
using ShopStream.Quality.Results;

namespace ShopStream.Reports.Integrations.Channels;

/// <summary>
/// Chooses what to say of the incidents of a run: one message when an incident begins and one when it recovers, none while it lasts unless
/// reminders are asked for, none for one that is muted.
/// </summary>
internal static class MessagesOfRun
{
    private const int MaxMessages = 10;

    // A recovery that nobody could be told for a week is no news any more.
    private static readonly TimeSpan LongestDelay = TimeSpan.FromDays(7);

    /// <summary>What is due after a run, the incidents that begin first.</summary>
    public static IReadOnlyList<ChannelMessage> Of(PublishedRun published, IntegrationOptions options)
    {
        var run = published.Result;
        if (run.Incidents is not { } incidents)
            return [];
        IncidentState StateOf(Incident incident) => MessagesOfRun.StateOf(incident, run, options);
        bool IsReminded(Incident incident) =>
            string.Equals(incident.LastRun, run.RunId, StringComparison.Ordinal) && incident.Days > 1 && StateOf(incident) == IncidentState.Open;
        var begun = incidents.Begun(run.RunId).ToList();
        var due = begun
            .Select(i => (Occasion: MessageOccasion.Begun, Incident: i))
            .Concat(incidents.Recovered.Select(i => (Occasion: MessageOccasion.Recovered, Incident: i)))
            .Concat(options.WebhookReminds ? incidents.Open.Where(IsReminded).Select(i => (Occasion: MessageOccasion.StillOpen, Incident: i)) : []);
        var page = PageOf(published, options);
        return [.. due.Where(d => StateOf(d.Incident) != IncidentState.Muted).Select(d => ChannelMessage.Of(d.Occasion, d.Incident, run, page))];
    }

    /// <summary>
    /// What is still to be said of messages that earlier runs could not deliver: that an incident began if it is still open, as it is now, and
    /// that one recovered if it has stayed so. One that began and recovered meanwhile is told by its recovery.
    /// </summary>
    public static IReadOnlyList<ChannelMessage> Again(IEnumerable<Undelivered> undelivered, PublishedRun published, IntegrationOptions options)
    {
        var run = published.Result;
        var open = run.Incidents!.Open.ToDictionary(i => i.Id, StringComparer.Ordinal);
        var page = PageOf(published, options);
        Incident? Now(Undelivered message) =>
            message.Occasion is MessageOccasion.Begun ? open.GetValueOrDefault(message.Incident.Id)
            : open.ContainsKey(message.Incident.Id) || run.StartedAt - message.Since > LongestDelay ? null
            : message.Incident;
        return
        [
            .. undelivered
                .Select(u => (Message: u, Incident: Now(u)))
                .Where(u => u.Incident is not null && StateOf(u.Incident, run, options) != IncidentState.Muted)
                .Select(u => ChannelMessage.Of(u.Message.Occasion, u.Incident!, run, page) with { Since = u.Message.Since }),
        ];
    }

    /// <summary>What people are told: of more than ten messages, the rest is a number.</summary>
    public static IReadOnlyList<ChannelMessage> ToRead(IReadOnlyList<ChannelMessage> messages, RunResult run) =>
        messages.Count <= MaxMessages ? messages : [.. messages.Take(MaxMessages), ChannelMessage.More(messages.Count - MaxMessages, run)];

    /// <summary>What an on-call service is told: it reminds by itself, and closes what it has opened.</summary>
    public static IReadOnlyList<ChannelMessage> ToAlert(IEnumerable<ChannelMessage> messages) =>
        [.. messages.Where(m => m.Occasion is MessageOccasion.Begun or MessageOccasion.Recovered)];

    private static IncidentState StateOf(Incident incident, RunResult run, IntegrationOptions options) =>
        Acknowledgement.Of(incident, options.Acknowledgements, DateOnly.FromDateTime(run.StartedAt.UtcDateTime))?.State ?? IncidentState.Open;

    /// <summary>Where readers of a message find the report: below the address of the settings, otherwise the file.</summary>
    public static string PageOf(PublishedRun published, IntegrationOptions options) =>
        options.ReportUrl is { } url ? $"{url.TrimEnd('/')}/{Uri.EscapeDataString(published.Result.RunId)}/index.html" : published.Report.Page;
}
