using System.Text;
using System.Text.RegularExpressions;
using ShopStream.Quality.Data;

namespace ShopStream.Application.Dbt.Translation;

/// <summary>A feature file of translated tests: each check below the name of its test.</summary>
internal sealed partial class FeatureText
{
    private readonly StringBuilder text = new();
    private readonly Dictionary<string, int> names = new(StringComparer.Ordinal);
    private readonly HashSet<Dataset> described = [];
    private readonly Func<Dataset, string?> describe;
    private int line = 1;

    private FeatureText(Func<Dataset, string?> describe) => this.describe = describe;

    /// <summary>The text of a feature, and the line of each check.</summary>
    /// <param name="subject">The subject of all the checks.</param>
    /// <param name="tests">The tests that have checks of the subject, in the order to write them.</param>
    /// <param name="describe">What the project says of a table, in one line; null for nothing. It is written once in a feature.</param>
    public static (string Text, IReadOnlyDictionary<TranslatedCheck, int> Lines) Of(
        TestSubject subject,
        IReadOnlyList<TranslatedTest> tests,
        Func<Dataset, string?> describe
    )
    {
        var feature = new FeatureText(describe);
        var lines = new Dictionary<TranslatedCheck, int>(ReferenceEqualityComparer.Instance);
        feature.Line($"# Translated from the tests of a dbt project by shopstream init. The line above a check names its test.");
        feature.Line("@nightly");
        feature.Line($"Feature: {NameOf(subject)}");
        var checks = tests.SelectMany(t => t.Checks.Where(c => c.Subject == subject).Select(c => (Test: t, Check: c)));
        foreach (var scenario in checks.GroupBy(c => Group(c.Test, c.Check), StringComparer.Ordinal))
            feature.Scenario([.. scenario], lines);
        return (feature.text.ToString(), lines);
    }

    /// <summary>A scenario of one check, to see whether it binds.</summary>
    public static string Scenario(TranslatedCheck check)
    {
        var feature = new FeatureText(_ => null);
        feature.Line("  Scenario: s");
        feature.Steps([(null, check)], []);
        return feature.text.ToString();
    }

    /// <summary>A tag without its @: blanks and a second @ would end it. Of an owner's address, the name stays.</summary>
    public static string Tag(string tag) => Outside().Replace(tag.StartsWith("owner:", StringComparison.Ordinal) ? tag.Split('@')[0] : tag, "-").Trim('-');

    private static string NameOf(TestSubject subject) =>
        subject switch
        {
            TestSubject.Keys => "No key appears twice",
            TestSubject.Completeness => "No value is missing",
            TestSubject.References => "Every reference exists",
            TestSubject.Values => "Values are as expected",
            TestSubject.Order => "Rows are in order",
            TestSubject.Figures => "Figures are within their bounds",
            TestSubject.Rows => "Tables have the rows that they should have",
            TestSubject.Columns => "Tables have the columns that they should have",
            TestSubject.Freshness => "Data is fresh",
            _ => "Rules in SQL",
        };

    private static string Title(TranslatedTest test, TranslatedCheck check) =>
        check.Subject switch
        {
            TestSubject.Keys => $"Keys of {check.Dataset}",
            TestSubject.Completeness => $"Completeness of {check.Dataset}",
            TestSubject.References => $"References of {check.Dataset}",
            TestSubject.Values => $"Values of {check.Dataset}",
            TestSubject.Order => $"Order of {check.Dataset}",
            TestSubject.Figures => $"Figures of {check.Dataset}",
            TestSubject.Rows => $"Rows of {check.Dataset}",
            TestSubject.Columns => $"Columns of {check.Dataset}",
            TestSubject.Freshness => $"Freshness of {check.Dataset}",
            _ => QueryText.Title(test.Test),
        };

    // Checks of one table, with the same rows, severity and tags. A query is a scenario of its own.
    private static string Group(TranslatedTest test, TranslatedCheck check) =>
        string.Join('\n', [$"{check.Dataset}", $"{check.IsWarning}", check.Sql is null ? "" : test.Test.UniqueId, .. check.Given, "", .. test.Tags]);

    private void Scenario(IReadOnlyList<(TranslatedTest Test, TranslatedCheck Check)> checks, Dictionary<TranslatedCheck, int> lines)
    {
        var (test, check) = checks[0];
        var title = Title(test, check);
        if (check.Given.Count > 0)
            title += $", {string.Join(" and ", check.Given.Select(g => g[g.IndexOf(" where ", StringComparison.Ordinal)..].Trim()))}";
        if (check.IsWarning)
            title += ", as a warning";
        var number = names[title] = names.GetValueOrDefault(title) + 1;
        Line("");
        List<string> tags = [.. check.IsWarning ? ["@warning"] : Array.Empty<string>(), .. test.Tags.Select(t => $"@{t}")];
        if (tags.Count > 0)
            Line($"  {string.Join(' ', tags)}");
        Line($"  Scenario: {title}{(number > 1 ? $" ({number})" : "")}");
        // Behind the name of its table, a description is not taken for a step.
        if (check.Sql is null && describe(check.Dataset) is { } description && described.Add(check.Dataset))
        {
            Line($"    {check.Dataset}: {description}");
            Line("");
        }
        Steps([.. checks.Select(c => ((TranslatedTest?)c.Test, c.Check))], lines);
    }

    private void Steps(IReadOnlyList<(TranslatedTest? Test, TranslatedCheck Check)> checks, Dictionary<TranslatedCheck, int> lines)
    {
        foreach (var (given, index) in checks[0].Check.Given.Select((g, i) => (g, i)))
            Line($"    {(index == 0 ? "Given" : "And")} {given}");
        // Two tests may say the same.
        foreach (var (alike, index) in checks.GroupBy(c => (c.Check.Sentence, c.Check.Sql)).Select((c, i) => (c, i)))
        {
            foreach (var test in alike.Select(c => c.Test).OfType<TranslatedTest>())
                Line($"    # dbt: {test.Test.Name}");
            foreach (var same in alike)
                lines[same.Check] = line;
            var check = alike.First().Check;
            // Below a sentence, its table.
            foreach (var (part, number) in check.Sentence.Split('\n').Select((p, n) => (p, n)))
                Line(number > 0 ? $"      {part}" : $"    {(index == 0 ? "Then" : "And")} {part}");
            if (check.Sql is not { } sql)
                continue;
            var fence = sql.Contains("\"\"\"", StringComparison.Ordinal) ? "```" : "\"\"\"";
            Line($"      {fence}");
            foreach (var part in sql.Split('\n'))
                Line($"      {part}");
            Line($"      {fence}");
        }
    }

    private void Line(string content)
    {
        text.Append(content.TrimEnd()).Append('\n');
        line++;
    }

    [GeneratedRegex(@"[^\p{L}\p{N}_:.-]+", RegexOptions.None, 1000)]
    private static partial Regex Outside();
}
