using ShopStream.Features.Sentences;
using ShopStream.Features.Steps;
using ShopStream.Features.Tags;
using ShopStream.Quality.Data;
using ShopStream.Quality.Judging;
using ShopStream.Quality.Reconciliation;

namespace ShopStream.Features.Linting;

/// <summary>What is wrong with a folder of features, and what they leave out; nothing outside is touched.</summary>
public static class FeatureLint
{
    /// <summary>Everything that is found, in the order of kinds, files and lines.</summary>
    /// <param name="folder">Of .feature files.</param>
    /// <param name="rules">Business rules, from the settings.</param>
    /// <param name="selections">The tag expressions that runs are started with.</param>
    /// <param name="datasets">Every dataset that a run makes.</param>
    /// <param name="tables">Their columns; null where they are not known.</param>
    /// <param name="cancellation">Cancels the operation.</param>
    /// <exception cref="Quality.Verdicts.UsageException">The folder is missing or cannot be read.</exception>
    /// <exception cref="Quality.Verdicts.NothingToJudgeException">There is no feature file.</exception>
    public static FeatureLintResult Of(
        string folder, IReadOnlyDictionary<string, Rule> rules, IReadOnlyList<TagExpression> selections, IReadOnlyList<Dataset> datasets, IReadOnlyList<TableInfo>? tables, CancellationToken cancellation)
    {
        var problems = new List<Problem>();
        var features = FeatureFolder.Read(folder, problems, cancellation);
        var bound = Binder.Bind(features, SpecBinder.Sentences, _ => new SpecContext(rules), problems);
        problems.AddRange(Twice(bound));
        problems.AddRange(NeverSelected(features, selections));
        var claims = bound.SelectMany(b => b.Context.Claims).ToList();
        var found = problems.Distinct().OrderBy(p => p.Kind).ThenBy(p => p.File, StringComparer.Ordinal).ThenBy(p => p.Line)
            .Select(p => new Finding(p.Kind, $"{p.File}:{p.Line.ToString(System.Globalization.CultureInfo.InvariantCulture)}", p.Message));
        return new FeatureLintResult(features.Scenarios.Count, claims.Count, [.. found, .. Coverage.Of(claims, datasets, tables)]);
    }

    private static IEnumerable<Problem> Twice(IEnumerable<BoundScenario<SpecContext>> bound)
    {
        var claims = bound.SelectMany(b => b.Context.Claims.Select(c => (Feature: b.Scenario.Feature.File, Claim: c, Text: $"{b.Context.Run} {ClaimText.Of(c.Check)}")));
        foreach (var same in claims.GroupBy(c => c.Text, StringComparer.Ordinal))
        {
            var first = same.First();
            foreach (var again in same.Skip(1))
                yield return new Problem(again.Feature, again.Claim.Line, $"'{again.Claim.Sentence}' claims what {first.Feature}:{first.Claim.Line} claims ('{first.Claim.Sentence}'), of the same rows: remove one") { Kind = ProblemKind.Duplicate };
        }
    }

    private static IEnumerable<Problem> NeverSelected(FeatureSet features, IReadOnlyList<TagExpression> selections) =>
        features.Scenarios.Where(s => !selections.Any(t => t.Matches(s.Tags)))
            .Select(s => new Problem(s.Feature.File, s.Line, $"the scenario '{s.Name}' is selected by none of {string.Join(", ", selections.Select(t => $"'{t.Text}'"))}: tag it, or name the expression that selects it with --select") { Kind = ProblemKind.NeverSelected });
}

/// <param name="Scenarios">How many there are.</param>
/// <param name="Claims">How many could be bound.</param>
/// <param name="Findings">All of them.</param>
public sealed record FeatureLintResult(int Scenarios, int Claims, IReadOnlyList<Finding> Findings)
{
    /// <summary>How many are wrong.</summary>
    public int Errors => Findings.Count(f => f.IsError);

    /// <summary>How many may be meant.</summary>
    public int Warnings => Findings.Count - Errors;
}
