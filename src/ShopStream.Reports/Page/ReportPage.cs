using ShopStream.Quality.Verdicts;
using ShopStream.Reports.Charts;
using ShopStream.Reports.Markup;
using ShopStream.Reports.Wording;

namespace ShopStream.Reports.Page;

/// <summary>index.html: one file that needs neither network nor script, and is well-formed XML besides.</summary>
internal static class ReportPage
{
    public static string Render(RunResult run) => Render(run, ReportCharts.Of(run));

    /// <summary>The charts are apart so that a test can leave them out.</summary>
    public static string Render(RunResult run, IReadOnlyList<Chart> charts)
    {
        var html = new Html();
        var queries = new Queries();
        html.Line($"<!DOCTYPE html>");
        html.Line($"""<html lang="en">""");
        Head(html, run);
        html.Line($"<body>");
        html.Line($"""<a class="skip" href="#main">Skip to the findings</a>""");
        Header.Render(html, run);
        html.Line($"""<main id="main" class="wide">""");
        Summary.Render(html, run);
        Since.Render(html, run);
        Findings.Render(html, run, queries);
        Owners.Render(html, run);
        Items.Render(html, run);
        HopTables.Render(html, run);
        ChartFigures.Render(html, charts);
        Specs.Render(html, run);
        html.Line($"</main>");
        Footer(html, run);
        html.Line($"</body>");
        html.Line($"</html>");
        return html.ToString();
    }

    private static void Head(Html html, RunResult run)
    {
        html.Line($"<head>");
        html.Line($"""<meta charset="utf-8" />""");
        html.Line($"""<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '{Stylesheet.Hash}'; base-uri 'none'; form-action 'none'" />""");
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
