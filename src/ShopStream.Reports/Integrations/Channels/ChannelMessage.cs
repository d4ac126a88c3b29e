using System.Globalization;
using ShopStream.Quality.Redaction;
using ShopStream.Quality.Results;
using ShopStream.Reports.Wording;

namespace ShopStream.Reports.Integrations.Channels;

/// <summary>Why a message is sent.</summary>
internal enum MessageOccasion
{
    Begun,
    Recovered,
    StillOpen,

    /// <summary>More incidents than a channel gets messages for.</summary>
    More,
}

/// <summary>A message about an incident, in words; each kind of channel has its own form for it.</summary>
/// <param name="Occasion">Why it is sent.</param>
/// <param name="Title">What happened, without the words of the occasion.</param>
internal sealed record ChannelMessage(MessageOccasion Occasion, string Title)
{
    private const int NamesShown = 3;
    private const int Longest = 1_000;

    /// <summary>The incident; null for <see cref="MessageOccasion.More"/>.</summary>
    public Incident? Incident { get; init; }

    /// <summary>The words of the occasion, such as "New incident"; "" for <see cref="MessageOccasion.More"/>.</summary>
    public string Headline { get; init; } = "";

    /// <summary>What there is to know, in order: a label and its text.</summary>
    public IReadOnlyList<(string Label, string Text)> Facts { get; init; } = [];

    /// <summary>The path or the address of the report; null for <see cref="MessageOccasion.More"/>.</summary>
    public string? Page { get; init; }

    /// <summary>The run and the day of its data.</summary>
    public string RunId { get; init; } = "";

    /// <summary>The day of the data.</summary>
    public DateOnly Date { get; init; }

    /// <summary>Start of the run that could not deliver it; null if it is new.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Whether the report has an address that can be followed.</summary>
    public bool HasLink => Page?.StartsWith("http", StringComparison.Ordinal) is true;

    /// <summary>Headline and title on one line.</summary>
    public string Subject => Headline.Length == 0 ? Title : $"{Headline.TrimEnd(':')}: {Title}";

    /// <summary>Whether both are about the same incident.</summary>
    public bool IsAbout(ChannelMessage other) => Incident is not null && string.Equals(Incident.Id, other.Incident?.Id, StringComparison.Ordinal);

    /// <summary>One message about an incident.</summary>
    public static ChannelMessage Of(MessageOccasion occasion, Incident incident, RunResult run, string page) =>
        new(occasion, Plain(incident.Difference is { } difference ? $"{incident.Title}, {difference}" : incident.Title))
        {
            Incident = incident,
            Headline = occasion switch
            {
                MessageOccasion.Begun => "New incident",
                MessageOccasion.Recovered => string.Create(CultureInfo.InvariantCulture, $"Recovered after {Figures.Count(incident.Days, "day")}:"),
                _ => string.Create(CultureInfo.InvariantCulture, $"Still open, day {incident.Days}:"),
            },
            Facts = [.. FactsOf(incident, run, page)],
            Page = page,
            RunId = run.RunId,
            Date = run.Date,
        };

    /// <summary>The last message where there are too many.</summary>
    public static ChannelMessage More(int count, RunResult run) =>
        new(
            MessageOccasion.More,
            string.Create(CultureInfo.InvariantCulture, $"{count} more {(count == 1 ? "incident" : "incidents")} began or recovered in run {run.RunId}")
        )
        {
            RunId = run.RunId,
            Date = run.Date,
        };

    /// <summary>Text of the data on one line, so that it cannot imitate other lines of the message, without invisible characters.</summary>
    public static string Plain(string value) => VisibleCharacters.Short(value.ReplaceLineEndings(" "), Longest);

    private static IEnumerable<(string, string)> FactsOf(Incident incident, RunResult run, string page)
    {
        if (incident.Scenarios.Count > 0)
        {
            var names = string.Join(", ", incident.Scenarios.Take(NamesShown).Select(s => $"“{Plain(s.Name)}”"));
            var more = incident.Scenarios.Count > NamesShown ? $" and {Figures.Count(incident.Scenarios.Count - NamesShown)} more" : "";
            yield return (Figures.Count(incident.Scenarios.Count, "scenario"), names + more);
        }
        if (incident.Keys.Count > 0)
            yield return ("Rows", Plain(string.Join("; ", incident.Keys)));
        if (incident.Owners.Count > 0)
            yield return ("Owner", Plain(string.Join(", ", incident.Owners)));
        yield return ("Incident", Plain($"{incident.Id}, data of {Figures.Day(run.Date)}, run {run.RunId}"));
        yield return ("Report", Plain(page));
    }
}
