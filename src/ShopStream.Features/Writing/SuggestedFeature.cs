using System.Text;
using ShopStream.Features.Parsing;
using ShopStream.Features.Steps;
using ShopStream.Quality.Checks;
using ShopStream.Quality.Data;
using ShopStream.Quality.Profiling;
using ShopStream.Quality.Reconciliation;
using ShopStream.Quality.Results;

namespace ShopStream.Features.Writing;

/// <summary>A feature file of suggestions, each with its evidence: a scenario for each subject of each table.</summary>
/// <param name="tags">Of every scenario, each with its @.</param>
/// <param name="measured">When and of what was measured; the same for all tables: "2026-11-23, run 20261123-060000-a1b2".</param>
/// <param name="businessMetrics">By which amounts are compared; see <see cref="SpecBinder"/>.</param>
public sealed class SuggestedFeature(IReadOnlyList<string> tags, Func<Dataset, string> measured, IReadOnlyDictionary<string, BusinessMetric> businessMetrics)
{
    private readonly Dictionary<Suggestion, bool> readBack = new(ReferenceEqualityComparer.Instance);

    /// <summary>The text of the file. A claim that no sentence can say, as of a value with a line break, is left out.</summary>
    public string Text(IReadOnlyList<SuggestedTable> tables)
    {
        var text = new StringBuilder();
        text.Append("# Suggested by shopstream. All of it holds today; whether it must hold is for you to say.\n");
        text.Append("# Keep what is a rule, change what is too narrow or too wide, remove what only happens to be so.\n");
        text.Append("Feature: ").Append(tables is [var one] ? $"What holds of {one.Dataset}" : "What holds of the data").Append('\n');
        foreach (var table in tables)
        {
            foreach (var subject in table.Suggestions.Where(CanBeWritten).GroupBy(s => s.Subject)) Scenario(text, table.Dataset, subject.Key, [.. subject]);
        }
        return text.ToString();
    }

    /// <summary>How many scenarios and claims the text has.</summary>
    public (int Scenarios, int Claims) Count(IReadOnlyList<SuggestedTable> tables)
    {
        var held = tables.Select(t => t.Suggestions.Where(CanBeWritten).ToList()).ToList();
        return (held.Sum(h => h.DistinctBy(s => s.Subject).Count()), held.Sum(h => h.Count));
    }

    private void Scenario(StringBuilder text, Dataset dataset, Subject subject, List<Suggestion> suggestions)
    {
        text.Append('\n');
        if (tags.Count > 0) text.Append("  ").AppendJoin(' ', tags).Append('\n');
        text.Append("  Scenario: ").Append(Name(dataset, subject)).Append('\n');
        string? said = null;
        foreach (var (suggestion, index) in suggestions.Select((s, i) => (s, i)))
        {
            // Columns that share their evidence stand below it together.
            if (!string.Equals(suggestion.Evidence, said, StringComparison.Ordinal))
                text.Append("    # evidence: ").Append(said = suggestion.Evidence).Append(" (").Append(measured(dataset)).Append(")\n");
            CheckLine(text, index == 0 ? "Then" : "And", suggestion);
        }
    }

    private static void CheckLine(StringBuilder text, string keyword, Suggestion suggestion)
    {
        text.Append("    ").Append(keyword).Append(' ').Append(SentenceText.Of(suggestion)).Append('\n');
        var table = SentenceText.Table(suggestion);
        if (table.Count == 0) return;
        var cells = table.Select(row => row.Select(Cell).ToList()).ToList();
        var widths = Enumerable.Range(0, cells[0].Count).Select(i => cells.Max(row => row[i].Length)).ToList();
        foreach (var row in cells)
            text.Append("      | ").AppendJoin(" | ", row.Select((cell, i) => cell.PadRight(widths[i]))).Append(" |\n");
    }

    private static string Cell(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("|", "\\|", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private static string Name(Dataset dataset, Subject subject) => subject switch
    {
        Subject.Rows => $"All rows of {dataset} are there",
        Subject.Keys => $"No key appears twice in {dataset}",
        Subject.Completeness => $"No value is missing in {dataset}",
        Subject.Values => $"The values of {dataset} are the known ones",
        Subject.Ranges => $"The numbers of {dataset} are within their bounds",
        Subject.Patterns => $"The texts of {dataset} have their form",
        Subject.References => $"What {dataset} points to exists",
        Subject.RowsAgree => $"Every row of {dataset} agrees with itself",
        Subject.Amounts => $"The amounts of {dataset} are those of the hop before",
        _ => $"The columns of {dataset} are the known ones",
    };

    private bool CanBeWritten(Suggestion suggestion) =>
        readBack.TryGetValue(suggestion, out var holds) ? holds : readBack[suggestion] = IsReadBack(suggestion);

    // A sentence that is read back as another check, or not at all, would make the whole file useless.
    private bool IsReadBack(Suggestion suggestion)
    {
        if (SentenceText.Of(suggestion) is null) return false;
        var text = new StringBuilder("Feature: f\n  Scenario: s\n");
        CheckLine(text, "Then", suggestion);
        var problems = new List<Problem>();
        var scenarios = FeatureFile.Parse("suggested", text.ToString(), problems);
        if (problems.Count > 0) return false;
        try
        {
            var bound = SpecBinder.Bind(new FeatureSet(scenarios), businessMetrics);
            return bound is [{ Checks: [var check] }] && check.Check.GetType() == suggestion.Check.GetType()
                && NamedColumns(check.Check).SequenceEqual(NamedColumns(suggestion.Check), StringComparer.Ordinal)
                && (check.Check is not HasColumns read || read.Columns.SequenceEqual(((HasColumns)suggestion.Check).Columns));
        }
        catch (UsageException)
        {
            return false;
        }
    }

    private static IEnumerable<string> NamedColumns(ICheck check) => check.GetMetrics().Select(q => q.Key);
}
