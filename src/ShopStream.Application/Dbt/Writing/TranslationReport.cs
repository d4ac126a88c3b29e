using System.Globalization;
using System.Text;
using ShopStream.Application.Dbt.Artifacts;
using ShopStream.Application.Dbt.Translation;

namespace ShopStream.Application.Dbt.Writing;

/// <summary>What has become of every test, as Markdown.</summary>
internal static class TranslationReport
{
    /// <param name="project">The project.</param>
    /// <param name="tests">All tests.</param>
    /// <param name="places">File and line of each check.</param>
    public static string Of(DbtProject project, IReadOnlyList<TranslatedTest> tests, IReadOnlyDictionary<TranslatedCheck, string> places)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# Tests of {project.Name}\n\n");
        text.Append(
            CultureInfo.InvariantCulture,
            $"Read from the manifest of dbt {project.Version} ({project.Adapter}). Every test is in one of the three tables, "
                + $"freshness of sources and contracts of models included.\n"
        );
        Part(text, "Sentences", tests.Where(t => t.Checks.Count > 0 && !t.IsQuery), places, "note", t => t.Note ?? "");
        Part(text, "Custom SQL", tests.Where(t => t.IsQuery), places, "why", t => t.Reason ?? t.Note ?? "a limit of failures");
        Part(text, "Not translated", tests.Where(t => t.Checks.Count == 0), places, "why", t => t.Reason ?? "");
        return text.ToString();
    }

    private static void Part(
        StringBuilder text,
        string title,
        IEnumerable<TranslatedTest> tests,
        IReadOnlyDictionary<TranslatedCheck, string> places,
        string last,
        Func<TranslatedTest, string> why
    )
    {
        var all = tests.ToList();
        text.Append(CultureInfo.InvariantCulture, $"\n## {title}: {all.Count}\n");
        if (all.Count == 0)
            return;
        text.Append(CultureInfo.InvariantCulture, $"\n| test | kind | check | {last} |\n|---|---|---|---|\n");
        foreach (var test in all)
        {
            var checks = string.Join("<br>", test.Checks.Select(c => c.Sql is null ? $"{Cell(c.Sentence)} ({places[c]})" : places[c]));
            text.Append(CultureInfo.InvariantCulture, $"| {Cell(test.Test.Name)} | {Cell(test.Test.Kind)} | {checks} | {Cell(why(test))} |\n");
        }
    }

    private static string Cell(string text) =>
        text.ReplaceLineEndings(" ").Replace("|", "\\|", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal);
}
