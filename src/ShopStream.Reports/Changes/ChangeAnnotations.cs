using System.Globalization;
using ShopStream.Quality.Changes;
using ShopStream.Reports.Integrations.GitHub;

namespace ShopStream.Reports.Changes;

/// <summary>Writes GitHub's workflow commands that mark the lines of models that change numbers.</summary>
public static class ChangeAnnotations
{
    // GitHub shows ten of a kind per step.
    private const int Most = 10;

    /// <param name="report">The comparison.</param>
    /// <param name="to">Receives the commands; null for none.</param>
    public static async Task WriteAsync(ChangeReport report, TextWriter? to)
    {
        if (to is null)
            return;
        foreach (var line in Of(report).Take(Most))
            await to.WriteLineAsync(line);
        await to.FlushAsync();
    }

    /// <summary>One command for each model that changes a number.</summary>
    internal static IEnumerable<string> Of(ChangeReport report)
    {
        if (report.ModelsFolder is not { } folder)
            yield break;
        foreach (var model in report.Models.Where(m => m.Kind is not ModelChangeKind.Removed))
        {
            var tables = report.Tables.Where(t => t.Origins.Contains(model.Dataset, StringComparer.Ordinal)).ToList();
            if (tables.Count == 0)
                continue;
            var line = model.Lines.Count > 0 ? model.Lines[0].Number : 1;
            var metrics = report
                .Metrics.Where(m => tables.Exists(t => string.Equals(t.Dataset, m.Dataset, StringComparison.Ordinal)))
                .Select(m => $"{m.Metric} in {m.Dataset} {ChangeFacts.Amount(m.Net)}");
            var text = string.Join("\n", metrics.Concat(tables.Select(t => $"{t.Dataset} {ChangeHeadline.WhatOf(t)}")));
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"::warning file={GitHubCommands.Property($"{folder}/{model.File}")},line={line},"
                    + $"title={GitHubCommands.Property($"{model.Dataset} changes numbers")}::{GitHubCommands.Data(text)}"
            );
        }
    }
}
