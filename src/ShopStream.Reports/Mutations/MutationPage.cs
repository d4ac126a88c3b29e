using System.Globalization;
using ShopStream.Quality.Data;
using ShopStream.Quality.MutationTesting;
using ShopStream.Quality.Results;
using ShopStream.Reports.Charts;
using ShopStream.Reports.Markup;
using ShopStream.Reports.Page;
using ShopStream.Reports.Wording;

namespace ShopStream.Reports.Mutations;

/// <summary>Renders proof.html: the mutants that the suite catches and those it does not. No script, no network.</summary>
internal static class MutationPage
{
    private const int SurvivorsListed = 1000;
    private const int DescriptionsShown = 3;

    public static string Render(MutationReport report)
    {
        var html = new Html();
        PageHead.Render(html, $"{Percent(report.Score)} of mutants caught · {Figures.Day(report.Date)} · ShopStream data quality", hasScript: false);
        html.Line($"<body>");
        html.Line($"""<a class="skip" href="#main">Skip to the surviving mutants</a>""");
        Head(html, report);
        html.Line($"""<main id="main" class="wide">""");
        Survivors(html, report);
        FalseAlarms(html, report);
        LocalizationSection.Render(html, report);
        Map(html, report);
        Scores(html, "layers", "By layer", "Layer", report.Faults.GroupBy(f => f.Layer, StringComparer.Ordinal).OrderBy(g => Layers.Parse(g.Key)));
        Scores(
            html,
            "classes",
            "By class",
            "Class",
            report
                .Faults.GroupBy(f => f.Class, StringComparer.Ordinal)
                .OrderBy(g => BlindSpots.KindOf(g.Key), StringComparer.Ordinal)
                .ThenBy(g => g.Key, StringComparer.Ordinal)
        );
        Scores(
            html,
            "tables",
            "By table",
            "Table",
            report
                .Faults.GroupBy(BlindSpots.TableOf, StringComparer.Ordinal)
                .OrderBy(g => Layers.Parse(g.First().Layer))
                .ThenBy(g => g.Key, StringComparer.Ordinal)
        );
        Accepted(html, report);
        Silent(html, report);
        html.Line($"</main>");
        html.Line(
            $"""<footer class="wide"><p>Mutation testing {report.RunId}. """
                + $"For programs: proof.json in the same folder, with every mutant and the scenarios that caught it.</p></footer>"
        );
        html.Line($"</body>");
        html.Line($"</html>");
        return html.ToString();
    }

