using System.Globalization;
using System.Text.RegularExpressions;
using ShopStream.Quality.Checks;
using ShopStream.Quality.Reconciliation.DrillDown;
using ShopStream.Quality.Results;

namespace ShopStream.Quality.Reconciliation.DrillDown;

/// <summary>
/// Exchanges what is expected and what was found where the side nearer to the source is the wrong one: where another check, which starts further
/// upstream, finds the same difference with the opposite sign. An order that gains 1.00 on its way to staging lacks 1.00 in a mart that is right.
/// </summary>
internal static partial class SwappedSides
{
    /// <summary>The check with its sides exchanged; null if the other check does not find the opposite difference.</summary>
    /// <param name="check">A failed check whose expected side is affected by a fault upstream.</param>
    /// <param name="upstream">The check that locates this fault.</param>
    public static CheckResult? Of(CheckResult check, CheckResult upstream)
    {
        if (check.DrillDown is not { Layers: [var start, .., var end] } drillDown || !IsOpposite(drillDown, upstream.DrillDown!))
            return null;
        // "; 1 of 360 groups differs" stays with what was found.
        var groups = check.Actual is { } actual && actual.IndexOf("; ", StringComparison.Ordinal) is >= 0 and var at ? actual[at..] : "";
        return check with
        {
            Expected = $"{FigureText.Amount(end.Amount)}, as in {end.Dataset}",
            Actual = $"{FigureText.Amount(start.Amount)} in {start.Dataset}{groups}",
            Difference = check.Difference is null ? null : $"{FigureText.SignedAmount(start.Amount - end.Amount)} {drillDown.Metric}",
            Keys = [.. check.Keys.Select(Swapped)],
            DrillDown = Swapped(drillDown, start, end),
        };
    }

    private static bool IsOpposite(DrillDownResult here, DrillDownResult upstream)
    {
        if (here.Rows.Count == 0 || upstream.Rows.Count == 0)
            return false;
        var there = upstream.Rows.ToLookup(r => r.Key, r => r.Difference, StringComparer.Ordinal);
        // If the rows of the two checks are of other entities, only the totals can be compared.
        return here.Rows.Any(r => there.Contains(r.Key))
            ? here.Rows.All(r => there[r.Key].Contains(-r.Difference))
            : here.Difference != 0 && here.Difference == -upstream.Difference;
    }

    private static DrillDownResult Swapped(DrillDownResult drillDown, DrillDownLayer start, DrillDownLayer end) =>
        drillDown with
        {
            Difference = -drillDown.Difference,
            Layers = [.. drillDown.Layers.Select(l => l with { Difference = l.Amount - end.Amount })],
            FirstDivergentLayer = start.Dataset,
            Causes = [.. drillDown.Causes.Select(c => c with { Cause = DifferenceCause.Reversed(c.Cause), Net = -c.Net, Detail = null })],
            Rows =
            [
                .. drillDown.Rows.Select(r => new DrillDownRow(
                    r.Key,
                    DifferenceCause.Reversed(r.Cause),
                    r.Actual,
                    r.Expected,
                    -r.Difference,
                    start.Dataset,
                    null
                )),
            ],
        };

    // "day=2026-03-13: expected 5.00, found 6.00 (+1.00, +1 row)"
    private static string Swapped(string key) =>
        ExpectedAndFound()
            .Replace(
                key,
                m =>
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $": expected {m.Groups["found"].Value}, found {m.Groups["expected"].Value}{Reversed(m.Groups["difference"].Value)}"
                    )
            );

    private static string Reversed(string difference) =>
        string.Concat(
            difference.Select(c =>
                c switch
                {
                    '+' => '−',
                    '−' => '+',
                    _ => c,
                }
            )
        );

    [GeneratedRegex(@": expected (?<expected>.+?), found (?<found>[^()]+?)(?<difference> \([^)]*\)|$)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ExpectedAndFound();
}
