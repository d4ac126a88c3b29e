using System.Text;
using ShopStream.Quality.Data;

namespace ShopStream.Application.Dbt.Project;

/// <summary>The .yml files of a dbt project: sources, models and the tests of their columns.</summary>
internal static class SchemaFile
{
    /// <summary>The sources: the raw tables.</summary>
    public static string Sources(IReadOnlyList<Dataset> tables, IReadOnlyList<ColumnTest> tests)
    {
        var text = new StringBuilder("version: 2\n\nsources:\n  - name: raw\n    schema: raw\n    tables:\n");
        foreach (var table in tables)
        {
            text.Append("      - name: ").Append(YamlText.Of(table.Table)).Append('\n');
            if (!Identifier.IsPlain(table.Table))
                text.Append("        quoting: {identifier: true}\n");
            Columns(text, "        ", [.. tests.Where(t => t.Dataset == table)]);
        }
        return text.ToString();
    }

    /// <summary>The models of one layer.</summary>
    public static string Models(IReadOnlyList<Dataset> models, IReadOnlyList<ColumnTest> tests)
    {
        var text = new StringBuilder("version: 2\n\nmodels:\n");
        foreach (var model in models)
        {
            text.Append("  - name: ").Append(YamlText.Of(model.Table)).Append('\n');
            Columns(text, "    ", [.. tests.Where(t => t.Dataset == model)]);
        }
        return text.ToString();
    }

    private static void Columns(StringBuilder text, string indent, IReadOnlyList<ColumnTest> tests)
    {
        if (tests.Count == 0)
            return;
        text.Append(indent).Append("columns:\n");
        foreach (var column in tests.GroupBy(t => t.Column, StringComparer.Ordinal))
        {
            text.Append(indent).Append("  - name: ").Append(YamlText.Of(column.Key)).Append('\n');
            text.Append(indent).Append("    data_tests:\n");
            // Two scenarios may say the same, which dbt refuses.
            foreach (var test in column.DistinctBy(t => string.Join('\n', t.Lines), StringComparer.Ordinal))
            {
                text.Append(indent).Append("      - ").Append(test.Lines[0]).Append('\n');
                foreach (var line in test.Lines.Skip(1))
                    text.Append(indent).Append("      ").Append(line).Append('\n');
            }
        }
    }
}
