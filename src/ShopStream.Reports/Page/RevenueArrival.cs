using ShopStream.Quality.Results;
using ShopStream.Reports.Charts;
using ShopStream.Reports.LayerAnalysis;
using ShopStream.Reports.Markup;
using ShopStream.Reports.Wording;

namespace ShopStream.Reports.Page;

/// <summary>Whether what the source had arrived: in a sentence, and as pictures.</summary>
internal static class RevenueArrival
{
    public static void Render(Html html, RunResult run, IReadOnlyList<Chart> charts)
    {
        html.Line($"""<section aria-labelledby="arrival">""");
        html.Line($"""<h2 id="arrival">Did it arrive?</h2>""");
        if (run.Hops.Count == 0) html.Line($"<p>It is not known: the run ended before anything was counted.</p>");
        else
        {
            html.Line($"""<ul class="answers">""");
            Answer(html, Revenue(run));
            Answer(html, Rows(run));
            html.Line($"</ul>");
            html.Line($"""<div class="charts">""");
            foreach (var chart in charts) ChartFigures.Figure(html, chart);
            html.Line($"</div>");
        }

        html.Line($"</section>");
    }

    private static void Answer(Html html, (bool Good, string Text) answer) =>
        html.Line($"""<li class="mark {(answer.Good ? "passed" : "failed")}"><span aria-hidden="true">{(answer.Good ? "✓" : "✗")}</span> {answer.Text}</li>""");

    private static (bool Good, string Text) Revenue(RunResult run)
    {
        var standing = RevenueStatus.Of(run);
        if (standing.Layers.Count == 0) return (false, "Revenue was not measured at any hop.");
        if (standing.Arrived is { } all) return (true, $"Revenue of {Figures.Money(all)} arrived to the cent in every mart that carries it.");
        if (standing.FirstDivergent is not { } off) return (false, "Revenue is the same at every hop that was measured, but it was not measured all the way from the source to the marts.");
        var marts = standing.DivergentMarts.Count == 0 ? "" : $" Against the source, {string.Join(", ", standing.DivergentMarts.Select(m => $"{m.Mart.Table} is off by {Figures.Signed(m.Difference)}"))}.";
        return (false, $"Revenue first differs at {off.Layer.Hop} {off.Layer.Table}: {Figures.Change(off.Difference!.Value)} against {off.ComparedWith!.Hop} {off.ComparedWith!.Table}.{marts}");
    }

    private static (bool Good, string Text) Rows(RunResult run)
    {
        var matrix = LayerMatrix.Of(run.Hops);
        var off = (from family in matrix.Families from cell in family.Cells where cell is { Layer: not null, Difference: not (null or 0) } select (Hop: cell.Layer, cell.Difference!.Value)).ToList();
        if (matrix.Families.Count == 0) return (false, "No rows were counted.");
        return off.Count == 0
            ? (true, $"From the source to staging {(matrix.Families.Count == 1 ? "the one table has" : $"all {Figures.Count(matrix.Families.Count)} tables have")} as many rows at every hop as at the one before.")
            : (false, $"Rows differ at {Figures.Count(off.Count, "place")}, first at {off[0].Hop!.Hop} {off[0].Hop!.Table}: {Figures.Change(off[0].Value)}.");
    }
}
