using ShopStream.Features.Scenarios;
using ShopStream.Features.Sentences;
using ShopStream.Features.Steps;
using ShopStream.Features.Tags;
using ShopStream.Quality.Data;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Reconciliation;
using ShopStream.Quality.Results;

namespace ShopStream.Features.Linting;

/// <summary>Finds errors in a folder of features, and what the features do not cover. Connects to nothing.</summary>
public static class FeatureLint
{
    /// <summary>All issues, ordered by kind, file and line.</summary>
    /// <param name="folder">The folder of .feature files.</param>
    /// <param name="businessMetrics">The metric definitions of the settings, by name.</param>
    /// <param name="selections">The tag expressions that runs use.</param>
    /// <param name="datasets">Every dataset of a run.</param>
    /// <param name="tables">The columns of the datasets; null if they are unknown.</param>
    /// <param name="cancellationToken">Cancels reading the features.</param>
    /// <exception cref="Quality.Results.UsageException">The folder is missing or cannot be read.</exception>
    /// <exception cref="Quality.Results.NothingToJudgeException">There is no feature file.</exception>
    public static FeatureLintResult Of(
        string folder,
        IReadOnlyDictionary<string, BusinessMetric> businessMetrics,
        IReadOnlyList<TagExpression> selections,
        IReadOnlyList<Dataset> datasets,
        IReadOnlyList<TableInfo>? tables,
        CancellationToken cancellationToken
    )
    {
        var problems = new List<Problem>();
        var features = FeatureFolder.Read(folder, problems, cancellationToken);
        var all = Binder.Bind(features, SpecBinder.Sentences, s => SpecBinder.ContextOf(s, businessMetrics), problems);
        // The checks of an example are about its own rows: they cover no data of a run, and repeat nothing.
        var bound = all.Where(b => b.Context is SpecContext).Select(b => new BoundScenario<SpecContext>(b.Scenario, (SpecContext)b.Context)).ToList();
        problems.AddRange(FindDuplicates(bound));
        problems.AddRange(FindNeedless(bound, selections));
        problems.AddRange(NeverSelected(features, selections));
        if (tables is not null)
            problems.AddRange(FindMismatches(bound, new Catalog(tables)));
        var checks = bound.SelectMany(b => b.Context.Checks).ToList();
        var found = problems
            .Distinct()
            .OrderBy(p => p.Kind)
            .ThenBy(p => p.File, StringComparer.Ordinal)
            .ThenBy(p => p.Line)
            .Select(p => new LintIssue(p.Kind, $"{p.File}:{p.Line.ToString(System.Globalization.CultureInfo.InvariantCulture)}", p.Message));
        return new FeatureLintResult(features.Scenarios.Count, checks.Count, [.. found, .. Coverage.Of(checks, datasets, tables)]);
    }

    private static IEnumerable<Problem> FindDuplicates(IEnumerable<BoundScenario<SpecContext>> bound)
    {
        var checks = bound.SelectMany(b =>
            b.Context.Checks.Select(c => (Feature: b.Scenario.Feature.File, Check: c, Text: $"{b.Context.Run} {CheckText.Of(c.Check)}"))
        );
        foreach (var same in checks.GroupBy(c => c.Text, StringComparer.Ordinal))
        {
            var first = same.First();
            foreach (var again in same.Skip(1))
                yield return new Problem(
                    again.Feature,
                    again.Check.Line,
                    $"'{again.Check.Sentence}' repeats the check of {first.Feature}:{first.Check.Line} ('{first.Check.Sentence}') on the same rows: remove one"
                )
                {
                    Kind = ProblemKind.Duplicate,
                };
        }
    }

    private static IEnumerable<Problem> FindNeedless(IReadOnlyList<BoundScenario<SpecContext>> bound, IReadOnlyList<TagExpression> selections)
    {
        var checks = bound.SelectMany(b => b.Context.Checks.Select(c => (b.Scenario, Check: c, b.Context.Run))).ToList();
        foreach (var (scenario, check, _) in checks)
        {
            foreach (var needless in NeedlessChecks.In(check.Check))
                yield return Needless(scenario, check, needless);
        }
        // Only checks on one table, of one run, can say the same.
        foreach (var table in checks.GroupBy(c => (c.Run, c.Check.Metrics.SelectMany(m => m.References).FirstOrDefault().Dataset)))
        {
            foreach (var (scenario, check, _) in table)
            {
                var stronger = table.FirstOrDefault(o =>
                    NeedlessChecks.FollowsFrom(check.Check, o.Check.Check) && IsAlwaysBeside(scenario, o.Scenario, selections)
                );
                if (stronger.Check is { } other)
                    yield return Needless(
                        scenario,
                        check,
                        $"'{check.Sentence}' follows from {stronger.Scenario.Feature.File}:{other.Line} ('{other.Sentence}'): remove one of them"
                    );
            }
        }
    }

    // Whether the other scenario is run with it, and fails the run where it does.
    private static bool IsAlwaysBeside(Scenario scenario, Scenario other, IReadOnlyList<TagExpression> selections) =>
        Severities.Of(other.Tags) >= Severities.Of(scenario.Tags) && selections.All(s => !s.Matches(scenario.Tags) || s.Matches(other.Tags));

    private static Problem Needless(Scenario scenario, BoundCheck check, string message) =>
        new(scenario.Feature.File, check.Line, message) { Kind = ProblemKind.Needless };

    private static IEnumerable<Problem> FindMismatches(IEnumerable<BoundScenario<SpecContext>> bound, Catalog catalog) =>
        from scenario in bound
        from check in scenario.Context.Checks
        from mismatch in catalog.Mismatches(check.Uses, new HashSet<Layer>()).Concat(check.Check.Problems(catalog))
        select new Problem(scenario.Scenario.Feature.File, check.Line, mismatch) { Kind = ProblemKind.Refused };

    private static IEnumerable<Problem> NeverSelected(FeatureSet features, IReadOnlyList<TagExpression> selections) =>
        features
            // Every run begins with all examples, whatever their tags.
            .Scenarios.Where(s => !s.IsExample && !selections.Any(t => t.Matches(s.Tags)))
            .Select(s => new Problem(
                s.Feature.File,
                s.Line,
                $"the scenario '{s.Name}' is selected by none of {string.Join(", ", selections.Select(t => $"'{t.Text}'"))}: "
                    + "tag it, or add an expression that selects it with --select"
            )
            {
                Kind = ProblemKind.NeverSelected,
            });
}

/// <summary>The result of <c>lint</c>.</summary>
/// <param name="Scenarios">The number of scenarios.</param>
/// <param name="Checks">The number of checks that could be bound.</param>
/// <param name="Issues">All errors and warnings.</param>
public sealed record FeatureLintResult(int Scenarios, int Checks, IReadOnlyList<LintIssue> Issues)
{
    /// <summary>The number of errors.</summary>
    public int Errors => Issues.Count(i => i.IsError);

    /// <summary>The number of warnings.</summary>
    public int Warnings => Issues.Count - Errors;
}