    private static void Head(Html html, MutationReport report)
    {
        var open = report.Open.Count();
        var outcome = open == 0 && report.FalseAlarms == 0 && report.Score is not null ? Outcome.Passed : Outcome.Warned;
        html.Line($"""<header class="{OutcomeWords.Of(outcome).Style}"><div class="wide">""");
        html.Line($"""<p class="product">ShopStream mutation testing · <a href="../index.html">all runs</a></p>""");
        html.Line($"""<h1>{Sentence(report, open)}</h1>""");
        html.Line(
            $"<p>Each mutant is one known fault, planted in a copy of the data or of the models. "
                + $"Every scenario that the fault can affect is judged again. "
                + $"A mutant is caught if a scenario that passes without it does not pass with it.</p>"
        );
        html.Line($"""<dl class="facts">""");
        Fact(html, "Data date", Figures.Day(report.Date));
        Fact(html, "Tested", $"{Figures.Moment(report.StartedAt)}, in {Figures.Seconds(report.Seconds)}");
        Fact(
            html,
            "Mutants",
            $"{Figures.Count(report.Faults.Count)} of {Figures.Count(report.Possible)} possible, seed {report.Seed.ToString(CultureInfo.InvariantCulture)}"
        );
        Fact(html, "Caught", Figures.Count(report.Count(MutantOutcome.Caught)));
        Fact(html, "Survived", $"{Figures.Count(open)}{(report.Accepted > 0 ? $", and {Figures.Count(report.Accepted)} accepted" : "")}");
        Fact(
            html,
            "Excluded",
            $"{Figures.Count(report.Equivalents)} equivalent"
                + $"{(report.Count(MutantOutcome.Error) is > 0 and var errors ? $", {Figures.Count(errors)} not planted" : "")}"
        );
        if (report.FalseAlarms > 0)
            Fact(html, "False alarms", Figures.Count(report.FalseAlarms));
        if (report.Localization is { } localization)
            Fact(html, "Localized", $"{Percent(localization.Percent)} of {Figures.Count(localization.Mutants, "mutant")} that a reconciliation caught");
        Fact(html, "Fewest affected rows caught", report.FewestRows is { } rows ? Figures.Count(rows) : "–");
        Fact(html, "Smallest amount caught", report.SmallestAmount is { } amount ? amount.ToString("#,##0.00######", CultureInfo.InvariantCulture) : "–");
        Fact(
            html,
            "Row samples",
            report.Samples switch
            {
                "none" => "none (samples none)",
                "full" => "key, day and codes (samples full)",
                _ => "key, day and codes (samples keys)",
            }
        );
        Fact(html, "Without a mutant", $"passed {Figures.Count(report.Controls)} of {Figures.Count(report.Controls)} times");
        html.Line($"</dl>");
        html.Line(
            $"""<nav aria-label="Sections"><ul><li><a href="#survivors">Surviving mutants</a></li><li><a href="#localization">Localization</a></li>"""
                + $"""<li><a href="#map">Blind spots</a></li><li><a href="#layers">By layer</a></li><li><a href="#classes">By class</a></li>"""
                + $"""<li><a href="#tables">By table</a></li><li><a href="#silent">Scenarios that caught nothing</a></li></ul></nav>"""
        );
        html.Line($"</div></header>");
    }

    private static string Sentence(MutationReport report, int open) =>
        report.Score is null ? "No mutant could be judged."
        : open == 0 && report.FalseAlarms > 0 ? $"{Percent(report.Score)} of mutants were judged rightly; {Figures.Count(report.FalseAlarms, "false alarm")}."
        : open == 0 ? $"All {Figures.Count(report.Count(MutantOutcome.Caught))} mutants were caught."
        : $"{Percent(report.Score)} of mutants were caught; {Figures.Count(open, "mutant")} survived.";

    private static void Survivors(Html html, MutationReport report)
    {
        html.Line($"""<section aria-labelledby="survivors"><h2 id="survivors">Surviving mutants</h2>""");
        var open = report.Open.ToList();
        if (open.Count == 0)
            html.Line($"<p>None.</p>");
        else
            html.Line($"<p>Each suggested check was tried: it passes on the current data and fails with every mutant listed above it.</p>");
        var left = SurvivorsListed;
        foreach (var remedy in report.Remedies)
        {
            var mutants = remedy.Survivors.Count == 1 ? "this mutant" : $"these {Figures.Count(remedy.Survivors.Count)} mutants";
            html.Line($"""<article class="finding warned"><h3>No check notices {mutants}</h3>""");
            SurvivorList(html, remedy.Survivors, ref left);
            html.Line($"""<p>Suggested check:</p><pre class="data" tabindex="0">Then {remedy.Sentence}</pre></article>""");
        }

        foreach (var survivor in open.Where(f => f.Example is not null))
        {
            html.Line($"""<article class="finding warned"><h3>No example notices this mutant</h3>""");
            SurvivorList(html, [survivor], ref left);
            html.Line($"""<p>This one does, and passes without it:</p><pre class="data" tabindex="0">{survivor.Example!.TrimEnd()}</pre></article>""");
        }

        if (open.Where(f => f.Suggestion is null && f.Example is null).ToList() is { Count: > 0 } alone)
        {
            var mutants = alone.Count == 1 ? "this mutant" : $"these {Figures.Count(alone.Count)} mutants";
            html.Line($"""<article class="finding warned"><h3>No built-in check catches {mutants}</h3>""");
            SurvivorList(html, alone, ref left);
            html.Line($"<p>Write custom SQL, or accept {(alone.Count == 1 ? "it" : "them")} in {AcceptedMutant.FileName}.</p></article>");
        }

        if (open.Count > SurvivorsListed)
            html.Line($"<p>{Figures.Count(open.Count - SurvivorsListed)} more are in proof.json.</p>");
        foreach (var error in report.Faults.Where(f => f.Outcome == MutantOutcome.Error))
            html.Line($"""<p class="data">Not planted: {error.Id}: {error.Problem}</p>""");
        foreach (var check in report.NotProven)
            html.Line($"""<p class="data">Not judged in the copies: {check}</p>""");
        html.Line($"</section>");
    }

