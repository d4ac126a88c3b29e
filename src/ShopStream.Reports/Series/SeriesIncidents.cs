using ShopStream.Quality.Incidents;
using ShopStream.Quality.Results;
using ShopStream.Reports.Markup;
using ShopStream.Reports.Wording;

namespace ShopStream.Reports.Series;

/// <summary>A table, stage or scenario in which incidents began.</summary>
/// <param name="Place">See <see cref="Incident.Place"/>.</param>
/// <param name="Incidents">Number of its incidents.</param>
/// <param name="Open">Number of those that are open.</param>
/// <param name="Days">Number of days with an incident, summed over its incidents.</param>
/// <param name="ToRecover">Median time to recover of the resolved ones; null if none is.</param>
/// <param name="Last">Start of the newest run that had one.</param>
internal sealed record BrokenPlace(string Place, int Incidents, int Open, int Days, TimeSpan? ToRecover, DateTimeOffset Last)
{
    /// <summary>Those with the most incidents first.</summary>
    public static IReadOnlyList<BrokenPlace> Of(IReadOnlyList<LoggedIncident> log, int most) =>
        [
            .. log.GroupBy(i => i.Incident.Place, StringComparer.Ordinal)
                .Select(p => new BrokenPlace(
                    p.Key,
                    p.Count(),
                    p.Count(i => i.ResolvedBy is null),
                    p.Sum(i => i.Incident.Days),
                    SeriesIncidents.Median(p.Select(i => i.ToRecover)),
                    p.Max(i => i.Incident.LastSeen)
                ))
                .OrderByDescending(p => p.Incidents)
                .ThenByDescending(p => p.Days)
                .ThenBy(p => p.Place, StringComparer.Ordinal)
                .Take(most),
        ];
}

/// <summary>Incidents with their times to detect and to recover, and the tables that break most.</summary>
internal static class SeriesIncidents
{
    private const int Listed = 50;
    private const int PlacesListed = 10;

    /// <param name="html">Receives two sections.</param>
    /// <param name="log">Incidents in the order in which they began.</param>
    /// <param name="hasPage">Returns whether the page of a run still exists.</param>
    public static void Render(Html html, IReadOnlyList<LoggedIncident> log, Func<string, bool> hasPage)
    {
        html.Line($"""<section aria-labelledby="incidents"><h2 id="incidents">Incidents</h2>""");
        if (log.Count == 0)
        {
            html.Line($"<p>No incident is recorded.</p></section>");
            return;
        }
        html.Line($"<p>{Sentence(log)}</p>");
        if (log.Count > Listed)
            html.Line($"<p>The newest {Figures.Count(Listed)} of {Figures.Count(log.Count, "incident")}; shopstream incidents --all lists the others.</p>");
        html.Line(
            $"""<div class="card scroll" tabindex="0" role="region" aria-labelledby="incidents"><table class="runs">"""
                + $"<caption>Newest first. Time to detect is at most the time since the last run without the fault; "
                + $"time to recover lasts until the first run without it.</caption>"
        );
        html.Line(
            $"""<thead><tr><th scope="col">Incident</th><th scope="col">Begins in</th><th scope="col">First seen</th><th scope="col">Owner</th>"""
                + $"""<th scope="col" class="n">Time to detect</th><th scope="col" class="n">Time to recover</th></tr></thead><tbody>"""
        );
        foreach (var logged in log.Reverse().Take(Listed))
            Line(html, logged, hasPage);
        html.Line($"</tbody></table></div></section>");
        Places(html, BrokenPlace.Of(log, PlacesListed));
    }

    /// <summary>The median; the lower one of two; null without a value.</summary>
    public static TimeSpan? Median(IEnumerable<TimeSpan?> times)
    {
        var sorted = times.OfType<TimeSpan>().Order().ToList();
        return sorted.Count == 0 ? null : sorted[(sorted.Count - 1) / 2];
    }

    private static string Sentence(IReadOnlyList<LoggedIncident> log)
    {
        var open = log.Count(i => i.ResolvedBy is null);
        var sentence = $"{Figures.Count(log.Count, "incident")}, {(open == 0 ? "none" : Figures.Count(open))} open.";
        if (Median(log.Select(i => i.ToDetect)) is { } detect)
            sentence += $" Median time to detect: at most {Time(detect)}.";
        if (Median(log.Select(i => i.ToRecover)) is { } recover)
            sentence += $" Median time to recover: {Time(recover)}.";
        return sentence;
    }

    private static void Line(Html html, LoggedIncident logged, Func<string, bool> hasPage)
    {
        var incident = logged.Incident;
        html.Add($"""<tr><th scope="row">""");
        if (hasPage(incident.FirstRun))
            html.Add($"""<a class="data" href="{Uri.EscapeDataString(incident.FirstRun)}/index.html">{incident.Id}</a>""");
        else
            html.Add($"""<span class="data">{incident.Id}</span>""");
        html.Add($"""</th><td><span class="data">{incident.Title}</span></td><td>{Figures.Day(DateOnly.FromDateTime(incident.FirstSeen.UtcDateTime))}</td>""");
        html.Add($"""<td><span class="data">{string.Join(", ", incident.Owners.DefaultIfEmpty("–"))}</span></td>""");
        html.Add($"""<td class="n">{(logged.ToDetect is { } detect ? $"≤ {Time(detect)}" : "–")}</td>""");
        html.Line($"""<td class="n">{(logged.ToRecover is { } recover ? Time(recover) : $"open, day {incident.Days}")}</td></tr>""");
    }

    private static void Places(Html html, IReadOnlyList<BrokenPlace> places)
    {
        html.Line($"""<section aria-labelledby="places"><h2 id="places">Tables that break most</h2>""");
        html.Line(
            $"""<div class="card scroll" tabindex="0" role="region" aria-labelledby="places"><table>"""
                + $"<caption>Where incidents begin: a table, a stage of the run, or a scenario whose table is not known.</caption>"
        );
        html.Line(
            $"""<thead><tr><th scope="col">Begins in</th><th scope="col" class="n">Incidents</th><th scope="col" class="n">Open</th>"""
                + $"""<th scope="col" class="n">Days</th><th scope="col" class="n">Median time to recover</th>"""
                + $"""<th scope="col">Last seen</th></tr></thead><tbody>"""
        );
        foreach (var place in places)
        {
            html.Add($"""<tr><th scope="row"><span class="data">{place.Place}</span></th><td class="n">{Figures.Count(place.Incidents)}</td>""");
            html.Add($"""<td class="n">{Figures.Count(place.Open)}</td><td class="n">{Figures.Count(place.Days)}</td>""");
            html.Add($"""<td class="n">{(place.ToRecover is { } recover ? Time(recover) : "–")}</td>""");
            html.Line($"""<td>{Figures.Day(DateOnly.FromDateTime(place.Last.UtcDateTime))}</td></tr>""");
        }
        html.Line($"</tbody></table></div></section>");
    }

    // Rounded up, so that "at most" stays true.
    private static string Time(TimeSpan time) =>
        time.TotalHours > 48 ? Figures.Count((long)Math.Ceiling(time.TotalDays), "day")
        : time.TotalMinutes > 120 ? Figures.Count((long)Math.Ceiling(time.TotalHours), "hour")
        : Figures.Count((long)Math.Max(1, Math.Ceiling(time.TotalMinutes)), "minute");
}
