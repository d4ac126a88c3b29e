using System.Globalization;
using System.Text;
using ShopStream.Application.Dbt.Artifacts;
using ShopStream.Application.Dbt.Placement;
using ShopStream.Application.Dbt.Translation;
using ShopStream.Quality.Data;

namespace ShopStream.Application.Dbt.Writing;

/// <summary>What has become of every test, as Markdown.</summary>
internal static class TranslationReport
{
    /// <param name="project">The project.</param>
    /// <param name="names">Datasets of the relations.</param>
    /// <param name="tests">All tests.</param>
    /// <param name="places">File and line of each check.</param>
    public static string Of(DbtProject project, DatasetNames names, IReadOnlyList<TranslatedTest> tests, IReadOnlyDictionary<TranslatedCheck, string> places)
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
        Tables(text, project, names);
        return text.ToString();
    }

    // What the project says of its tables: whom to ask, and what a row is.
    private static void Tables(StringBuilder text, DbtProject project, DatasetNames names)
    {
        var keys = new RowKeys(project);
        var tables = project
            .Tables.Select(r => (Relation: r, Dataset: names.Of(r)!.Value))
            .OrderBy(t => t.Dataset.Layer)
            .ThenBy(t => t.Dataset.Table, StringComparer.Ordinal)
            .ToList();
        text.Append(
            CultureInfo.InvariantCulture,
            $"\n## Tables: {tables.Count}\n\n| table | key | owner | group | tags | what it is |\n|---|---|---|---|---|---|\n"
        );
        foreach (var (relation, dataset) in tables)
            text.Append(
                CultureInfo.InvariantCulture,
                $"| {Cell($"{dataset}")} | {Cell(Identifier.Written(keys.Of(relation)))} | {Cell(relation.Owner ?? "")} | {Cell(relation.Group ?? "")} | "
                    + $"{Cell(string.Join(", ", relation.Tags))} | {Cell(relation.Summary)} |\n"
            );
        var columns = tables.SelectMany(t => t.Relation.Columns.Where(c => c.Summary.Length > 0).Select(c => (t.Dataset, Column: c))).ToList();
        if (columns.Count == 0)
            return;
        text.Append("\n## Columns that have a description\n\n| table | column | what it is |\n|---|---|---|\n");
        foreach (var (dataset, column) in columns)
            text.Append(CultureInfo.InvariantCulture, $"| {Cell($"{dataset}")} | {Cell(Identifier.Written(column.Name))} | {Cell(column.Summary)} |\n");
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
