using System.Globalization;
using ShopStream.Quality.Results;

namespace ShopStream.Tests.Execution;

/// <summary>A failed reconciliation and its drill-down as text, for golden files.</summary>
internal static class DrillDownText
{
    public static string Of(CheckResult check)
    {
        var found = check.DrillDown!;
        IEnumerable<string?> lines =
        [
            check.Sentence,
            $"expected {check.Expected}",
            $"found {check.Actual}",
            $"difference {check.Difference}",
            check.Note,
            .. check.Keys,
            .. found.Levels.Select(l => $"level {l.Level}: {l.Differing} of {l.Compared}"),
            .. found.Layers.Select(l => Line($"layer {l.Dataset}: {l.Amount:0.00} ({l.Difference:+0.00;-0.00;0})")),
            Line($"first {found.FirstDivergentLayer}, {found.Difference:+0.00;-0.00;0} {found.Metric}"),
            .. found.Causes.Select(c => Line($"cause {c.Cause}: {c.Keys} keys, net {c.Net:0.00}, gross {c.Gross:0.00}, {c.Share:0.00} %, {c.Detail}")),
            .. found.Rows.Select(r =>
                Line($"row {r.Key}: {r.Cause}, {r.Expected:0.00} to {r.Actual:0.00} ({r.Difference:+0.00;-0.00;0}) in {r.FirstDivergentLayer}, {r.Detail}")
            ),
            found.Note,
            found.Unexplained is { } unexplained ? $"unexplained: {unexplained}" : null,
        ];
        return string.Join("\n", lines.OfType<string>().Select(l => l.TrimEnd(' ', ','))) + "\n";

        static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
    }
}
