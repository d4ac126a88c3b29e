using ShopStream.Quality.Changes;
using ShopStream.Reports.Wording;

namespace ShopStream.Reports.Changes;

/// <summary>The result of a comparison in one sentence.</summary>
public static class ChangeHeadline
{
    private const int LongestLine = 80;

    /// <summary>The sentence.</summary>
    public static string Of(ChangeReport report)
    {
        if (MainMetric(report) is { } metric)
            return $"{Capital(metric.Metric)}{In(report, metric)} changes by {Figures.Signed(metric.Net, report.Currency)}{Groups(metric)}"
                + $"{Because(report, metric.Dataset, metric)}.";
        if (report.Tables.Count > 0)
        {
            var table = report.Tables[0];
            return report.Tables.Count == 1 || !table.HasRows
                ? $"{Capital(table.Dataset)} {WhatOf(table)}{Because(report, table.Dataset, null)}{Others(report.Tables.Count - 1)}."
                : $"{Figures.Count(report.Tables.Count, "table")} differ{Because(report, table.Dataset, null)}.";
        }
        return report.Models.Count == 0
            ? "No model was changed: no number can differ."
            : $"No number changes: {Figures.Count(report.Models.Count, "changed model")}, {Figures.Count(report.Compared, "table")} compared, 0 differences.";
    }

    /// <summary>What differs in a table, in few words.</summary>
    public static string WhatOf(TableChange table)
    {
        if (table.RowsByChance)
            return "has other rows by chance at every build";
        var parts = new List<string>();
        if (table.Added > 0)
            parts.Add($"{Figures.Count(table.Added, "row")} added");
        if (table.Removed > 0)
            parts.Add($"{Figures.Count(table.Removed, "row")} removed");
        if (table.Changed > 0)
            parts.Add($"{Figures.Count(table.Changed, "row")} changed");
        parts.AddRange(table.Schema.Select(s => s.Column.Length == 0 ? s.Change : $"column {s.Column} {s.Change}"));
        if (table.ByChance.Count > 0)
            parts.Add($"{string.Join(", ", table.ByChance)} by chance");
        return $"differs: {string.Join(", ", parts)}";
    }

    /// <summary>The metric that the sentence is about: of a mart if one moved, and there the one that moved most; null if none moved.</summary>
    public static MetricChange? MainMetric(ChangeReport report) =>
        report
            .Metrics.Where(m => m.Moved)
            .OrderByDescending(m => m.Dataset.StartsWith("mart ", StringComparison.Ordinal))
            .ThenByDescending(m => m.Dimensions.Any(d => d.Series.Count > 0))
            .ThenByDescending(m => Math.Abs(m.Net))
            .FirstOrDefault();

    /// <summary>Why a table differs: ", because …", or "" if that is not known.</summary>
    internal static string Because(ChangeReport report, string dataset, MetricChange? metric)
    {
        var origins = report.Tables.FirstOrDefault(t => string.Equals(t.Dataset, dataset, StringComparison.Ordinal))?.Origins ?? [];
        if (origins.Count == 0)
            return metric is { IsRedefined: true } ? $" because the definition of {metric.Metric} was changed" : "";
        var first = report.Models.FirstOrDefault(m => string.Equals(m.Dataset, origins[0], StringComparison.Ordinal));
        var what = first switch
        {
            null => "was changed",
            { Rules.Count: > 0 } => $"uses the rule {string.Join(", ", first.Rules)}, which was changed",
            { Kind: ModelChangeKind.Added } => "is new",
            { Kind: ModelChangeKind.Removed } => "was removed",
            { Kind: ModelChangeKind.Moved } => $"was moved from {first.From}",
            _ when Line(first, isAdded: true) is { } line => $"now has “{line}”",
            _ when Line(first, isAdded: false) is { } line => $"no longer has “{line}”",
            _ => "was changed",
        };
        return $" because {origins[0]} {what}{(origins.Count == 1 ? "" : $", and {string.Join(", ", origins.Skip(1))} changed as well")}";
    }

    // A comment changes no number.
    private static string? Line(ModelChange model, bool isAdded) =>
        model.Lines.FirstOrDefault(l => l.IsAdded == isAdded && !l.Text.StartsWith("--", StringComparison.Ordinal)) is { } line
            ? Quality.Redaction.VisibleCharacters.Short(line.Text.TrimEnd(','), LongestLine)
            : null;

    private static string In(ChangeReport report, MetricChange metric) =>
        report.Metrics.Count(m => m.Moved && string.Equals(m.Metric, metric.Metric, StringComparison.Ordinal)) > 1 ? $" in {metric.Dataset}" : "";

    private static string Groups(MetricChange metric) =>
        metric.Dimensions.FirstOrDefault(d => !d.IsRowKey) is { } dimension ? $" in {ChangeWords.Groups(dimension)}" : "";

    private static string Others(int tables) => tables == 0 ? "" : $"; {Figures.Count(tables, "other table")} {(tables == 1 ? "differs" : "differ")} too";

    private static string Capital(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];
}
