using System.Globalization;
using ShopStream.Quality.Results;

namespace ShopStream.Cli.View;

/// <summary>The drill-down of a failed reconciliation, as lines with a heading each.</summary>
internal static class DrillDownView
{
    private const int Shown = 10;

    /// <summary>From the total to the keys: the heading and its text, which may have several lines.</summary>
    public static IEnumerable<(string What, string Text)> Lines(DrillDownResult drillDown)
    {
        yield return (
            "drill-down",
            string.Join(
                " → ",
                drillDown.Levels.Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.Level} {s.Differing:#,##0} of {s.Compared:#,##0}"))
            )
        );
        yield return (
            "layers",
            string.Join(
                '\n',
                drillDown.Layers.Select(l => $"{l.Dataset, -32} {Amount(l.Amount), 16} {(l.Difference == 0 ? "" : Signed(l.Difference))}".TrimEnd())
            )
        );
        if (drillDown.FirstDivergentLayer is { } layer)
            yield return ("begins in", layer);
        if (drillDown.Causes.Count > 0)
            yield return ("causes", string.Join('\n', drillDown.Causes.Select(Cause)));
        if (drillDown.Rows.Count > 0)
            yield return ("keys", string.Join('\n', drillDown.Rows.Take(Shown).Select(Row).Concat(OmittedRows(drillDown))));
        if (drillDown.Note is { } note)
            yield return ("note", note);
    }

    private static string Cause(DrillDownCause c) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{c.Cause}: {c.Keys:#,##0} {(c.Keys == 1 ? "key" : "keys")}, net {Signed(c.Net)}, "
                + $"{c.Share:0.##} % of the difference{(c.Detail is null ? "" : $" ({c.Detail})")}"
        );

    private static string Row(DrillDownRow row) =>
        $"{row.Key}: {row.Cause}, expected {Amount(row.Expected)}, found {Amount(row.Actual)} ({Signed(row.Difference)})"
        + $", first in {row.FirstDivergentLayer}"
        + (row.Detail is null ? "" : $": {row.Detail}");

    private static IEnumerable<string> OmittedRows(DrillDownResult drillDown)
    {
        var keys = drillDown.Causes.Sum(c => c.Keys);
        if (keys > Shown)
            yield return string.Create(CultureInfo.InvariantCulture, $"… and {keys - Math.Min(Shown, drillDown.Rows.Count):#,##0} more");
    }

    private static string Amount(decimal amount) => amount.ToString("#,##0.00######", CultureInfo.InvariantCulture);

    private static string Signed(decimal amount) => amount.ToString("+#,##0.00######;−#,##0.00######;0.00", CultureInfo.InvariantCulture);
}
