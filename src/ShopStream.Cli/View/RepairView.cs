using System.Globalization;
using System.Text.Json;
using ShopStream.Application.Repairs;
using ShopStream.Quality.Results;

namespace ShopStream.Cli.View;

/// <summary>Failing rows that were judged again: how many are repaired, and which still fail.</summary>
internal static class RepairView
{
    public static string JsonLine(RepairResult result) =>
        JsonSerializer.Serialize(
            new
            {
                result.Outcome,
                result.ExitCode,
                result.Date,
                keys = result.Checks.Sum(c => c.Keys),
                repaired = result.Checks.Sum(c => c.Repaired),
                stillFailing = result.Checks.Sum(c => c.StillFailing),
                result.Checks,
            },
            ResultsJson.OnOneLine
        );

    public static void Write(TextWriter to, RepairResult result, string again)
    {
        foreach (var check in result.Checks)
        {
            to.WriteLine($"{Outcomes.NameOf(check.Outcome)} {check.Scenario} {check.Feature}:{check.Line.ToString(CultureInfo.InvariantCulture)}");
            to.WriteLine($"  {check.Sentence}");
            to.WriteLine(check.Note is { } note ? $"    {Keys(check.Keys)}: {note}" : $"    {Keys(check.Keys)}: {Counts(check.Repaired, check.StillFailing)}");
            foreach (var key in check.First)
                to.WriteLine($"    {key}");
            if (check.First.Count > 0 && check.First.Count < check.StillFailing)
                to.WriteLine("    …");
        }
        to.WriteLine();
        var (keys, repaired, failing) = (result.Checks.Sum(c => c.Keys), result.Checks.Sum(c => c.Repaired), result.Checks.Sum(c => c.StillFailing));
        var open = keys - repaired - failing;
        var tail = open == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", {open:#,##0} not judged");
        to.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{Outcomes.NameOf(result.Outcome)}: of {Keys(keys)}, {Counts(repaired, failing)}{tail} (data of {result.Date:yyyy-MM-dd})"
            )
        );
        to.WriteLine();
        to.WriteLine($"Source  {result.Source}");
        to.WriteLine($"Again   {again}");
    }

    private static string Counts(long repaired, long failing) =>
        string.Create(CultureInfo.InvariantCulture, $"{repaired:#,##0} repaired, {failing:#,##0} still {(failing == 1 ? "fails" : "fail")}");

    private static string Keys(long keys) => string.Create(CultureInfo.InvariantCulture, $"{keys:#,##0} {(keys == 1 ? "key" : "keys")}");
}
