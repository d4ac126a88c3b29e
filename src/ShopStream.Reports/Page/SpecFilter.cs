using ShopStream.Quality.Results;
using ShopStream.Reports.Markup;
using ShopStream.Reports.Wording;

namespace ShopStream.Reports.Page;

/// <summary>Renders the filter by outcome, tag, owner and words. It stays hidden if the script does not run.</summary>
internal static class SpecFilter
{
    public static void Render(Html html, IReadOnlyList<ScenarioResult> listed, int more)
    {
        html.Line($"""<form id="filter" class="filter" hidden="hidden" aria-label="Filter the scenarios">""");
        html.Add($"""<label>Outcome <select id="by-outcome"><option value="">all</option>""");
        if (listed.Any(s => s.Outcome != Outcome.Passed))
            html.Add($"""<option value="rest">all that did not pass</option>""");
        foreach (var outcome in Outcomes.WorstFirst.Where(o => listed.Any(s => s.Outcome == o)))
            html.Add($"""<option value="{OutcomeWords.Of(outcome).Style}">{OutcomeWords.Of(outcome).Word}</option>""");
        html.Line($"</select></label>");
        Choice(html, "by-tag", "Tag", listed.SelectMany(s => s.Tags).Where(t => !t.StartsWith(Ownership.Tag, StringComparison.Ordinal)));
        Choice(html, "by-owner", "Owner", listed.SelectMany(s => s.Owners));
        html.Line($"""<label class="words">Words <input id="by-text" type="search" autocomplete="off" placeholder="revenue country" /></label>""");
        html.Add($"<button type=\"reset\">Show all</button> <span id=\"shown\" role=\"status\" class=\"quiet small\"");
        if (more > 0)
            html.Add($" data-more=\" {Figures.Count(more)} more {(more == 1 ? "is" : "are")} in results.json.\"");
        html.Line($"></span>");
        html.Line($"</form>");
    }

    private static void Choice(Html html, string id, string name, IEnumerable<string> values)
    {
        html.Add($"""<label>{name} <select id="{id}"><option value="">all</option>""");
        foreach (var value in values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
            html.Add($"""<option value="{value}">{value}</option>""");
        html.Line($"</select></label>");
    }
}
