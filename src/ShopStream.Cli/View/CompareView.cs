using System.Globalization;
using System.Text.Json;
using ShopStream.Application.Comparing;
using ShopStream.Quality.Changes;
using ShopStream.Quality.Results;
using ShopStream.Reports.Changes;

namespace ShopStream.Cli.View;

/// <summary>A comparison on the console.</summary>
internal static class CompareView
{
    private const int GroupsShown = 3;
    private const int ColumnsShown = 8;

    public static string JsonLine(CompareResult result) =>
        JsonSerializer.Serialize(
            new
            {
                runId = result.Report.RunId,
                outcome = result.Report.Outcome,
                exitCode = result.ExitCode,
                headline = ChangeHeadline.Of(result.Report),
                @base = result.Report.BaseCommit,
                models = result.Report.Models.Count,
                tables = result.Report.Tables.Count,
                unexpected = result.Report.Unexpected.Count,
                absent = result.Report.Expected.Count(e => !e.Happened),
                accepted = result.Accepted,
                page = result.Files.Page,
                markdown = result.Files.Markdown,
                json = result.Files.Json,
            },
            ResultsJson.OnOneLine
        );

    public static void Write(TextWriter to, CompareResult result)
    {
        var report = result.Report;
        to.WriteLine(ChangeHeadline.Of(report));
        to.WriteLine();
        foreach (var note in report.Notes)
            to.WriteLine($"Note       {note}");
        foreach (var model in report.Models)
            to.WriteLine($"Model      {model.Dataset}: {ChangeWords.Of(model)}");
        foreach (var metric in report.Metrics)
            Write(to, metric);
        foreach (var table in report.Tables)
            Write(to, table);
        foreach (var fact in report.Unexpected)
            to.WriteLine($"Unexpected {fact}");
        foreach (var absent in report.Expected.Where(e => !e.Happened))
            to.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"Warning    {ExpectedChange.FileName}:{absent.Expected.Line}: expected, but {absent.Note}")
            );
        to.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{Outcomes.NameOf(report.Outcome)}: {report.Compared:#,##0} {(report.Compared == 1 ? "table" : "tables")} compared with {report.Base} "
                    + $"({Short(report.BaseCommit)}), {report.Tables.Count:#,##0} {(report.Tables.Count == 1 ? "differs" : "differ")}; "
                    + $"{report.Unexpected.Count:#,##0} {(report.Unexpected.Count == 1 ? "difference is" : "differences are")} not expected "
                    + $"({report.Seconds:0.0} s, data of {report.Date:yyyy-MM-dd})"
            )
        );
        to.WriteLine();
        if (result.Accepted is { } accepted)
            to.WriteLine($"Accepted  {accepted}: review it and commit it with the change");
        to.WriteLine($"Report    {result.Files.Page}");
    }

    private static void Write(TextWriter to, MetricChange metric)
    {
        to.WriteLine($"Metric     {metric.Metric} in {metric.Dataset}: {Amount(metric.Before)} → {Amount(metric.After)} ({Signed(metric.Net)})");
        foreach (var dimension in metric.Dimensions)
        {
            var shown = dimension.Top.Take(GroupsShown).Select(g => $"{g.Key} {Signed(g.Difference)}").ToList();
            if (dimension.Moved > shown.Count)
                shown.Add(string.Create(CultureInfo.InvariantCulture, $"… {dimension.Moved - shown.Count:#,##0} more"));
            to.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"             {dimension.Name}: {dimension.Moved:#,##0} of {dimension.Groups:#,##0}: {string.Join(", ", shown)}"
                )
            );
        }
    }

    private static void Write(TextWriter to, TableChange table)
    {
        to.WriteLine($"Table      {table.Dataset} {ChangeHeadline.WhatOf(table)} ({ChangeWords.Why(table)})");
        if (table.Columns.Count > 0)
        {
            var shown = table.Columns.Take(ColumnsShown).Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Column} {c.Rows:#,##0}")).ToList();
            if (table.Columns.Count > shown.Count)
                shown.Add(string.Create(CultureInfo.InvariantCulture, $"… {table.Columns.Count - shown.Count} more"));
            to.WriteLine($"             columns: {string.Join(", ", shown)}");
        }
        if (table.Samples.Count > 0)
            to.WriteLine($"             such as: {string.Join("; ", table.Samples.Take(GroupsShown).Select(s => $"{s.Key} {s.Kind}"))}");
        if (table.Key.Count == 0 && table.HasRows)
            to.WriteLine($"             {table.KeyNote}");
    }

    private static string Amount(decimal amount) => amount.ToString("#,##0.00######;−#,##0.00######", CultureInfo.InvariantCulture);

    private static string Signed(decimal amount) => amount.ToString("+#,##0.00######;−#,##0.00######;0.00", CultureInfo.InvariantCulture);

    private static string Short(string commit) => commit.Length > 10 ? commit[..10] : commit;
}
