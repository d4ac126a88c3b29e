using System.Globalization;
using System.Text.Json;
using ShopStream.Quality.History;

namespace ShopStream.Cli.View;

/// <summary>One metric in the last runs: its values, the changes from run to run, and a line of small bars.</summary>
/// <param name="Name">The metric's name in the history, such as rows of raw orders.</param>
/// <param name="Values">From the oldest run to the newest.</param>
/// <param name="Before">The value in the run before the first of them; null where there is none.</param>
internal sealed record FigureTrend(string Name, IReadOnlyList<PastValue> Values, decimal? Before)
{
    private const string Bars = "▁▂▃▄▅▆▇█";

    public static FigureTrend Of(string name, RunHistory history, int last)
    {
        var all = history.Values(name).ToList();
        var values = all.TakeLast(last).ToList();
        return new FigureTrend(name, values, all.Count > values.Count ? all[^(values.Count + 1)].Value : null);
    }

    public string Text()
    {
        var table = HistoryView.Aligned(
            ["date", "run", "value", "change", ""],
            [.. Steps().Select(s => new[] { HistoryView.Day(s.Value.Date), s.Value.RunId, Format(s.Value.Value), Changed(s.Change), Share(s) })],
            firstToTheRight: 2
        );
        return $"{Name}\n{table}{Sparkline([.. Values.Select(v => v.Value)])}\n";
    }

    public string Json() =>
        JsonSerializer.Serialize(
            new
            {
                figure = Name,
                values = Steps()
                    .Select(s => new
                    {
                        date = s.Value.Date,
                        runId = s.Value.RunId,
                        value = s.Value.Value.ToString(CultureInfo.InvariantCulture),
                        change = s.Change?.ToString(CultureInfo.InvariantCulture),
                    }),
            }
        ) + "\n";

    /// <summary>One of eight heights for each value, from the least to the largest; the middle one where nothing changes.</summary>
    internal static string Sparkline(IReadOnlyList<decimal> values)
    {
        var (least, most) = (values.Min(), values.Max());
        return string.Concat(values.Select(v => most == least ? Bars[3] : Bars[(int)Math.Min(7, Math.Floor((v - least) / (most - least) * 8))]));
    }

    private IEnumerable<(PastValue Value, decimal? Change)> Steps()
    {
        var before = Before;
        foreach (var value in Values)
        {
            yield return (value, value.Value - before);
            before = value.Value;
        }
    }

    private bool IsCount => Name.StartsWith("rows of ", StringComparison.Ordinal);

    private string Format(decimal value) => IsCount ? value.ToString("#,##0", CultureInfo.InvariantCulture) : HistoryView.Amount(value);

    private string Changed(decimal? change) =>
        change switch
        {
            null => "",
            0 => "=",
            _ => change.Value.ToString(IsCount ? "+#,##0;−#,##0" : "+#,##0.00######;−#,##0.00######", CultureInfo.InvariantCulture),
        };

    private static string Share((PastValue Value, decimal? Change) step) =>
        step.Change is { } change and not 0 && step.Value.Value - change is not 0 and var before
            ? (change / Math.Abs(before) * 100).ToString("+#,##0.0;−#,##0.0;0.0", CultureInfo.InvariantCulture) + " %"
            : "";
}
