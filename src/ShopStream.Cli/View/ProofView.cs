using System.Globalization;
using System.Text.Json;
using ShopStream.Quality.Proving;
using ShopStream.Reports.Proof;

namespace ShopStream.Cli.View;

/// <summary>What a proof says on the console.</summary>
internal static class ProofView
{
    private const int SentencesShown = 8;
    private const int SurvivorsShown = 20;

    public static void Write(CommandHost host, ProofResult proof, ProofFiles files, decimal? least)
    {
        host.Output.WriteLine(Line(proof, least));
        foreach (var layer in proof.Faults.GroupBy(f => f.Layer, StringComparer.Ordinal).OrderBy(g => Quality.Data.Layers.Parse(g.Key)))
            host.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {layer.Key,-8}  {Percent(ProofResult.ScoreOf(layer)),8}  {layer.Count(f => f.Outcome == FaultOutcome.Caught),5:#,##0} caught, {layer.Count(f => f.IsOpen):#,##0} survived, {layer.Count(f => f.Outcome == FaultOutcome.Equivalent):#,##0} equivalent"));
        var remedies = proof.Remedies.ToList();
        foreach (var remedy in remedies.Take(SentencesShown))
        {
            host.Output.WriteLine();
            host.Output.WriteLine($"Would catch {Faults(remedy.Survivors.Count)}: if {remedy.Survivors[0].Description}, nothing would turn red{(remedy.Survivors.Count > 1 ? ", …" : "")}");
            foreach (var line in $"Then {remedy.Sentence}".Split('\n')) host.Output.WriteLine($"  {line}");
        }
        if (remedies.Skip(SentencesShown).ToList() is { Count: > 0 } more) host.Output.WriteLine($"\n… and {Counted(more.Count, "sentence")} for {Faults(more.Sum(r => r.Survivors.Count))} more in the report");
        var alone = proof.Open.Where(f => f.Suggestion is null).ToList();
        if (alone.Count > 0) host.Output.WriteLine();
        foreach (var survivor in alone.Take(SurvivorsShown)) host.Output.WriteLine($"Survived, and no sentence is known: {survivor.Description} ({survivor.Id})");
        if (alone.Count > SurvivorsShown) host.Output.WriteLine($"… and {Faults(alone.Count - SurvivorsShown)} more in the report");
        foreach (var error in proof.Faults.Where(f => f.Outcome == FaultOutcome.Error).Take(SurvivorsShown)) host.Output.WriteLine($"Not planted  {error.Id}: {error.Problem}");
        foreach (var claim in proof.NotProven.Take(SurvivorsShown)) host.Output.WriteLine($"Not judged in the copies  {claim}");
        if (proof.NotProven.Count > SurvivorsShown) host.Output.WriteLine($"… and {Counted(proof.NotProven.Count - SurvivorsShown, "claim")} more in the report");
        foreach (var unneeded in proof.Unneeded) host.Output.WriteLine($"Not needed   {unneeded}: no drawn fault survives for this reason");
        host.Output.WriteLine();
        host.Output.WriteLine($"Proof   {Path.GetRelativePath(Directory.GetCurrentDirectory(), files.Page)}");
    }

    public static string JsonLine(ProofResult proof, ProofFiles files) => JsonSerializer.Serialize(new
    {
        runId = proof.RunId,
        score = proof.Score,
        faults = proof.Faults.Count,
        caught = proof.Count(FaultOutcome.Caught),
        survived = proof.Open.Count(),
        accepted = proof.Accepted,
        equivalents = proof.Equivalents,
        errors = proof.Count(FaultOutcome.Error),
        seconds = Math.Round(proof.Seconds, 1),
        proof = files.Json,
        page = files.Page,
    });

    private static string Line(ProofResult proof, decimal? least)
    {
        var gate = least is { } wanted ? string.Create(CultureInfo.InvariantCulture, $", {((proof.Score ?? 0) < wanted ? "less than" : "at least")} the {wanted:0.##} % that are asked for") : "";
        return string.Create(CultureInfo.InvariantCulture, $"{Percent(proof.Score)} of the faults are caught{gate}: {proof.Count(FaultOutcome.Caught):#,##0} caught, {proof.Open.Count():#,##0} survived, {proof.Equivalents:#,##0} equivalent{(proof.Accepted > 0 ? $", {proof.Accepted:#,##0} accepted" : "")}{(proof.Count(FaultOutcome.Error) is > 0 and var errors ? $", {errors:#,##0} not planted" : "")} ({proof.Faults.Count:#,##0} of {proof.Possible:#,##0} possible, {proof.Seconds:0.0} s, seed {proof.Seed}, data of {proof.Date:yyyy-MM-dd})");
    }

    private static string Faults(int count) => Counted(count, "survivor");

    private static string Counted(int count, string noun) => string.Create(CultureInfo.InvariantCulture, $"{count:#,##0} {noun}{(count == 1 ? "" : "s")}");

    private static string Percent(decimal? score) => score is { } s ? string.Create(CultureInfo.InvariantCulture, $"{s:0.##} %") : "–";
}