    private static void FalseAlarms(Html html, MutationReport report)
    {
        if (report.FalseAlarms == 0)
            return;
        html.Line(
            $"""<section aria-labelledby="alarms"><h2 id="alarms">False alarms</h2><p>All values are equal, and a scenario fails nevertheless.</p><ul>"""
        );
        foreach (var alarm in report.Faults.Where(f => f.Outcome == MutantOutcome.FalseAlarm))
            html.Line(
                $"""<li><span class="data">{alarm.Description}</span> <small class="data">{alarm.Id}: {string.Join(", ", alarm.CaughtBy)}</small></li>"""
            );
        html.Line($"</ul></section>");
    }

    // The first few are open, the others folded.
    private static void SurvivorList(Html html, IReadOnlyList<MutantResult> survivors, ref int left)
    {
        var listed = survivors.Take(left).ToList();
        left -= listed.Count;
        List(listed.Take(DescriptionsShown));
        if (listed.Count <= DescriptionsShown)
            return;
        html.Line($"""<details class="more"><summary>{Figures.Count(listed.Count - DescriptionsShown)} more</summary>""");
        List(listed.Skip(DescriptionsShown));
        html.Line($"</details>");

        void List(IEnumerable<MutantResult> mutants)
        {
            html.Line($"""<ul class="mutants">""");
            foreach (var survivor in mutants)
                html.Line(
                    $"""<li><span class="data">{survivor.Description}</span> <small class="data">{survivor.Id}"""
                        + $"{(survivor.Rows > 0 ? $", {Figures.Count(survivor.Rows, "row")}" : "")}"
                        + $"{(survivor.Amount is { } amount and > 0 ? $", {Figures.Money(amount)}" : "")}</small></li>"
                );
            html.Line($"</ul>");
        }
    }

    private static void Map(Html html, MutationReport report)
    {
        var spots = BlindSpots.OfTables(report);
        if (spots.Rows.Count == 0)
            return;
        html.Line($"""<section aria-labelledby="map"><h2 id="map">Blind spots</h2>""");
        Figure(
            html,
            "blind-spots",
            "Tables by kind of mutant",
            "Caught mutants out of all. Pale: all caught; coloured: some survived; empty: no such mutant.",
            "Table",
            spots
        );
        foreach (var layer in report.Faults.GroupBy(f => f.Layer, StringComparer.Ordinal).OrderBy(g => Layers.Parse(g.Key)))
        {
            var columns = BlindSpots.OfColumns(layer);
            if (columns.Rows.Count == 0)
                continue;
            var open = layer.Count(f => f.IsOpen);
            html.Add($"""<details class="more layer" """);
            if (open > 0)
                html.Add($"""open="open" """);
            html.Line($"""><summary>{layer.Key}: columns by mutant class, {(open == 0 ? "none survived" : $"{Figures.Count(open)} survived")}</summary>""");
            Figure(
                html,
                $"blind-spots-{layer.Key}",
                $"Columns of {layer.Key} by mutant class",
                "Pale: all caught; coloured: number of surviving mutants; empty: no such mutant.",
                "Column",
                columns
            );
            html.Line($"</details>");
        }

        html.Line($"</section>");
    }

