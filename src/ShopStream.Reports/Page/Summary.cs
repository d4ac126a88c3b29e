using ShopStream.Quality.Results;
using ShopStream.Reports.Markup;
using ShopStream.Reports.Wording;

namespace ShopStream.Reports.Page;

/// <summary>Renders the number of scenarios by outcome.</summary>
internal static class Summary
{
    /// <summary>Scenarios, checks and features in a sentence.</summary>
    public static string Counts(RunResult run) =>
        $"{Figures.Count(run.Scenarios.Count, "scenario")} with {Figures.Count(run.Scenarios.Sum(s => s.Checks.Count), "check")} "
        + $"in {Figures.Count(run.Features.Count, "feature")}.";

    public static void Render(Html html, RunResult run)
    {
        html.Line($"""<section aria-labelledby="summary">""");
        html.Line($"""<h2 id="summary">Summary</h2>""");
        html.Line($"""<ul class="counts">""");
        foreach (var outcome in Outcomes.WorstFirst.Reverse())
        {
            var count = run.Scenarios.Count(s => s.Outcome == outcome);
            html.Add($"""<li class="{(count == 0 ? "zero" : "some")}"><b>{Figures.Count(count)}</b>""");
            if (count == 0)
                html.Line($"""{OutcomeWords.Of(outcome).Word}</li>""");
            else
                html.Marked(outcome).Line($"</li>");
        }

        html.Line($"</ul>");
        html.Line($"""<p class="quiet small">{Counts(run)}</p>""");
        html.Line($"</section>");
    }
}
