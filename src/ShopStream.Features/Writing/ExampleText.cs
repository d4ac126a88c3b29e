using System.Globalization;
using System.Text;
using ShopStream.Quality.Data;
using ShopStream.Quality.Examples;

namespace ShopStream.Features.Writing;

/// <summary>Writes an example as a scenario.</summary>
/// <param name="catalog">Has the types of the columns.</param>
public sealed class ExampleText(Catalog catalog)
{
    /// <summary>The lines of a scenario, indented as in a feature, each with a line feed.</summary>
    /// <param name="name">Name of the scenario.</param>
    /// <param name="comments">What a reader should know, a comment line each.</param>
    /// <param name="draft">The given rows.</param>
    /// <param name="expected">The expected rows of the built table; without rows, it has to be empty.</param>
    /// <param name="exactly">Whether the table has no other rows.</param>
    public string Scenario(string name, IReadOnlyList<string> comments, ExampleDraft draft, DraftTable expected, bool exactly)
    {
        ArgumentNullException.ThrowIfNull(draft);
        ArgumentNullException.ThrowIfNull(expected);
        var text = new StringBuilder();
        foreach (var comment in comments)
            text.Append("  # ").Append(comment.ReplaceLineEndings(" ")).Append('\n');
        text.Append("  Scenario: ").Append(name.ReplaceLineEndings(" ")).Append('\n');
        foreach (var (i, table) in draft.Given.Index())
        {
            text.Append(CultureInfo.InvariantCulture, $"    {(i == 0 ? "Given" : "And")} {(table.Rows.Count == 0 ? "no" : "these")} rows in {table.Dataset}");
            Table(text, table);
        }
        if (draft.Today is { } today)
            text.Append(CultureInfo.InvariantCulture, $"    And today is {today:yyyy-MM-dd}\n");
        text.Append(CultureInfo.InvariantCulture, $"    When {Identifier.Written(draft.Built.Table)} is built\n");
        text.Append(
            CultureInfo.InvariantCulture,
            $"    Then {draft.Built} has {(expected.Rows.Count == 0 ? "no rows" : exactly ? "exactly these rows" : "at least these rows")}"
        );
        Table(text, expected);
        return text.ToString();
    }

    private void Table(StringBuilder text, DraftTable table)
    {
        if (table.Rows.Count == 0)
        {
            text.Append('\n');
            return;
        }
        var written = table.ToWritten(catalog);
        var lines = written.Rows.Select(r => r.Cells).Prepend([.. written.Columns.Select(Identifier.Written)]).Select(l => l.Select(Escaped).ToList()).ToList();
        var widths = table.Columns.Select((_, i) => lines.Max(l => l[i].Length)).ToList();
        text.Append(":\n");
        foreach (var line in lines)
            text.Append("      | ").AppendJoin(" | ", line.Select((cell, i) => cell.PadRight(widths[i]))).Append(" |\n");
    }

    private static string Escaped(string cell) =>
        cell.Replace("\\", @"\\", StringComparison.Ordinal).Replace("|", @"\|", StringComparison.Ordinal).Replace("\n", @"\n", StringComparison.Ordinal);
}
