using ShopStream.Quality.Results;
using ShopStream.Reports.Charts;
using ShopStream.Reports.LayerAnalysis;
using ShopStream.Reports.Markup;
using ShopStream.Reports.Wording;

namespace ShopStream.Reports.Page;

/// <summary>Renders whether the source's data arrived: two sentences and the charts. What was not measured in two layers is left out.</summary>
internal static class RevenueArrival
{
    /// <summary>Whether the page has the section.</summary>
    public static bool IsShown(RunResult run) => run.Layers.Count == 0 || Answers(run).Any();

    public static void Render(Html html, RunResult run, IReadOnlyList<Chart> charts)
    {
        if (!IsShown(run))
            return;
        html.Line($"""<section aria-labelledby="arrival">""");
        html.Line($"""<h2 id="arrival">Did the data arrive?</h2>""");
        if (run.Layers.Count == 0)
            html.Line($"<p>Unknown: the run ended before anything was counted.</p>");
        else
        {
            html.Line($"""<ul class="answers">""");
            foreach (var answer in Answers(run))
                Answer(html, answer);
            html.Line($"</ul>");
            html.Line($"""<div class="charts">""");
            foreach (var chart in charts)
                ChartFigures.Figure(html, chart);
            html.Line($"</div>");
        }

        html.Line($"</section>");
    }

    private static IEnumerable<(bool Good, string Text)> Answers(RunResult run)
    {
        if (RevenueByLayer.IsCompared(run.Layers))
            yield return Revenue(RevenueStatus.Of(run), run);
        if (LayerMatrix.Of(run.Layers) is { IsCompared: true } matrix)
            yield return Rows(matrix);
    }

    private static void Answer(Html html, (bool Good, string Text) answer) =>
        html.Line($"""<li class="mark {(answer.Good ? "passed" : "failed")}"><span aria-hidden="true">{(answer.Good ? "✓" : "✗")}</span> {answer.Text}</li>""");

    private static (bool Good, string Text) Revenue(RevenueStatus status, RunResult run)
    {
        if (status.Arrived is { } all)
            return (true, $"Revenue of {Figures.Money(all, run.Currency)} arrived to the cent in every mart that has revenue.");
        if (status.FirstDivergent is not { } off)
            return (false, "Revenue is the same in every measured layer, but it was not measured in both the source and a mart.");
        var marts =
            status.DivergentMarts.Count == 0
                ? ""
                : " Compared with the source, "
                    + $"{string.Join(", ", status.DivergentMarts.Select(m => $"{m.Mart.Table} is off by {Figures.Signed(m.Difference, run.Currency)}"))}.";
        return (
            false,
            $"Revenue first differs in {off.Result.Dataset}: "
                + $"{Figures.Change(off.Difference!.Value, run.Currency)} compared with {off.ComparedWith!.Dataset}.{marts}"
        );
    }

    private static (bool Good, string Text) Rows(LayerMatrix matrix)
    {
        var off = (
            from family in matrix.Families
            from cell in family.Cells
            where cell is { Result: not null, Difference: not (null or 0) }
            select (cell.Result, cell.Difference!.Value)
        ).ToList();
        var compared = matrix.Families.Where(f => f.IsCompared).ToList();
        var where = compared.All(f => matrix.IsWhole(f)) ? "every layer from source to staging" : "all layers in which they were counted";
        return off.Count == 0
            ? (true, $"{(compared.Count == 1 ? "The one table has" : $"All {Figures.Count(compared.Count)} tables have")} the same number of rows in {where}.")
            : (false, $"Row counts differ in {Figures.Count(off.Count, "table")}, first in {off[0].Result!.Dataset}: {Figures.Change(off[0].Value)}.");
    }
}
