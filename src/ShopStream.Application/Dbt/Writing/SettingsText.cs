using System.Security;
using System.Text;
using ShopStream.Application.Dbt.Artifacts;
using ShopStream.Application.Dbt.Placement;
using ShopStream.Quality.Data;

namespace ShopStream.Application.Dbt.Writing;

/// <summary>The settings of an attached dbt project.</summary>
internal static class SettingsText
{
    // Of the rows themselves, not of their load.
    private static readonly HashSet<string> Watermarks = new(StringComparer.OrdinalIgnoreCase) { "updated_at", "created_at" };

    /// <param name="project">The project.</param>
    /// <param name="names">Datasets and layers.</param>
    /// <param name="warehouse">The settings that name the warehouse.</param>
    /// <param name="runResults">dbt's run_results.json, relative to the settings; null if there is none.</param>
    public static string Of(DbtProject project, DatasetNames names, IReadOnlyList<(string Name, string Value)> warehouse, string? runResults)
    {
        var text = new StringBuilder();
        text.Append("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
        text.Append($"<!-- Written by shopstream init from the dbt project {Comment(project.Name)} (dbt {Comment(project.Version)}). -->\n");
        text.Append("<RunSettings>\n  <TestRunParameters>\n");
        Add(text, "The warehouse that dbt builds; it is only read.", [("pipeline", "external"), .. warehouse]);
        Add(
            text,
            "The layers, as schemas or tables.",
            names.Patterns.OrderBy(p => p.Key).Select(p => ($"layer.{p.Key.NameOf()}", string.Join(", ", p.Value.Select(t => $"{t}"))))
        );
        var tables = project
            .Tables.Select(r => (Relation: r, Dataset: names.Of(r)!.Value))
            .OrderBy(t => t.Dataset.Layer)
            .ThenBy(t => t.Dataset.Table, StringComparer.Ordinal)
            .ToList();
        var keys = new RowKeys(project);
        Add(
            text,
            "Keys: from primary keys, tests of uniqueness and unique_key.",
            tables.Select(t => ($"key.{Name(t.Dataset)}", Identifier.Written(keys.Of(t.Relation)))).Where(k => k.Item2.Length > 0)
        );
        Add(
            text,
            "Lineage.",
            tables.Select(t => ($"upstream.{Name(t.Dataset)}", string.Join(", ", names.Upstream(project, t.Relation)))).Where(u => u.Item2.Length > 0)
        );
        var loads = tables
            .Where(t =>
                t.Dataset.Layer == Layer.Raw
                && t.Relation.Freshness?.Column is { } column
                && !Watermarks.Contains(column)
                && t.Relation.ColumnOf(column) is not null
            )
            .Select(t => ($"loaded_at.{Identifier.Written(t.Dataset.Table)}", Identifier.Written(t.Relation.Freshness!.Column!)));
        Add(
            text,
            "When dbt built its models, and when raw tables were loaded: rows that came later have not arrived yet.",
            runResults is null ? loads : loads.Prepend(("dbt.run_results", runResults))
        );
        var personal = tables
            .SelectMany(t => t.Relation.Columns.Where(c => c.IsPersonal).Select(c => $"{Identifier.Written(t.Dataset.Table)}.{Identifier.Written(c.Name)}"))
            .ToList();
        Add(
            text,
            "Columns that are never shown: those whose name says so, and those that meta marks.",
            [("personal", string.Join(", ", personal.Prepend("names")))]
        );
        return text.Append("  </TestRunParameters>\n</RunSettings>\n").ToString();
    }

    private static string Name(Dataset dataset) => $"{dataset.Layer.NameOf()}.{Identifier.Written(dataset.Table)}";

    private static string Comment(string text) => text.Replace("--", "- -", StringComparison.Ordinal);

    private static void Add(StringBuilder text, string comment, IEnumerable<(string Name, string Value)> settings)
    {
        var all = settings.ToList();
        if (all.Count == 0)
            return;
        text.Append("    <!-- ").Append(comment).Append(" -->\n");
        foreach (var (name, value) in all)
            text.Append($"    <Parameter name=\"{SecurityElement.Escape(name)}\" value=\"{SecurityElement.Escape(value)}\" />\n");
    }
}
