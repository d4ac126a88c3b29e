using System.Globalization;
using ShopStream.Quality.Results;
using ShopStream.Reports.Markup;
using ShopStream.Reports.Wording;

namespace ShopStream.Reports.Page;

/// <summary>What of a run its page holds, and what was left out.</summary>
internal sealed class PageTruncation
{
    private readonly bool[]? listed;
    private readonly HashSet<int>? found;
    private readonly List<string> cuts = [];

    public PageTruncation(RunResult run, PageLimits limits, Lookups lookups)
    {
        (Limits, Anchors) = (limits, lookups.Anchors);
        if (lookups.Findings.Count > limits.LastFinding) found = [.. lookups.Findings.TakeWhile(Names).Select(f => f.Index)];
        if (run.Scenarios.Count <= limits.Scenarios) return;
        listed = new bool[run.Scenarios.Count];
        foreach (var index in Enumerable.Range(0, listed.Length).OrderBy(i => OutcomeWords.Rank(run.Scenarios[i].Outcome)).Take(limits.Scenarios)) listed[index] = true;
    }

    public PageLimits Limits { get; }

    /// <summary>The ids of what is shown.</summary>
    public Anchors Anchors { get; }

    /// <summary>Rows of steps' tables that were left out.</summary>
    public int RowsLeft { get; set; }

    /// <summary>Whether the scenario at this place of the run is listed: the worst are, then in feature order.</summary>
    public bool IsListed(int index) => listed?[index] ?? true;

    /// <summary>Whether a finding is shown, in full or by a line.</summary>
    public bool Names(ReportFinding finding) => finding.Number <= Limits.LastFinding;

    /// <summary>Whether the finding of the scenario at this place of the run is shown; there is one where it did not pass.</summary>
    public bool HasFindingName(int index) => found?.Contains(index) ?? true;

    /// <summary>The way to a scenario; a text alone where it is not listed.</summary>
    public void Link(Html html, int index, string text, string language = "en")
    {
        if (IsListed(index)) html.Add($"<a class=\"data\" href=\"#{Anchors.Scenario(index)}\"").In(language).Add($">{text}</a>");
        else html.Add($"<span class=\"data\"").In(language).Add($">{text}</span>");
    }

    /// <summary>At the end of a list: what is not in it; nothing for 0.</summary>
    public static void AppendMore(Html html, int more, string one = "")
    {
        if (more > 0) html.Line($"""<p class="left">{(one.Length == 0 ? Figures.Count(more) : Figures.Count(more, one))} more {(more == 1 ? "is" : "are")} in results.json.</p>""");
    }

    /// <summary>Remembers what was left out, as a sentence with its numbers.</summary>
    public void Shorten(string what) => cuts.Add(what);

    /// <summary>Says at the head of the page what it does not hold; nothing where it holds everything.</summary>
    /// <param name="html">The page that is written to.</param>
    /// <param name="most">Bytes of the page.</param>
    /// <param name="shortened">Texts of which the page has the beginning alone.</param>
    public void Note(Html html, int most, int shortened)
    {
        if (!Limits.Figures) Shorten("Charts, dashboards, lineage, reconciling items and the tables of rows and revenue are left out.");
        if (RowsLeft > 0) Shorten($"{Figures.Count(RowsLeft, "row")} of tables in steps {(RowsLeft == 1 ? "is" : "are")} left out.");
        if (shortened > 0) Shorten($"{Figures.Count(shortened, "text")} {(shortened == 1 ? "is" : "are")} shortened to {Figures.Count(Limits.Text)} characters.");
        if (cuts.Count == 0) return;
        html.Add($"""<div class="problem cut"><p>This page was cut to stay below {((most + 1) / 1e6).ToString("0.##", CultureInfo.InvariantCulture)} MB. results.json beside it holds everything.</p><ul>""");
        foreach (var cut in cuts) html.Add($"<li>{cut}</li>");
        html.Line($"</ul></div>");
    }
}
