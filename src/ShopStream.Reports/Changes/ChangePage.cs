using ShopStream.Quality.Changes;
using ShopStream.Quality.Results;
using ShopStream.Reports.Charts;
using ShopStream.Reports.Markup;
using ShopStream.Reports.Page;
using ShopStream.Reports.Wording;

namespace ShopStream.Reports.Changes;

/// <summary>Renders compare.html: what a change does to the numbers. One file, no script, no network.</summary>
internal static class ChangePage
{
    private const int LinesShown = 60;
    private const int MostCharts = 4;

    public static string Render(ChangeReport report)
    {
        var html = new Html();
        PageHead.Render(html, $"{ChangeHeadline.Of(report)} · ShopStream data quality", hasScript: false);
        html.Line($"<body>");
        html.Line($"""<a class="skip" href="#main">Skip to the differences</a>""");
        Head(html, report);
        html.Line($"""<main id="main" class="wide">""");
        Expectations(html, report);
        Metrics(html, report);
        ChangeLineage.Render(html, report);
        ChangeTables.Render(html, report);
        Models(html, report);
        html.Line($"</main>");
        html.Line(
            $"""<footer class="wide"><p>Comparison {report.RunId}. """
                + $"In the same folder: compare.json for programs, compare.md for a comment on a pull request.</p></footer>"
        );
        html.Line($"</body>");
        html.Line($"</html>");
        return html.ToString();
    }

    private static void Head(Html html, ChangeReport report)
    {
        html.Line($"""<header class="{OutcomeWords.Of(report.Outcome).Style}"><div class="wide">""");
        html.Line($"""<p class="product">ShopStream comparison · <a href="../index.html">all runs</a></p>""");
        html.Line($"""<h1 class="data">{ChangeHeadline.Of(report)}</h1>""");
        html.Add($"<p>").Badged(report.Outcome);
        html.Line($"{Verdict(report)}</p>");
        foreach (var note in report.Notes)
            html.Line($"""<p class="data">{note}</p>""");
        html.Line($"""<dl class="facts">""");
        Fact(html, "Base", $"{report.Base}, commit {Short(report.BaseCommit)}");
        Fact(html, "Head", $"commit {Short(report.HeadCommit)}");
        Fact(html, "Rows of", Figures.Day(report.Date));
        Fact(html, "Changed models", Figures.Count(report.Models.Count));
        Fact(
            html,
            "Tables compared",
            $"{Figures.Count(report.Compared)}, of which {Figures.Count(report.Tables.Count)} {(report.Tables.Count == 1 ? "differs" : "differ")}"
        );
        Fact(html, "Compared", $"{Figures.Moment(report.StartedAt)}, in {Figures.Seconds(report.Seconds)}");
        Fact(html, "Row samples", report.Samples);
        html.Line($"</dl></div></header>");
    }

    private static string Verdict(ChangeReport report) =>
        report.Outcome switch
        {
            Outcome.Failed => $"{Figures.Count(report.Unexpected.Count, "difference")} {(report.Unexpected.Count == 1 ? "is" : "are")} not expected.",
            Outcome.Warned when report.Expected.Any(e => !e.Happened) => "Something was expected and did not happen.",
            Outcome.Warned => "Something depends on chance, and was not compared.",
            _ when report.Tables.Count == 0 && report.Metrics.Count == 0 => "No table differs.",
            _ => "Every difference is expected.",
        };

    private static void Expectations(Html html, ChangeReport report)
    {
        Table(
            html,
            "unexpected",
            "Not expected",
            "Accept them in features/expected-changes.csv after review: shopstream compare --accept.",
            ["Table", "What", "Change"],
            report.Unexpected.Select(f => (string[])[f.Model, f.Measure, ChangeWords.ChangeWithArrow(f.Change)])
        );
        Table(
            html,
            "absent",
            "Expected, but did not happen",
            "Lines of features/expected-changes.csv that explain no difference.",
            ["Table", "What", "Change", "Why"],
            report
                .Expected.Where(e => !e.Happened)
                .Select(e =>
                    (string[])
                        [e.Expected.Model, $"{e.Expected.Measure} {e.Expected.Key}".TrimEnd(), ChangeWords.ChangeWithArrow(e.Expected.Change), e.Note ?? ""]
                )
        );
        Table(
            html,
            "expected",
            "Expected",
            "Differences that features/expected-changes.csv explains exactly.",
            ["Table", "What", "Change", "Reason", "Owner"],
            report
                .Expected.Where(e => e.Happened)
                .Select(e =>
                    (string[])
                        [
                            e.Expected.Model,
                            $"{e.Expected.Measure} {e.Expected.Key}".TrimEnd(),
                            ChangeWords.ChangeWithArrow(e.Expected.Change),
                            e.Expected.Reason,
                            e.Expected.Owner,
                        ]
                )
        );
    }

    private static void Metrics(Html html, ChangeReport report)
    {
        if (report.Metrics.Count == 0)
            return;
        Table(
            html,
            "metrics",
            "Metrics",
            "Each business metric in every table where it differs, head minus base.",
            ["Metric", "Table", "Before", "After", "Change", "Moved in"],
            report.Metrics.Select(m =>
                (string[])
                    [
                        m.Metric,
                        m.Dataset,
                        Figures.Money(m.Before, report.Currency),
                        Figures.Money(m.After, report.Currency),
                        Figures.Change(m.Net, report.Currency),
                        string.Join(", ", m.Dimensions.Select(ChangeWords.Groups)),
                    ]
            ),
            firstToTheRight: 2,
            lastToTheRight: 4
        );
        var main = ChangeHeadline.MainMetric(report);
        var drawn = report.Metrics.OrderByDescending(m => m == main).Where(m => m.Dimensions.Any(d => d.Series.Count > 1)).Take(MostCharts / 2).ToList();
        if (drawn.Count > 0)
        {
            html.Line($"""<div class="charts">""");
            foreach (var (metric, i) in drawn.Select((m, i) => (m, i)))
                Charts(html, metric, i);
            html.Line($"</div>");
        }
        foreach (var (metric, i) in report.Metrics.Select((m, i) => (m, i)))
            Dimensions(html, metric, i, isOpen: metric == main);
    }

