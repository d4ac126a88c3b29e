using System.Text;
using ShopStream.Quality.Reconciliation;

namespace ShopStream.Features.Writing;

/// <summary>Writes feature files from sentences that were made elsewhere, such as from a data contract.</summary>
public static class FeatureText
{
    // A scenario needs a check.
    private static readonly WrittenStep AnyCheck = new("raw t is not empty");

    /// <summary>The text of a feature file. Scenarios of one name are numbered.</summary>
    /// <param name="name">Name of the feature.</param>
    /// <param name="description">Lines below the name; empty for none.</param>
    /// <param name="scenarios">At least one.</param>
    public static string Text(string name, IReadOnlyList<string> description, IReadOnlyList<WrittenScenario> scenarios)
    {
        var text = new StringBuilder();
        text.Append("Feature: ").Append(OneLine(name)).Append('\n');
        foreach (var line in description)
            text.Append("  ").Append(OneLine(line)).Append('\n');
        var used = new HashSet<string>(StringComparer.Ordinal);
        foreach (var scenario in scenarios)
            Append(text, scenario, Free(OneLine(scenario.Name), used));
        return text.ToString();
    }

    /// <summary>Why the sentence cannot be written: no sentence binds to it, or it refuses an argument. Null if it can.</summary>
    /// <param name="step">The step.</param>
    /// <param name="businessMetrics">The metric definitions that it may name.</param>
    public static string? Problem(WrittenStep step, IReadOnlyDictionary<string, BusinessMetric> businessMetrics)
    {
        var text = new StringBuilder();
        Append(text, new WrittenScenario("s", [], step.IsContext ? [step, AnyCheck] : [step]), "s");
        return ScenarioText.Fault(text.ToString(), businessMetrics);
    }

    private static void Append(StringBuilder text, WrittenScenario scenario, string name)
    {
        text.Append('\n');
        if (scenario.Tags.Count > 0)
            text.Append("  ").AppendJoin(' ', scenario.Tags).Append('\n');
        text.Append("  Scenario: ").Append(name).Append('\n');
        string? keyword = null;
        foreach (var step in scenario.Steps)
        {
            var own = step.IsContext ? "Given" : "Then";
            text.Append("    ").Append(string.Equals(own, keyword, StringComparison.Ordinal) ? "And" : own).Append(' ').Append(step.Text).Append('\n');
            keyword = own;
            if (step.DocString is { } doc)
                AppendDocString(text, doc);
            if (step.Table is { } table)
                AppendTable(text, table);
        }
    }

    private static void AppendDocString(StringBuilder text, string doc)
    {
        text.Append("      \"\"\"\n");
        foreach (var line in doc.Split('\n'))
            text.Append(line.Length == 0 ? "" : "      ").Append(line.Replace("\"\"\"", "\\\"\\\"\\\"", StringComparison.Ordinal)).Append('\n');
        text.Append("      \"\"\"\n");
    }

    /// <summary>Appends the rows of a table, their columns aligned.</summary>
    internal static void AppendTable(StringBuilder text, IReadOnlyList<IReadOnlyList<string>> table)
    {
        var cells = table.Select(row => row.Select(Cell).ToList()).ToList();
        var widths = Enumerable.Range(0, cells[0].Count).Select(i => cells.Max(row => row[i].Length)).ToList();
        foreach (var row in cells)
            text.Append("      | ").AppendJoin(" | ", row.Select((cell, i) => cell.PadRight(widths[i]))).Append(" |\n");
    }

    private static string Cell(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("|", "\\|", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private static string Free(string name, HashSet<string> used)
    {
        var free = name;
        for (var number = 2; !used.Add(free); number++)
            free = $"{name} ({number})";
        return free;
    }

    private static string OneLine(string text) => string.Join(' ', text.Split(['\n', '\r', ' '], StringSplitOptions.RemoveEmptyEntries));
}
