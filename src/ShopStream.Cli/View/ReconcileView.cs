using System.Text.Json;
using ShopStream.Application.Reconciling;
using ShopStream.Quality.Results;

namespace ShopStream.Cli.View;

/// <summary>A metric layer by layer, and the drill-downs of what failed.</summary>
internal static class ReconcileView
{
    public static string JsonLine(ReconcileResult result) =>
        JsonSerializer.Serialize(
            new
            {
                checks = result.Layers.Select(r => r.Checks[0]),
                down = result.DrillDowns.Select(d => d.Checks[0]),
                source = result.Source,
            },
            ResultsJson.OnOneLine
        );

    public static void Write(TextWriter to, ReconcileResult result)
    {
        foreach (var (name, check) in result.Layers.Select(r => (r.Name, r.Checks[0])))
            to.WriteLine(
                $"{Outcomes.NameOf(check.Outcome), -13}  {name, -32}  "
                    + $"{string.Join("; ", new[] { check.Actual, check.Difference, check.Note }.OfType<string>())}"
            );
        foreach (var check in result.DrillDowns.Select(d => d.Checks[0]))
        {
            to.WriteLine();
            to.WriteLine(check.Sentence);
            foreach (var (what, text) in DrillDownView.Lines(check.DrillDown!))
                to.WriteLine($"  {what, -10}  {text.ReplaceLineEndings("\n              ")}");
        }
        to.WriteLine();
        to.WriteLine($"Source  {result.Source}");
    }
}
