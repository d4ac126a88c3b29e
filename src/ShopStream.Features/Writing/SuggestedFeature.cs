using System.Text;
using ShopStream.Features.Scenarios;
using ShopStream.Features.Steps;
using ShopStream.Quality.Checks;
using ShopStream.Quality.Data;
using ShopStream.Quality.Profiling;
using ShopStream.Quality.Reconciliation;
using ShopStream.Quality.Results;

namespace ShopStream.Features.Writing;

/// <summary>Writes the feature file of <c>suggest</c>: one scenario per subject and table, each check with its evidence.</summary>
/// <param name="tags">The tags of every scenario, with their @.</param>
/// <param name="measured">The date and run of a dataset's measurements, such as "2026-11-23, run 20261123-060000-a1b2".</param>
/// <param name="businessMetrics">The metric definitions of the settings, by name.</param>
public sealed class SuggestedFeature(IReadOnlyList<string> tags, Func<Dataset, string> measured, IReadOnlyDictionary<string, BusinessMetric> businessMetrics)
{
    private readonly Dictionary<Suggestion, bool> readBack = new(ReferenceEqualityComparer.Instance);

    /// <summary>Sentences that other features have, and that are not written again. Default: none.</summary>
    public IReadOnlySet<string> Besides { get; init; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>The text of the file. Checks that no sentence can express, such as on a value with a line break, are skipped.</summary>
    public string Text(IReadOnlyList<SuggestedTable> tables)
    {
        var text = new StringBuilder();
        text.Append("# Suggested by shopstream: every check below passes today. Decide which of them must always pass.\n");
        text.Append("# Keep the checks that state a rule, adjust bounds that are too narrow or too wide, and remove what holds only by chance.\n");
        text.Append("Feature: ").Append(tables is [var one] ? $"Suggested checks for {one.Dataset}" : "Suggested checks").Append('\n');
        foreach (var table in tables)
        {
            foreach (var subject in table.Suggestions.Where(CanBeWritten).GroupBy(s => s.Subject))
                Scenario(text, table.Dataset, subject.Key, [.. subject]);
        }
        return text.ToString();
    }

    /// <summary>The number of scenarios and checks in the text.</summary>
    public (int Scenarios, int Checks) Count(IReadOnlyList<SuggestedTable> tables)
    {
        var writable = tables.Select(t => t.Suggestions.Where(CanBeWritten).ToList()).ToList();
        return (writable.Sum(t => t.DistinctBy(s => s.Subject).Count()), writable.Sum(t => t.Count));
    }

    private void Scenario(StringBuilder text, Dataset dataset, Subject subject, List<Suggestion> suggestions)
    {
        text.Append('\n');
        if (tags.Count > 0)
            text.Append("  ").AppendJoin(' ', tags).Append('\n');
        text.Append("  Scenario: ").Append(Name(dataset, subject)).Append('\n');
        string? evidence = null;
        foreach (var (suggestion, index) in suggestions.Select((s, i) => (s, i)))
        {
            // Checks with the same evidence share one comment.
            if (!string.Equals(suggestion.Evidence, evidence, StringComparison.Ordinal))
                text.Append("    # evidence: ").Append(evidence = suggestion.Evidence).Append(" (").Append(measured(dataset)).Append(")\n");
            CheckLine(text, index == 0 ? "Then" : "And", suggestion);
        }
    }

    private static void CheckLine(StringBuilder text, string keyword, Suggestion suggestion)
    {
        text.Append("    ").Append(keyword).Append(' ').Append(SentenceText.Of(suggestion)).Append('\n');
        var table = SentenceText.Table(suggestion);
        if (table.Count > 0)
            FeatureText.AppendTable(text, table);
    }

    private static string Name(Dataset dataset, Subject subject) =>
        subject switch
        {
            Subject.Rows => $"No row of {dataset} is missing",
            Subject.Keys => $"No key appears twice in {dataset}",
            Subject.Completeness => $"No value is missing in {dataset}",
            Subject.Values => $"The values of {dataset} are known",
            Subject.Ranges => $"The numbers of {dataset} are within their bounds",
            Subject.Patterns => $"The texts of {dataset} match their format",
            Subject.Days => $"Every day has rows in {dataset}",
            Subject.References => $"The references of {dataset} exist",
            Subject.RowsAgree => $"The columns of {dataset} agree in every row",
            Subject.Amounts => $"The amounts of {dataset} equal those of the layer before",
            _ => $"The columns of {dataset} have not changed",
        };

    private bool CanBeWritten(Suggestion suggestion) =>
        readBack.TryGetValue(suggestion, out var same)
            ? same
            : readBack[suggestion] = IsReadBack(suggestion) && !Besides.Contains(SentenceText.Of(suggestion)!);

    // One sentence that binds to another check, or to none, would make the whole file unusable.
    private bool IsReadBack(Suggestion suggestion)
    {
        if (SentenceText.Of(suggestion) is null)
            return false;
        var text = new StringBuilder("Feature: f\n  Scenario: s\n");
        CheckLine(text, "Then", suggestion);
        var problems = new List<Problem>();
        var features = FeatureFolder.Parse("suggested", text.ToString(), problems);
        if (problems.Count > 0)
            return false;
        try
        {
            var bound = SpecBinder.Bind(features, businessMetrics);
            return bound is [{ Checks: [var check] }]
                && check.Check.GetType() == suggestion.Check.GetType()
                && MetricIds(check.Check).SequenceEqual(MetricIds(suggestion.Check), StringComparer.Ordinal)
                && (check.Check is not HasColumns shape || shape.Columns.SequenceEqual(((HasColumns)suggestion.Check).Columns));
        }
        catch (UsageException)
        {
            return false;
        }
    }

    private static IEnumerable<string> MetricIds(ICheck check) => check.GetMetrics().Select(m => m.Id);
}
