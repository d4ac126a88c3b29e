using ShopStream.Features.Sentences;
using ShopStream.Features.Steps;
using ShopStream.Features.Tags;
using ShopStream.Quality.Data;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Reconciliation;

namespace ShopStream.Features.Linting;

/// <summary>What is wrong with a folder of features, and what they leave out; nothing outside is touched.</summary>
public static class FeatureLint
{
    /// <summary>Everything that is found, in the order of kinds, files and lines.</summary>
    /// <param name="folder">Of .feature files.</param>
    /// <param name="businessMetrics">Business rules, from the settings.</param>
    /// <param name="selections">The tag expressions that runs are started with.</param>
    /// <param name="datasets">Every dataset that a run makes.</param>
    /// <param name="tables">Their columns; null where they are not known.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="Quality.Results.UsageException">The folder is missing or cannot be read.</exception>
    /// <exception cref="Quality.Results.NothingToJudgeException">There is no feature file.</exception>
    public static FeatureLintResult Of(
        string folder, IReadOnlyDictionary<string, BusinessMetric> businessMetrics, IReadOnlyList<TagExpression> selections, IReadOnlyList<Dataset> datasets, IReadOnlyList<TableInfo>? tables, CancellationToken cancellationToken)
    {
        var problems = new List<Problem>();
        var features = FeatureFolder.Read(folder, problems, cancellationToken);
        var bound = Binder.Bind(features, SpecBinder.Sentences, _ => new SpecContext(businessMetrics), problems);
        problems.AddRange(FindDuplicates(bound));
        problems.AddRange(NeverSelected(features, selections));
        var checks = bound.SelectMany(b => b.Context.Checks).ToList();
        var found = problems.Distinct().OrderBy(p => p.Kind).ThenBy(p => p.File, StringComparer.Ordinal).ThenBy(p => p.Line)
            .Select(p => new LintIssue(p.Kind, $"{p.File}:{p.Line.ToString(System.Globalization.CultureInfo.InvariantCulture)}", p.Message));
        return new FeatureLintResult(features.Scenarios.Count, checks.Count, [.. found, .. Coverage.Of(checks, datasets, tables)]);
    }

    private static IEnumerable<Problem> FindDuplicates(IEnumerable<BoundScenario<SpecContext>> bound)
    {
        var claims = bound.SelectMany(b => b.Context.Checks.Select(c => (Feature: b.Scenario.Feature.File, Claim: c, Text: $"{b.Context.Run} {CheckText.Of(c.Check)}")));
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
/// <param name="Checks">How many could be bound.</param>
/// <param name="Issues">All of them.</param>
public sealed record FeatureLintResult(int Scenarios, int Checks, IReadOnlyList<LintIssue> Issues)
{
    /// <summary>How many are wrong.</summary>
    public int Errors => Issues.Count(f => f.IsError);

    /// <summary>How many may be meant.</summary>
    public int Warnings => Issues.Count - Errors;
}
