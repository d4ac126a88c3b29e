using System.Globalization;
using ShopStream.Quality.History;
using ShopStream.Quality.Incidents;
using ShopStream.Quality.Results;
using ShopStream.Reports.Charts;
using ShopStream.Reports.Markup;
using ShopStream.Reports.Page;
using ShopStream.Reports.Wording;

namespace ShopStream.Reports.Series;

/// <summary>Renders reports/index.html: nights, incidents, trends, all runs, flaky and slow scenarios. No script.</summary>
internal static class SeriesPage
{
    private const int RunsListed = 200;
    private const int RunsDrawn = 100;
    private const int Listed = 10;

    /// <param name="history">The run history; nothing else is read.</param>
    /// <param name="hasPage">Returns whether the page of a run still exists.</param>
    /// <param name="currency">ISO 4217 code of revenue; null for none.</param>
    public static string Render(RunHistory history, Func<string, bool> hasPage, string? currency = null)
    {
        var runs = history.Runs.Select(RunLine.Of).Reverse().ToList();
        var html = new Html();
        PageHead.Render(html, "ShopStream data quality, all runs", hasScript: false);
        html.Line($"<body>");
        html.Line($"""<a class="skip" href="#main">Skip to the runs</a>""");
        Head(html, runs);
        html.Line($"""<main id="main" class="wide">""");
        NightCalendar.Render(html, Night.Of(history.Runs), hasPage);
        SeriesIncidents.Render(html, IncidentLog.Of(history), hasPage);
        if (runs.Count > 1)
            ChartFigures.Render(html, Charts([.. runs.Take(RunsDrawn).Reverse()], currency), "Trends");
        Runs(html, runs, hasPage, currency);
        Flakiest(html, Flaky.Of(history.Runs, Listed));
        Slowest(html, Slow.Of(history.Runs, Listed));
        html.Line($"</main>");
        html.Line($"""<footer class="wide"><p>From history.jsonl in the same folder; every run and check adds a line to it.</p></footer>""");
        html.Line($"</body>");
        html.Line($"</html>");
        return html.ToString();
    }

    private static void Head(Html html, List<RunLine> runs)
    {
        var newest = runs.FirstOrDefault()?.Run;
        html.Line($"""<header class="{(newest is null ? "notjudged" : OutcomeWords.Of(newest.Outcome).Style)}"><div class="wide">""");
        html.Line($"""<p class="product">ShopStream data quality, all runs</p>""");
        if (newest is not null)
            html.Badged(newest.Outcome).Line($"");
        html.Line($"<h1>{Sentence(runs)}</h1>");
        html.Line($"</div></header>");
    }

    private static string Sentence(List<RunLine> runs)
    {
        if (runs.Count == 0)
            return "No run yet.";
        var newest = runs[0].Run;
        var same = runs.TakeWhile(r => (r.Run.Outcome == Outcome.Passed) == (newest.Outcome == Outcome.Passed)).Count();
        var last = $"The newest run (data of {Figures.Day(newest.Date)}) {(newest.Outcome == Outcome.Passed ? "passed" : "did not pass")}";
        var good = runs.Count(r => r.Run.Outcome == Outcome.Passed);
        if (runs.Count == 1)
            return $"{last}. It is the only one so far.";
        if (same == runs.Count)
            return $"{last}, like all {Figures.Count(runs.Count)} runs so far.";
        var before = same switch
        {
            1 when newest.Outcome == Outcome.Passed => "; the one before it did not",
            1 => "; the one before it did",
            2 => ", like the one before it",
            _ => $", like the {Figures.Count(same - 1)} before it",
        };
        return $"{last}{before}. {Figures.Count(good)} of {Figures.Count(runs.Count)} runs passed.";
    }

    private static IReadOnlyList<Chart> Charts(List<RunLine> runs, string? currency)
    {
        var span = $"The newest {Figures.Count(runs.Count, "run")}, from {Moment(runs[0])} to {Moment(runs[^1])} UTC.";
        return
        [
            Line(
                "series-off",
                "Scenarios that did not pass",
                $"{span} 0 is good.",
                "scenarios",
                runs,
                r => r.Run.Counts.All == 0 ? null : r.NotPassed,
                v => Figures.Count((long)v)
            ),
            Line(
                "series-difference",
                "Revenue difference between source and marts",
                $"{span} The mart with the largest difference from the source; 0 is good.",
                Figures.InCurrency("revenue difference", currency),
                runs,
                r => r.Difference,
                Figures.Money
            ),
            Line("series-rows", "Rows in the source", span, "rows", runs, r => r.Rows, v => Figures.Count((long)v)),
            Line("series-time", "Run duration", span, "seconds", runs, r => Math.Round((decimal)r.Seconds, 2), Figures.Money),
        ];
    }

    private static Chart Line(
        string id,
        string title,
        string caption,
        string what,
        List<RunLine> runs,
        Func<RunLine, decimal?> value,
        Func<decimal, string> text
    )
    {
        var points = runs.Select(r => (Key: Moment(r), Value: value(r)))
            .Where(p => p.Value is not null)
            .Select(p => new RevenuePoint(p.Key, p.Value!.Value))
            .ToList();
        return ReportCharts.Create(
            id,
            title,
            caption,
            points.Count == 0 ? null : (i, t, d) => DayChart.Draw(i, t, d, points, what, "start of the run (UTC)"),
            "no run measured it",
            new(["Run", title], [.. points.Select(p => (IReadOnlyList<string>)[p.Key, text(p.Revenue)])])
        );
    }

