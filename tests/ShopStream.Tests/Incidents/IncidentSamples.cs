using ShopStream.Quality.Results;
using ShopStream.Tests.Reports;

namespace ShopStream.Tests.Incidents;

/// <summary>Runs of nights, each with the failures that a test plants.</summary>
internal static class IncidentSamples
{
    public const string File = "features/revenue.feature";

    public static DateTimeOffset FirstNight { get; } = new(2026, 3, 1, 2, 0, 0, TimeSpan.Zero);

    /// <summary>A run of a night, from 0, whose scenarios are those given.</summary>
    public static RunResult Night(int night, params ScenarioResult[] scenarios)
    {
        var worst = Outcomes.Worst(scenarios.Select(s => s.Outcome));
        return Samples.Green with
        {
            RunId = $"night-{night:000}",
            StartedAt = FirstNight.AddDays(night),
            FinishedAt = FirstNight.AddDays(night).AddMinutes(5),
            Date = DateOnly.FromDateTime(FirstNight.AddDays(night - 1).UtcDateTime),
            Outcome = worst,
            ExitCode = worst is Outcome.Passed or Outcome.Warned ? ExitCodes.Passed : ExitCodes.Failed,
            Layers = [],
            Stages = [new("extract", 1, 1, 1), new("load", 1, 1, 1), new("transform", 1, 1, null), new("check", 1, null, null)],
            Scenarios = scenarios,
        };
    }

    /// <summary>A run that ended in a stage, before anything was judged.</summary>
    public static RunResult Broken(int night, string stage, params string[] scenarios) =>
        Night(night, [.. scenarios.Select(s => Scenario(s, Outcome.NotJudged, Check(Outcome.NotJudged)))]) with
        {
            Outcome = Outcome.Error,
            ExitCode = ExitCodes.Infrastructure,
            FailedStage = stage,
            Problem = $"{stage}: the server does not answer\nsecond line",
            Stages = [new(stage, 1, null, null)],
        };

    public static ScenarioResult Passed(string name) => Scenario(name, Outcome.Passed, Check(Outcome.Passed));

    /// <summary>A scenario whose reconciliation finds where the difference begins.</summary>
    public static ScenarioResult Located(string name, string table, string cause, decimal gross = 10m, params string[] tags) =>
        Scenario(
            name,
            Outcome.Failed,
            Check(Outcome.Failed) with
            {
                Difference = $"−{gross}",
                Keys = ["order=17", "order=18"],
                DrillDown = new DrillDownResult
                {
                    Metric = "revenue",
                    Difference = -gross,
                    Levels = [],
                    Layers = [],
                    Rows = [],
                    FirstDivergentLayer = table,
                    Causes = [new(cause, 2, -gross, gross, 90m, null), new("rounding", 1, -0.01m, 0.01m, 10m, null)],
                },
            }
        ) with
        {
            Tags = tags,
        };

    /// <summary>A scenario that fails in consequence of a fault that another one locates.</summary>
    public static ScenarioResult Consequence(string name, string table, string of) =>
        Scenario(name, Outcome.Failed, Check(Outcome.Failed) with { Reads = ["mart sales"], RootCause = new RootCause(table, of, File, 3) });

    /// <summary>A scenario about a table, without a drill-down.</summary>
    public static ScenarioResult About(string name, string table, Outcome outcome, params string[] tags) =>
        Scenario(name, outcome, Check(outcome) with { Reads = [table] }) with
        {
            Tags = tags,
        };

    private static ScenarioResult Scenario(string name, Outcome outcome, CheckResult check) =>
        Samples.Green.Scenarios[0] with
        {
            File = File,
            Name = name,
            Outcome = outcome,
            Tags = [],
            Checks = [check],
        };

    private static CheckResult Check(Outcome outcome) =>
        new()
        {
            Sentence = "revenue arrives",
            Line = 3,
            Outcome = outcome,
            Sql = "",
            Keys = [],
        };
}