    private static void Figure(Html html, string id, string title, string caption, string name, BlindSpots spots) =>
        ChartFigures.Figure(
            html,
            ReportCharts.Create(
                id,
                title,
                caption,
                (chart, heading, text) => BlindSpotChart.Draw(chart, heading, text, spots),
                "",
                new(
                    [name, .. spots.Kinds],
                    [
                        .. spots.Rows.Select(r =>
                            (IReadOnlyList<string>)
                                [
                                    r,
                                    .. spots.Kinds.Select(k =>
                                        spots.Cells.TryGetValue((r, k), out var cell) ? $"{Figures.Count(cell.Caught)} of {Figures.Count(cell.Judged)}" : "–"
                                    ),
                                ]
                        ),
                    ]
                )
            )
        );

    private static void Scores(Html html, string id, string title, string name, IEnumerable<IGrouping<string, MutantResult>> groups)
    {
        html.Line(
            $"""<section aria-labelledby="{id}"><h2 id="{id}">{title}</h2><div class="card scroll" tabindex="0" role="region" aria-labelledby="{id}">"""
                + $"<table><caption>Score: caught mutants out of those that were caught or survived.</caption>"
        );
        html.Line(
            $"""<thead><tr><th scope="col">{name}</th><th scope="col" class="n">Score</th>"""
                + $"""<th scope="col" class="n">Caught</th><th scope="col" class="n">Survived</th>"""
                + $"""<th scope="col" class="n">Accepted</th><th scope="col" class="n">Equivalent</th></tr></thead><tbody>"""
        );
        foreach (var group in groups)
        {
            var open = group.Count(f => f.IsOpen);
            html.Line(
                $"""<tr><th scope="row"><span class="data">{group.Key}</span></th><td class="n">{Percent(MutationReport.ScoreOf(group))}</td>"""
                    + $"""<td class="n">{Figures.Count(group.Count(f => f.Outcome == MutantOutcome.Caught))}</td>"""
                    + $"""<td class="n"><span class="{(open == 0 ? "quiet" : "off")}">{Figures.Count(open)}</span></td>"""
                    + $"""<td class="n">{Figures.Count(group.Count(f => f.Accepted is not null))}</td>"""
                    + $"""<td class="n">{Figures.Count(group.Count(f => f.Outcome == MutantOutcome.Equivalent))}</td></tr>"""
            );
        }

        html.Line($"</tbody></table></div></section>");
    }

    private static void Accepted(Html html, MutationReport report)
    {
        if (report.Accepted == 0 && report.Unneeded.Count == 0)
            return;
        html.Line($"""<section aria-labelledby="accepted"><h2 id="accepted">Accepted mutants</h2><ul>""");
        foreach (var reason in report.Faults.Where(f => f.Accepted is not null).GroupBy(f => f.Accepted!, StringComparer.Ordinal))
            html.Line(
                $"""<li><span class="data">{reason.Key}</span>: """
                    + $"""{Figures.Count(reason.Count(), "mutant")} (<span class="data">{string.Join(", ", reason.Select(f => f.Id))}</span>)</li>"""
            );
        foreach (var unneeded in report.Unneeded)
            html.Line($"""<li><span class="data">{unneeded}</span>: matches no surviving mutant</li>""");
        html.Line($"</ul></section>");
    }

    private static void Silent(Html html, MutationReport report)
    {
        html.Line($"""<section aria-labelledby="silent"><h2 id="silent">Scenarios that caught nothing</h2>""");
        if (report.NeverCaught.Count == 0)
            html.Line($"<p>None: every scenario caught a mutant.</p>");
        else
            html.Line(
                $"<p>They may cover faults that are not planted here (an empty table, old data, a missing column), or repeat what another scenario checks.</p>"
            );
        html.Line($"<ul>");
        foreach (var scenario in report.NeverCaught)
            html.Line($"""<li><span class="data">{scenario.Name}</span> <small class="data">{scenario.Place}</small></li>""");
        html.Line($"</ul></section>");
    }

    private static void Fact(Html html, string name, string value) => html.Line($"""<div><dt>{name}</dt><dd class="data">{value}</dd></div>""");

    private static string Percent(decimal? score) => score is { } s ? Figures.Percent(s) : "–";
}