    private static void Runs(Html html, List<RunLine> runs, Func<string, bool> hasPage, string? currency)
    {
        html.Line($"""<section aria-labelledby="runs"><h2 id="runs">Runs</h2>""");
        if (runs.Count > RunsListed)
            html.Line($"<p>The newest {Figures.Count(RunsListed)} of {Figures.Count(runs.Count)} runs; the others are in history.jsonl.</p>");
        html.Line(
            $"""<div class="card scroll" tabindex="0" role="region" aria-labelledby="runs"><table class="runs">"""
                + $"<caption>Newest first. The report of a run without a link was deleted.</caption>"
        );
        html.Line(
            $"""<thead><tr><th scope="col">Run</th><th scope="col">Data date</th><th scope="col">Outcome</th>"""
                + $"""<th scope="col" class="n">Passed</th><th scope="col" class="n">Not passed</th>"""
                + $"""<th scope="col" class="n">Rows</th><th scope="col" class="n">{Figures.InCurrency("Revenue", currency)}</th>"""
                + $"""<th scope="col" class="n">{Figures.InCurrency("Mart difference", currency)}</th>"""
                + $"""<th scope="col" class="n">Duration</th><th scope="col" class="n">Exit code</th></tr></thead><tbody>"""
        );
        foreach (var line in runs.Take(RunsListed))
        {
            html.Add($"""<tr><th scope="row">""");
            if (hasPage(line.Run.RunId))
                html.Add($"""<a class="data" href="{Uri.EscapeDataString(line.Run.RunId)}/index.html">{line.Run.RunId}</a>""");
            else
                html.Add($"""<span class="data">{line.Run.RunId}</span>""");
            html.Add($"</th><td>{Figures.Day(line.Run.Date)}</td><td>").Marked(line.Run.Outcome);
            html.Add(
                $"""</td><td class="n">{Figures.Count(line.Run.Counts.Passed)}</td><td class="n">{Figures.Count(line.NotPassed)}</td>"""
                    + $"""<td class="n">{(line.Rows is { } rows ? Figures.Count(rows) : "–")}</td>"""
                    + $"""<td class="n">{(line.Revenue is { } revenue ? Figures.Money(revenue) : "–")}</td>"""
            );
            html.Add(
                $"""<td class="n"><span class="{(line.Difference is 0 or null ? "quiet" : "off")}">"""
                    + $"{(line.Difference is { } difference ? Figures.Change(difference) : "–")}</span></td>"
            );
            html.Line($"""<td class="n">{Figures.Seconds(line.Seconds)}</td><td class="n">{Figures.Count(line.Run.ExitCode)}</td></tr>""");
        }

        html.Line($"</tbody></table></div></section>");
    }

    private static void Flakiest(Html html, IReadOnlyList<Flaky> flaky)
    {
        html.Line($"""<section aria-labelledby="flaky"><h2 id="flaky">Flaky scenarios</h2>""");
        if (flaky.Count == 0)
        {
            html.Line($"<p>No scenario has changed between passing and not passing more than once.</p></section>");
            return;
        }

        html.Line(
            $"""<div class="card scroll" tabindex="0" role="region" aria-labelledby="flaky"><table>"""
                + $"<caption>Scenarios that changed more than once between passing and not passing.</caption>"
        );
        html.Line(
            $"""<thead><tr><th scope="col">Scenario</th><th scope="col" class="n">Changes</th>"""
                + $"""<th scope="col" class="n">Judged</th><th scope="col">Newest outcome</th></tr></thead><tbody>"""
        );
        foreach (var line in flaky)
        {
            html.Add(
                    $"""<tr><th scope="row"><span class="data">{line.Scenario.Name}</span><small class="data">{line.Scenario.File}</small></th>"""
                        + $"""<td class="n">{Figures.Count(line.Changes)}</td><td class="n">{Figures.Count(line.Judged)}</td><td>"""
                )
                .Marked(line.Last);
            html.Line($"</td></tr>");
        }

        html.Line($"</tbody></table></div></section>");
    }

    private static void Slowest(Html html, IReadOnlyList<Slow> slow)
    {
        if (slow.Count == 0)
            return;
        html.Line($"""<section aria-labelledby="slow"><h2 id="slow">Slowest scenarios</h2>""");
        html.Line(
            $"""<div class="card scroll" tabindex="0" role="region" aria-labelledby="slow"><table>"""
                + $"<caption>Median query time over the runs in which the scenario was among the ten slowest. "
                + $"A shared query counts for each of its scenarios.</caption>"
        );
        html.Line($"""<thead><tr><th scope="col">Scenario</th><th scope="col" class="n">Median</th><th scope="col" class="n">Runs</th></tr></thead><tbody>""");
        foreach (var line in slow)
            html.Line(
                $"""<tr><th scope="row"><span class="data">{line.Scenario}</span></th>"""
                    + $"""<td class="n">{Figures.Seconds(line.Median)}</td><td class="n">{Figures.Count(line.Runs)}</td></tr>"""
            );
        html.Line($"</tbody></table></div></section>");
    }

    private static string Moment(RunLine run) => run.Run.StartedAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
}
