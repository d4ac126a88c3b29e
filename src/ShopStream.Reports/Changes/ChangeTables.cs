using ShopStream.Quality.Changes;
using ShopStream.Reports.Markup;
using ShopStream.Reports.Wording;

namespace ShopStream.Reports.Changes;

/// <summary>Renders the tables that differ: rows, columns and samples.</summary>
internal static class ChangeTables
{
    public static void Render(Html html, ChangeReport report)
    {
        if (report.Tables.Count == 0)
            return;
        ChangePage.Table(
            html,
            "tables",
            "Tables",
            "Rows are paired by their key.",
            ["Table", "Why", "Rows before", "Rows after", "Added", "Removed", "Changed"],
            report.Tables.Select(t =>
                (string[])
                    [
                        t.Dataset,
                        ChangeWords.Why(t),
                        t.RowsBefore is { } before ? Figures.Count(before) : "–",
                        t.RowsAfter is { } after ? Figures.Count(after) : "–",
                        Figures.Count(t.Added),
                        Figures.Count(t.Removed),
                        Figures.Count(t.Changed),
                    ]
            ),
            firstToTheRight: 2
        );
        foreach (var (table, i) in report.Tables.Select((t, i) => (t, i)))
            One(html, table, i);
    }

    private static void One(Html html, TableChange table, int index)
    {
        html.Line(
            $"""<details class="finding {(table.IsOwn ? "failed" : "warned")}" id="table-{index}"><summary><h4 class="data">{table.Dataset}</h4> """
                + $"""<span class="short data">{ChangeHeadline.WhatOf(table)}</span></summary>"""
        );
        html.Line(
            $"""<p class="where data">{ChangeWords.Why(table)}. """
                + $"""{(table.Key.Count > 0 ? $"Paired by {string.Join(", ", table.Key)}: " : "")}{table.KeyNote}</p>"""
        );
        if (table.RowsByChance)
            html.Line($"<p>Two builds of the same side have other rows: they depend on chance and were not compared. Give the model a complete ORDER BY.</p>");
        else if (table.ByChance.Count > 0)
            html.Line(
                $"""<p>Two builds of the same side differ in <span class="data">{string.Join(", ", table.ByChance)}</span>: these columns depend on chance, """
                    + $"such as the order of ties, and were not compared.</p>"
            );
        ChangePage.Table(
            html,
            $"schema-{index}",
            "Columns of the table",
            "Added, removed, renamed or of another type.",
            ["Column", "Change"],
            table.Schema.Select(s => (string[])[s.Column.Length == 0 ? "(the table)" : s.Column, s.Change]),
            level: 3
        );
        ChangePage.Table(
            html,
            $"columns-{index}",
            "Values",
            "In how many rows that both sides have a column differs, the sum of its differences, and some of the rows.",
            ["Column", "Rows", "Net change", "Such as"],
            table.Columns.Select(c =>
                (string[])[c.Column, Figures.Count(c.Rows), c.Net is { } net ? Figures.Change(net) : "–", string.Join("; ", c.Samples.Take(3).Select(Sample))]
            ),
            firstToTheRight: 1,
            lastToTheRight: 2,
            level: 3
        );
        ChangePage.Table(
            html,
            $"rows-{index}",
            "Rows",
            "Some of each kind.",
            ["Row", "Kind", "Values"],
            table.Samples.Select(s => (string[])[s.Key.Length == 0 ? "(no key)" : s.Key, s.Kind, string.Join("; ", s.Values.Select(v => Sample(s.Kind, v)))]),
            level: 3
        );
        html.Line($"</details>");
    }

    private static string Sample(ValueSample value) =>
        value is { Before: null, After: null } ? value.Name : $"{value.Name}: {value.Before ?? "null"} → {value.After ?? "null"}";

    private static string Sample(string kind, ValueSample value) =>
        kind switch
        {
            "added" => $"{value.Name}={value.After ?? "null"}",
            "removed" => $"{value.Name}={value.Before ?? "null"}",
            _ => $"{value.Name}: {value.Before ?? "null"} → {value.After ?? "null"}",
        };
}
