using System.Globalization;
using System.Text.Json;
using ShopStream.Quality.Proving;
using ShopStream.Reports.Proof;

namespace ShopStream.Cli.View;

/// <summary>What a proof says on the console.</summary>
internal static class ProofView
{
    private const int SurvivorsShown = 20;

    public static void Write(ProofResult proof, ProofFiles files, decimal? least)
    {
        Console.Out.WriteLine(Line(proof, least));
        foreach (var layer in proof.Faults.GroupBy(f => f.Layer, StringComparer.Ordinal).OrderBy(g => Quality.Data.Layers.Parse(g.Key)))
            Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {layer.Key,-8}  {Percent(ProofResult.ScoreOf(layer)),8}  {layer.Count(f => f.Outcome == FaultOutcome.Caught),5:#,##0} caught, {layer.Count(f => f.IsOpen):#,##0} survived, {layer.Count(f => f.Outcome == FaultOutcome.Equivalent):#,##0} equivalent"));
        var survivors = proof.Open.ToList();
        if (survivors.Count > 0) Console.Out.WriteLine();
        foreach (var survivor in survivors.Take(SurvivorsShown))
        {
            Console.Out.WriteLine($"Survived  {survivor.Description}");
            Console.Out.WriteLine($"          {(survivor.Suggestion is { } sentence ? $"would be caught by: {sentence}" : "no sentence of the vocabulary that holds today catches it; a query of your own may")}");
        }
        if (survivors.Count > SurvivorsShown) Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"… and {survivors.Count - SurvivorsShown:#,##0} more in the report"));
        foreach (var error in proof.Faults.Where(f => f.Outcome == FaultOutcome.Error).Take(SurvivorsShown)) Console.Out.WriteLine($"Not planted  {error.Id}: {error.Problem}");
        foreach (var unneeded in proof.Unneeded) Console.Out.WriteLine($"Not needed   {unneeded}: no drawn fault survives for this reason");
        Console.Out.WriteLine();
        Console.Out.WriteLine($"Proof   {Path.GetRelativePath(Directory.GetCurrentDirectory(), files.Page)}");
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

    private static string Percent(decimal? score) => score is { } s ? string.Create(CultureInfo.InvariantCulture, $"{s:0.##} %") : "–";
}
