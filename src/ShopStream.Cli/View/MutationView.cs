using System.Globalization;
using System.Text.Json;
using ShopStream.Pipeline.Mutations;
using ShopStream.Quality.Data;
using ShopStream.Quality.MutationTesting;
using ShopStream.Reports.Mutations;

namespace ShopStream.Cli.View;

/// <summary>The end of mutation testing: the score, the surviving mutants and the checks that would catch them; or the mutants' SQL.</summary>
internal static class MutationView
{
    private const int SentencesShown = 8;
    private const int SurvivorsShown = 20;
    private const int WrongShown = 5;

    private static readonly JsonSerializerOptions CamelCase = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public static void Write(CommandHost host, MutationReport report, MutationReportFiles files, decimal? least)
    {
        host.Output.WriteLine(Line(report, least));
        foreach (var layer in report.Faults.GroupBy(f => f.Layer, StringComparer.Ordinal).OrderBy(g => Quality.Data.Layers.Parse(g.Key)))
            host.Output.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"  {layer.Key, -8}  {Percent(MutationReport.ScoreOf(layer)), 8}  "
                        + $"{layer.Count(f => f.Outcome == MutantOutcome.Caught), 5:#,##0} caught, "
                        + $"{layer.Count(f => f.IsOpen):#,##0} survived, "
                        + $"{layer.Count(f => f.Outcome == MutantOutcome.Equivalent):#,##0} equivalent"
                )
            );
        if (report.Localization is { } localization)
        {
            host.Output.WriteLine(LocalizationLine(localization));
            foreach (var wrong in report.Faults.Where(f => f.Localization is { IsRight: false }).Take(WrongShown))
                host.Output.WriteLine($"  Not localized  {wrong.Id}: {wrong.Localization!.Problem}");
            if (localization.Wrong > WrongShown)
                host.Output.WriteLine($"  … and {Counted.Of(localization.Wrong - WrongShown, "mutant")} more in the report");
        }
        foreach (var alarm in report.Faults.Where(f => f.Outcome == MutantOutcome.FalseAlarm))
            host.Output.WriteLine($"False alarm  {alarm.Id}: {alarm.Description}, and {string.Join(", ", alarm.CaughtBy)} fails");
        var remedies = report.Remedies.ToList();
        foreach (var remedy in remedies.Take(SentencesShown))
        {
            host.Output.WriteLine();
            host.Output.WriteLine(
                $"Would catch {Survivors(remedy.Survivors.Count)}: "
                    + $"if {remedy.Survivors[0].Description}, no check would fail{(remedy.Survivors.Count > 1 ? ", …" : "")}"
            );
            foreach (var line in $"Then {remedy.Sentence}".Split('\n'))
                host.Output.WriteLine($"  {line}");
        }
        if (remedies.Skip(SentencesShown).ToList() is { Count: > 0 } more)
            host.Output.WriteLine($"\n… and {Counted.Of(more.Count, "check")} for {Survivors(more.Sum(r => r.Survivors.Count))} more in the report");
        var alone = report.Open.Where(f => f.Suggestion is null).ToList();
        if (alone.Count > 0)
            host.Output.WriteLine();
        foreach (var survivor in alone.Take(SurvivorsShown))
        {
            host.Output.WriteLine(
                $"Survived, and {(survivor.Example is null ? "no known check catches it" : "this example would catch it")}: "
                    + $"{survivor.Description} ({survivor.Id})"
                    + (survivor is { Example: null, ChangesModel: true } ? $". Specify what {survivor.Table} computes by example (docs/test-first.md)" : "")
            );
            if (survivor.Example is { } example)
                host.Output.WriteLine(example.TrimEnd());
        }
        if (alone.Count > SurvivorsShown)
            host.Output.WriteLine($"… and {Survivors(alone.Count - SurvivorsShown)} more in the report");
        foreach (var error in report.Faults.Where(f => f.Outcome == MutantOutcome.Error).Take(SurvivorsShown))
            host.Output.WriteLine($"Not planted  {error.Id}: {error.Problem}");
        foreach (var check in report.NotProven.Take(SurvivorsShown))
            host.Output.WriteLine($"Not judged in the copies  {check}");
        if (report.NotProven.Count > SurvivorsShown)
            host.Output.WriteLine($"… and {Counted.Of(report.NotProven.Count - SurvivorsShown, "check")} more in the report");
        foreach (var unneeded in report.Unneeded)
            host.Output.WriteLine($"Not needed   {unneeded}: no drawn mutant survives for this reason");
        host.Output.WriteLine();
        host.Output.WriteLine($"Proof   {Path.GetRelativePath(Directory.GetCurrentDirectory(), files.Page)}");
    }

    public static void WriteSql(TextWriter to, IReadOnlyList<MutantStatements> parts)
    {
        foreach (var part in parts)
        {
            if (part.Mutant is { } mutant)
                to.WriteLine($"-- {mutant.Id.ReplaceLineEndings(" ")}: {mutant.Description.ReplaceLineEndings(" ")}");
            foreach (var statement in part.Statements)
                to.WriteLine($"{statement};");
            to.WriteLine();
        }
    }

    public static string JsonLine(MutationReport report, MutationReportFiles files) =>
        JsonSerializer.Serialize(
            new
            {
                runId = report.RunId,
                score = report.Score,
                faults = report.Faults.Count,
                caught = report.Count(MutantOutcome.Caught),
                survived = report.Open.Count(),
                accepted = report.Accepted,
                equivalents = report.Equivalents,
                falseAlarms = report.FalseAlarms,
                localization = report.Localization,
                errors = report.Count(MutantOutcome.Error),
                seconds = Math.Round(report.Seconds, 1),
                proof = files.Json,
                page = files.Page,
            },
            CamelCase
        );

    private static string LocalizationLine(LocalizationScore score) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Percent(score.Percent)} of the mutants that a reconciliation catches are localized: of {score.Mutants:#,##0}, "
                + $"the drill-downs name the planted table for {score.RightLayer:#,##0} and only planted keys for {score.RightKey:#,##0}"
        );

    private static string Line(MutationReport report, decimal? least)
    {
        var gate = least is { } wanted
            ? string.Create(CultureInfo.InvariantCulture, $", {((report.Score ?? 0) < wanted ? "below" : "at least")} the required {wanted:0.##} %")
            : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Percent(report.Score)} of the mutants are caught{gate}: {report.Count(MutantOutcome.Caught):#,##0} caught, "
                + $"{report.Open.Count():#,##0} survived, {report.Equivalents:#,##0} equivalent"
                + $"{(report.FalseAlarms > 0 ? $", {Counted.Of(report.FalseAlarms, "false alarm")}" : "")}"
                + $"{(report.Accepted > 0 ? $", {report.Accepted:#,##0} accepted" : "")}"
                + $"{(report.Count(MutantOutcome.Error) is > 0 and var errors ? $", {errors:#,##0} not planted" : "")} "
                + $"({report.Faults.Count:#,##0} of {report.Possible:#,##0} possible, {report.Seconds:0.0} s, seed {report.Seed}, "
                + $"data of {report.Date:yyyy-MM-dd})"
        );
    }

    private static string Survivors(int count) => Counted.Of(count, "survivor");

    private static string Percent(decimal? score) => score is { } s ? string.Create(CultureInfo.InvariantCulture, $"{s:0.##} %") : "–";
}
