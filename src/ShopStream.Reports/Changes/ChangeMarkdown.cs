using System.Globalization;
using System.Text;
using ShopStream.Quality.Changes;
using ShopStream.Quality.Redaction;
using ShopStream.Reports.Wording;

namespace ShopStream.Reports.Changes;

/// <summary>A comparison as Markdown for a comment: the most important first, and what does not fit is counted.</summary>
public static class ChangeMarkdown
{
    /// <summary>The most bytes of a comment. GitHub takes 65,536 characters.</summary>
    public const int MostBytes = 60 * 1000;

    private const int LongestValue = 300;
    private const int RoomForTheRest = 300;

    /// <summary>Renders at most <see cref="MostBytes"/> bytes.</summary>
    public static string Render(ChangeReport report)
    {
        var text = new StringBuilder();
        var word = OutcomeWords.Of(report.Outcome);
        text.Append(CultureInfo.InvariantCulture, $"## {word.Symbol} {E(ChangeHeadline.Of(report))}\n\n");
        text.Append(
            CultureInfo.InvariantCulture,
            $"Compared with {E(report.Base)} ({E(Short(report.BaseCommit))}), both sides built from the rows of {Figures.Day(report.Date)}: "
                + $"{Figures.Count(report.Models.Count, "changed model")}, {Figures.Count(report.Compared, "table")} compared, "
                + $"{Figures.Count(report.Tables.Count)} {(report.Tables.Count == 1 ? "differs" : "differ")}.\n\n"
        );
        foreach (var note in report.Notes)
            text.Append(CultureInfo.InvariantCulture, $"> {E(note)}\n\n");
        var left = MostBytes - RoomForTheRest - Encoding.UTF8.GetByteCount(text.ToString());
        var dropped = 0;
        foreach (var (head, lines) in Sections(report))
            Append(text, head, lines, ref left, ref dropped);
        if (dropped > 0)
            text.Append(
                CultureInfo.InvariantCulture,
                $"\n… and {Figures.Count(dropped, "line")} more in compare.html and compare.json of run {E(report.RunId)}.\n"
            );
        return text.ToString();
    }

    private static void Append(StringBuilder text, string head, IEnumerable<string> lines, ref int left, ref int dropped)
    {
        var isFirst = true;
        foreach (var line in lines)
        {
            var part = isFirst ? head + line : line;
            var bytes = Encoding.UTF8.GetByteCount(part);
            if (bytes > left || dropped > 0)
            {
                dropped++;
                continue;
            }
            text.Append(part);
            left -= bytes;
            isFirst = false;
        }
        if (!isFirst)
            text.Append('\n');
    }

    private static IEnumerable<(string Head, IEnumerable<string> Lines)> Sections(ChangeReport report)
    {
        yield return (
            "### Not expected\n\n| table | what | change |\n|---|---|--:|\n",
            report.Unexpected.Select(f => Row(f.Model, f.Measure, ChangeWords.Change(f.Change)))
        );
        yield return (
            "### Expected, but did not happen\n\n| table | what | change | why |\n|---|---|--:|---|\n",
            report.Expected.Where(e => !e.Happened).Select(e => Row(e.Expected.Model, e.Expected.Measure, ChangeWords.Change(e.Expected.Change), e.Note ?? ""))
        );
        yield return (
            "### Metrics\n\n| metric | table | before | after | change | moved in |\n|---|---|--:|--:|--:|---|\n",
            report.Metrics.Select(m =>
                Row(
                    m.Metric,
                    m.Dataset,
                    Figures.Money(m.Before, report.Currency),
                    Figures.Money(m.After, report.Currency),
                    Figures.Signed(m.Net, report.Currency),
                    string.Join(", ", m.Dimensions.Select(ChangeWords.Groups))
                )
            )
        );
        yield return (
            "### Tables\n\n| table | why | added | removed | changed | columns |\n|---|---|--:|--:|--:|---|\n",
            report.Tables.Select(t =>
                Row(t.Dataset, ChangeWords.Why(t), Figures.Count(t.Added), Figures.Count(t.Removed), Figures.Count(t.Changed), string.Join(", ", ColumnsOf(t)))
            )
        );
        foreach (var metric in report.Metrics)
        foreach (var dimension in metric.Dimensions.Where(d => d.Top.Count > 0))
            yield return (
                $"#### {E($"{metric.Metric} in {metric.Dataset} by {dimension.Name}")}\n\n"
                    + $"| {E(dimension.Name)} | before | after | change |\n|---|--:|--:|--:|\n",
                dimension.Top.Select(g => Row(g.Key, Amount(g.Before), Amount(g.After), Figures.Signed(g.Difference, null)))
            );
        yield return ("### Changed models\n\n", report.Models.Select(m => $"- {E($"{m.Dataset} ({m.File}): {ChangeWords.Of(m)}")}\n"));
        yield return (
            "### Expected\n\n| table | what | change | reason | owner |\n|---|---|--:|---|---|\n",
            report
                .Expected.Where(e => e.Happened)
                .Select(e => Row(e.Expected.Model, e.Expected.Measure, ChangeWords.Change(e.Expected.Change), e.Expected.Reason, e.Expected.Owner))
        );
    }

    private static IEnumerable<string> ColumnsOf(TableChange table) =>
        table
            .Schema.Select(s => s.Column.Length == 0 ? s.Change : $"{s.Column} {s.Change}")
            .Concat(table.Columns.Select(c => $"{c.Column} ({Figures.Count(c.Rows)})"))
            .Concat(table.ByChance.Select(c => $"{c} (by chance)"));

    private static string Amount(decimal? amount) => amount is { } there ? Figures.Money(there) : "–";

    private static string Short(string commit) => commit.Length > 10 ? commit[..10] : commit;

    private static string Row(params string[] cells) => $"| {string.Join(" | ", cells.Select(E))} |\n";

    private static string E(string value) => MarkdownText.Escape(value, LongestValue);
}
