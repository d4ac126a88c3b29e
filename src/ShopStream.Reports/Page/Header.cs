using ShopStream.Quality.Results;
using ShopStream.Reports.Markup;
using ShopStream.Reports.Wording;

namespace ShopStream.Reports.Page;

/// <summary>Renders the verdict, the next step, and the facts of the run.</summary>
internal static class Header
{
    /// <param name="html">The page.</param>
    /// <param name="run">The run.</param>
    /// <param name="limits">What fits into the page.</param>
    /// <param name="lookups">What is looked up in the run.</param>
    /// <param name="dashboards">Id and title of the sections of dashboards.</param>
    public static void Render(Html html, RunResult run, PageLimits limits, Lookups lookups, IReadOnlyList<(string Id, string Title)> dashboards)
    {
        html.Line($"""<header class="{OutcomeWords.Of(run.Outcome).Style}"><div class="wide">""");
        html.Line($"""<p class="product">ShopStream data quality report · <a href="../index.html">all runs</a></p>""");
        html.Badged(run.Outcome).Line($"");
        html.Line($"""<h1 class="data">{VerdictSentence.Of(run)}</h1>""");
        if (VerdictSentence.Details(run) is { } problem)
            html.Line($"""<p class="problem data">{problem}</p>""");
        html.Line($"<p>{VerdictSentence.WhatToDo(run)}{(lookups.IsGreen ? $" {Summary.Counts(run)}" : "")}</p>");
        if (run.Sandbox is true)
            html.Line($"""<p class="problem data">This run read a SANDBOX with generated data. It says nothing about your own source.</p>""");
        html.Line($"""<dl class="facts">""");
        Fact(html, "Data date", Figures.Day(run.Date));
        if (run.Source is { } source)
            Fact(html, "Source", source);
        Fact(html, "Source snapshot", run.SnapshotAt is { } taken ? Figures.Moment(taken) : "none");
        if (run.Commit is { } commit)
            Fact(html, "Commit", commit.Length > 12 ? commit[..12] : commit);
        Fact(html, "Duration", Figures.Seconds((run.FinishedAt - run.StartedAt).TotalSeconds));
        Fact(html, "Started", Figures.Moment(run.StartedAt));
        Fact(html, "Run", $"{run.RunId}, exit code {Figures.Count(run.ExitCode)}");
        Fact(
            html,
            "Check queries",
            $"source {Figures.Count(run.Queries.Source)}, lake {Figures.Count(run.Queries.Lake)}, warehouse {Figures.Count(run.Queries.Warehouse)}"
        );
        Fact(html, "Row samples", Samples(run));
        FailingRows(html, run);
        html.Line($"""<div class="full"><dt>Run it again</dt><dd><code class="data" data-copy="the command">{run.Command}</code></dd></div>""");
        html.Line($"</dl>");
        html.Add($"""<nav aria-label="Sections"><ul>""");
        if (RevenueArrival.IsShown(run))
            html.Add($"""<li><a href="#arrival">Did the data arrive</a></li>""");
        if (Since.IsShown(run, lookups))
            html.Add($"""<li><a href="#since">Since the last run</a></li>""");
        if (lookups.Findings.Count > 0 || run.Scenarios.Count == 0)
            html.Add($"""<li><a href="#findings">{Findings.Title(run)}</a></li>""");
        foreach (var (id, title) in limits.Figures ? dashboards : [])
            html.Add($"""<li><a href="#{id}">{title}</a></li>""");
        html.Add($"""<li><a href="#specs">Features and scenarios</a></li>""");
        if (run.Examples is { Count: > 0 })
            html.Add($"""<li><a href="#examples">Models by example</a></li>""");
        if (limits.Figures && run.Lineage.Count > 0)
            html.Add($"""<li><a href="#lineage">Lineage</a></li>""");
        if (Owners.Any(run))
            html.Add($"""<li><a href="#owners">By owner</a></li>""");
        if (limits.Figures)
            html.Add($"""<li><a href="#layers">Rows and revenue</a></li><li><a href="#charts">More charts</a></li>""");
        html.Line($"</ul></nav>");
        html.Line($"</div></header>");
    }

    private static void FailingRows(Html html, RunResult run)
    {
        if (run.FailingRows is not { } rows)
            return;
        if (rows.Name is { } name)
            html.Line($"""<div><dt>Failing rows</dt><dd class="data"><a href="{name}">{name}</a>, {Figures.Count(rows.Rows, "row")}</dd></div>""");
        else
            Fact(html, "Failing rows", rows.Problem is { } problem ? $"not kept: {problem}" : "none: no check that failed judges rows");
    }

    private static string Samples(RunResult run) =>
        (
            run.Samples switch
            {
                "none" => "none (--samples none)",
                "keys" => "keys only (--samples keys)",
                _ => "full values (--samples full)",
            }
        ) + (run.PersonalHidden ? ", personal columns hidden" : "");

    private static void Fact(Html html, string name, string value) => html.Line($"""<div><dt>{name}</dt><dd class="data">{value}</dd></div>""");
}
