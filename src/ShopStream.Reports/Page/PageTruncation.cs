using System.Globalization;
using ShopStream.Quality.Results;
using ShopStream.Reports.Markup;
using ShopStream.Reports.Wording;

namespace ShopStream.Reports.Page;

/// <summary>Decides what a page shows under its limits, and records what was left out.</summary>
internal sealed class PageTruncation
{
    private readonly bool[]? listed;
    private readonly HashSet<int>? found;
    private readonly List<string> cuts = [];

    public PageTruncation(RunResult run, PageLimits limits, Lookups lookups)
    {
        (Limits, Anchors) = (limits, lookups.Anchors);
        if (lookups.Findings.Count > limits.LastFinding)
            found = [.. lookups.Findings.TakeWhile(Shows).Select(f => f.Index)];
        if (run.Scenarios.Count <= limits.Scenarios)
            return;
        listed = new bool[run.Scenarios.Count];
        foreach (var index in Enumerable.Range(0, listed.Length).OrderBy(i => Outcomes.Rank(run.Scenarios[i].Outcome)).Take(limits.Scenarios))
            listed[index] = true;
    }

    public PageLimits Limits { get; }

    /// <summary>The ids of the scenarios.</summary>
    public Anchors Anchors { get; }

    /// <summary>Number of step-table rows that were left out.</summary>
    public int RowsLeft { get; set; }

    /// <summary>Whether a scenario is listed. The worst outcomes have priority, then feature order.</summary>
    public bool IsListed(int index) => listed?[index] ?? true;

    /// <summary>Whether a finding is shown, in full or on one line.</summary>
    public bool Shows(ReportFinding finding) => finding.Number <= Limits.LastFinding;

    /// <summary>Whether the finding of a scenario that did not pass is shown.</summary>
    public bool ShowsFinding(int index) => found?.Contains(index) ?? true;

    /// <summary>Adds a link to a scenario, or plain text if it is not listed.</summary>
    public void Link(Html html, int index, string text, string language = "en")
    {
        if (IsListed(index))
            html.Add($"<a class=\"data\" href=\"#{Anchors.Scenario(index)}\"").In(language).Add($">{text}</a>");
        else
            html.Add($"<span class=\"data\"").In(language).Add($">{text}</span>");
    }

    /// <summary>Ends a list with the number of entries that are not shown; adds nothing for 0.</summary>
    public static void AppendMore(Html html, int more, string one = "")
    {
        if (more > 0)
            html.Line(
                $"""<p class="left">{(one.Length == 0 ? Figures.Count(more) : Figures.Count(more, one))}"""
                    + $" more {(more == 1 ? "is" : "are")} in results.json.</p>"
            );
    }

    /// <summary>Records what was left out, as a sentence.</summary>
    public void Shorten(string what) => cuts.Add(what);

    /// <summary>Adds the note at the top of the page that says what is missing; adds nothing if the page is complete.</summary>
    /// <param name="html">The page.</param>
    /// <param name="most">The size limit, in bytes.</param>
    /// <param name="shortened">Number of texts that were shortened.</param>
    public void Note(Html html, int most, int shortened)
    {
        if (!Limits.Figures)
            Shorten("Charts, dashboards, lineage, reconciling items and the tables of rows and revenue are left out.");
        if (RowsLeft > 0)
            Shorten($"{Figures.Count(RowsLeft, "row")} of step tables {(RowsLeft == 1 ? "is" : "are")} left out.");
        if (shortened > 0)
            Shorten($"{Figures.Count(shortened, "text")} {(shortened == 1 ? "is" : "are")} shortened to {Figures.Count(Limits.Text)} characters.");
        if (cuts.Count == 0)
            return;
        html.Add(
            $"""<div class="problem cut"><p>"""
                + $"This page was shortened to stay below {((most + 1) / 1e6).ToString("0.##", CultureInfo.InvariantCulture)} MB. "
                + $"The complete result is in results.json, next to this page.</p><ul>"
        );
        foreach (var cut in cuts)
            html.Add($"<li>{cut}</li>");
        html.Line($"</ul></div>");
    }
}