    private static void Dimensions(Html html, MetricChange metric, int index, bool isOpen)
    {
        if (!metric.Dimensions.Any(d => d.Top.Count > 0))
            return;
        html.Add($"""<details class="finding warned" """);
        if (isOpen)
            html.Add($"""open="open" """);
        html.Line(
            $"""><summary><h4 class="data">{metric.Metric} in {metric.Dataset}, down to the keys</h4> """
                + $"""<span class="short data">{Figures.Change(metric.Net)}</span></summary>"""
        );
        foreach (var dimension in metric.Dimensions.Where(d => d.Top.Count > 0))
            Table(
                html,
                $"metric-{index}-{dimension.Name}",
                $"By {dimension.Name}",
                $"{ChangeWords.Groups(dimension)} differ; those that moved most.",
                [dimension.Name, "Before", "After", "Change"],
                dimension.Top.Select(g => (string[])[g.Key, Amount(g.Before), Amount(g.After), Figures.Change(g.Difference)]),
                firstToTheRight: 1,
                lastToTheRight: 3,
                level: 3
            );
        html.Line($"</details>");
    }

    private static void Charts(Html html, MetricChange metric, int index)
    {
        var dimension = metric.Dimensions.First(d => d.Series.Count > 1);
        var moved = dimension.Series.Where(d => d.Difference != 0).ToList();
        var values = new ChartTable(
            [dimension.Name, "Before", "After", "Change"],
            [.. moved.Take(400).Select(d => (IReadOnlyList<string>)[d.Key, Amount(d.Before), Amount(d.After), Figures.Change(d.Difference)])]
        );
        var name = $"{metric.Metric} in {metric.Dataset} by {dimension.Name}";
        Figure($"before-after-{index}", name, "Before and after.", BeforeAfterChart.Lines);
        Figure($"differences-{index}", $"{name}: differences", $"{ChangeWords.Groups(dimension)} differ.", BeforeAfterChart.Differences);

        void Figure(string id, string title, string caption, Func<string, string, string, IReadOnlyList<GroupChange>, System.Xml.Linq.XElement> draw) =>
            ChartFigures.Figure(html, ReportCharts.Create(id, title, caption, (i, t, c) => draw(i, t, c, dimension.Series), "", values));
    }

    private static void Models(Html html, ChangeReport report)
    {
        if (report.Models.Count == 0)
            return;
        html.Line($"""<section aria-labelledby="models"><h2 id="models">Changed models</h2>""");
        foreach (var model in report.Models)
        {
            var changed = report.Tables.Any(t => t.Origins.Contains(model.Dataset, StringComparer.Ordinal));
            html.Line($"""<article class="finding {(changed ? "failed" : "warned")}"><h3 class="data">{model.Dataset}</h3>""");
            html.Line($"""<p class="where data">{model.File}: {ChangeWords.Of(model)}{(changed ? "" : ". It makes no difference by itself.")}</p>""");
            if (model.Lines.Count > 0)
            {
                html.Add($"""<pre class="data" tabindex="0">""");
                foreach (var line in model.Lines.Take(LinesShown))
                    html.Line($"{(line.IsAdded ? "+" : "−")} {line.Number} {line.Text}");
                if (model.Lines.Count > LinesShown)
                    html.Line($"… and {Figures.Count(model.Lines.Count - LinesShown)} more");
                html.Line($"</pre>");
            }
            html.Line($"</article>");
        }
        html.Line($"</section>");
    }

    /// <summary>A section with a table; nothing if it has no rows.</summary>
    internal static void Table(
        Html html,
        string id,
        string title,
        string caption,
        string[] head,
        IEnumerable<string[]> rows,
        int firstToTheRight = int.MaxValue,
        int lastToTheRight = int.MaxValue,
        int level = 2
    )
    {
        var all = rows.ToList();
        if (all.Count == 0)
            return;
        if (level == 2)
            html.Line($"""<section aria-labelledby="{id}"><h2 id="{id}">{title}</h2>""");
        else
            html.Line($"""<section aria-labelledby="{id}"><h3 id="{id}" class="data">{title}</h3>""");
        html.Add($"""<div class="card scroll" tabindex="0" role="region" aria-labelledby="{id}"><table><caption class="data">{caption}</caption><thead><tr>""");
        for (var i = 0; i < head.Length; i++)
            html.Add($"""<th scope="col" class="{Align(i)}">{head[i]}</th>""");
        html.Line($"</tr></thead><tbody>");
        foreach (var row in all)
        {
            html.Add($"""<tr><th scope="row"><span class="data">{TableCell.Of(row[0])}</span></th>""");
            for (var i = 1; i < row.Length; i++)
                html.Add($"""<td class="{Align(i)}"><span class="data">{TableCell.Of(row[i])}</span></td>""");
            html.Line($"</tr>");
        }
        html.Line($"</tbody></table></div></section>");

        string Align(int column) => column >= firstToTheRight && column <= lastToTheRight ? "n" : "name";
    }

    private static void Fact(Html html, string name, string value) => html.Line($"""<div><dt>{name}</dt><dd class="data">{value}</dd></div>""");

    private static string Amount(decimal? amount) => amount is { } there ? Figures.Money(there) : "–";

    private static string Short(string commit) => commit.Length > 10 ? commit[..10] : commit;
}
