using System.Text;
using ShopStream.Quality.Verdicts;
using ShopStream.Reports.Charts;
using ShopStream.Reports.Markup;
using ShopStream.Reports.Wording;

namespace ShopStream.Reports.Page;

/// <summary>index.html: one file that needs no network, holds everything without its script, and is well-formed XML besides.</summary>
internal static class ReportPage
{
    /// <summary>The page, with as much of the run as fits into <see cref="PageLimits.MostBytes"/>.</summary>
    public static string Render(RunResult run) => Render(run, new PageCharts(ReportCharts.OfArrival(run), DashboardCharts.Of(run), ReportCharts.Of(run)));

    /// <summary>The charts are apart so that a test can leave them out.</summary>
    public static string Render(RunResult run, PageCharts charts)
    {
        var page = "";
        foreach (var limits in PageLimits.Steps)
        {
            page = Render(run, charts, limits);
            if (page.Length <= PageLimits.MostBytes && Encoding.UTF8.GetByteCount(page) <= PageLimits.MostBytes) break;
        }

        return page;
    }

    private static string Render(RunResult run, PageCharts charts, PageLimits limits)
    {
        var html = new Html();
        var queries = new Queries(limits);
        var anchors = new Anchors(run);
        html.Line($"<!DOCTYPE html>");
        html.Line($"""<html lang="en">""");
        Head(html, run);
        html.Line($"<body>");
        html.Line($"""<a class="skip" href="#main">Skip to the findings</a>""");
        Header.Render(html, run);
        html.Line($"""<main id="main" class="wide">""");
        if (limits.Cut is { } cut) html.Line($"""<p class="problem">{cut}</p>""");
        Summary.Render(html, run);
        Arrival.Render(html, run, charts.Arrival);
        Since.Render(html, run, anchors);
        Findings.Render(html, run, queries, anchors, limits);
        DashboardSections.Render(html, run, charts.Dashboards, anchors);
        Specs.Render(html, run, anchors, limits);
        Lineage.Render(html, run, anchors, limits);
        Owners.Render(html, run, anchors);
        Items.Render(html, run);
        HopTables.Render(html, run);
        ChartFigures.Render(html, charts.Others);
        html.Line($"</main>");
        Footer(html, run);
        html.Add($"<script>").AddScript().Line($"</script>");
        html.Line($"</body>");
        html.Line($"</html>");
        return html.ToString();
    }

    private static void Head(Html html, RunResult run)
    {
        html.Line($"<head>");
        html.Line($"""<meta charset="utf-8" />""");
        html.Line($"""<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '{Stylesheet.Hash}'; script-src '{Script.Hash}'; base-uri 'none'; form-action 'none'" />""");
        html.Line($"""<meta name="viewport" content="width=device-width, initial-scale=1" />""");
        html.Line($"""<meta name="color-scheme" content="light dark" />""");
        html.Line($"""<meta name="referrer" content="no-referrer" />""");
        html.Line($"<title>{OutcomeWords.Of(run.Outcome).Word} · {Figures.Day(run.Date)} · ShopStream data quality</title>");
        html.Add($"<style>").AddStylesheet().Line($"</style>");
        html.Line($"</head>");
    }

    private static void Footer(Html html, RunResult run)
    {
        html.Line($"""<footer class="wide">""");
        html.Line($"<p>Run {run.RunId}, finished {Figures.Moment(run.FinishedAt)}. The same in figures for programs: results.json, and junit.xml for CI, beside this file.</p>");
        html.Line($"</footer>");
    }
}

/// <param name="Arrival">Beside the answer whether the data arrived.</param>
/// <param name="Dashboards">By id.</param>
/// <param name="Others">At the end.</param>
internal sealed record PageCharts(IReadOnlyList<Chart> Arrival, IReadOnlyList<Chart> Dashboards, IReadOnlyList<Chart> Others)
{
    /// <summary>No picture at all.</summary>
    public static PageCharts None { get; } = new([], [], []);
}
