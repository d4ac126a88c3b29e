using System.Text;
using ShopStream.Quality.Results;
using ShopStream.Reports.Charts;
using ShopStream.Reports.Markup;
using ShopStream.Reports.Page;
using ShopStream.Reports.Shop;
using ShopStream.Reports.Wording;

namespace ShopStream.Reports;

/// <summary>Renders index.html: one file that needs no network, is complete without its script, and is well-formed XML.</summary>
internal static class ReportPage
{
    /// <summary>Renders the page, with as much of the run as fits into <see cref="PageLimits.MostBytes"/>.</summary>
    public static string Render(RunResult run) => Render(run, new PageCharts(ReportCharts.OfArrival(run), DashboardCharts.Of(run), ReportCharts.Of(run)));

    /// <summary>Renders the page with given charts, so that tests can leave them out.</summary>
    public static string Render(RunResult run, PageCharts charts)
    {
        var most = PageLimits.BytesFor(run.Scenarios.Count);
        var lookups = Lookups.Of(run);
        foreach (var limits in PageLimits.Steps)
        {
            if (Render(run, charts, limits, lookups, most) is { } page && Encoding.UTF8.GetByteCount(page) <= most)
                return page;
        }

        throw new InvalidOperationException("the last step of the limits does not fit");
    }

    // Null if the page would exceed the limit.
    private static string? Render(RunResult run, PageCharts charts, PageLimits limits, Lookups lookups, int most)
    {
        var html = new Html(most, limits.Text);
        var queries = new Queries();
        var truncation = new PageTruncation(run, limits, lookups);
        var coverage = new FigureCoverage(lookups.ScenariosByColumn, truncation);
        PageHead.Render(html, $"{OutcomeWords.Of(run.Outcome).Word} · {Figures.Day(run.Date)} · ShopStream data quality", hasScript: true);
        html.Line($"<body>");
        html.Line($"""<a class="skip" href="#main">Skip to the findings</a>""");
        Header.Render(html, run, limits, lookups, DashboardSections.Shown(run));
        html.Line($"""<main id="main" class="wide">""");
        var top = html.Length;
        var isGreen = lookups.IsGreen;
        if (!isGreen)
            Summary.Render(html, run);
        RevenueArrival.Render(html, run, limits.Figures ? charts.Arrival : []);
        Since.Render(html, run, lookups, truncation);
        Findings.Render(html, run, lookups, queries, truncation);
        if (limits.Figures)
            DashboardSections.Render(html, run, charts.Dashboards, coverage);
        if (html.IsOverfull)
            return null;
        Specs.Render(html, run, truncation, isGreen);
        if (html.IsOverfull)
            return null;
        ExampleSpecs.Render(html, run, truncation);
        if (html.IsOverfull)
            return null;
        if (limits.Figures)
            Lineage.Render(html, run, lookups, coverage, truncation);
        Owners.Render(html, run, lookups, truncation);
        if (limits.Figures)
            Items.Render(html, run, isGreen);
        if (limits.Figures)
            LayerTables.Render(html, run, isGreen);
        if (limits.Figures)
            ChartFigures.Render(html, charts.Others, folded: isGreen);
        html.Line($"</main>");
        Footer(html, run);
        html.Add($"<script>").AddScript().Line($"</script>");
        html.Line($"</body>");
        html.Line($"</html>");
        var note = new Html();
        truncation.Note(note, most, html.Shortened);
        html.Insert(top, note);
        return html.IsOverfull ? null : html.ToString();
    }

    private static void Footer(Html html, RunResult run)
    {
        html.Line($"""<footer class="wide">""");
        html.Line($"<p>Run {run.RunId}, finished {Figures.Moment(run.FinishedAt)}. For programs: results.json and, for CI, junit.xml in the same folder.</p>");
        html.Line($"</footer>");
    }
}

/// <summary>The charts of a page.</summary>
/// <param name="Arrival">Rows and revenue by layer.</param>
/// <param name="Dashboards">The charts of the dashboards.</param>
/// <param name="Others">The charts at the end of the page.</param>
internal sealed record PageCharts(IReadOnlyList<Chart> Arrival, IReadOnlyList<Chart> Dashboards, IReadOnlyList<Chart> Others)
{
    /// <summary>No charts.</summary>
    public static PageCharts None { get; } = new([], [], []);
}
