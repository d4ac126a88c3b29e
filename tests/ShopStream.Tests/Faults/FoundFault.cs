using System.Globalization;
using FluentAssertions;
using ShopStream.Quality.Results;

namespace ShopStream.Tests.Faults;

/// <summary>What the shipped features report for a planted fault.</summary>
/// <param name="Result">The result of checking the shop with the fault.</param>
/// <param name="Reachable">Scenarios that read something that the fault changed, in the format of <see cref="Place"/>.</param>
internal sealed record FoundFault(RunResult Result, IReadOnlySet<string> Reachable)
{
    /// <summary>Identifies a scenario; rows of an outline are distinct.</summary>
    public static string Place(string file, int line, string name) => string.Create(CultureInfo.InvariantCulture, $"{file}:{line} {name}");

    /// <summary>Like <see cref="TurnsRed"/>, and the run fails.</summary>
    /// <param name="guards">Names of scenarios that must not pass; others may fail too.</param>
    public void Fails(params string[] guards)
    {
        TurnsRed(guards);
        Result.Outcome.Should().Be(Outcome.Failed);
        Result.ExitCode.Should().Be(ExitCodes.Failed);
    }

    /// <summary>The scenarios that guard against the fault fail, and none fails that reads only unchanged data.</summary>
    /// <param name="guards">Names of scenarios that must not pass; others may fail too.</param>
    public void TurnsRed(params string[] guards)
    {
        Result.Problem.Should().BeNull();
        var red = Result.Scenarios.Where(s => s.Outcome != Outcome.Passed).ToList();
        red.Select(s => s.Name).Should().Contain(guards, "they guard against this fault");
        Result.Scenarios.Should().Contain(s => !IsReachable(s), "no single fault reaches everything");
        red.Where(s => !IsReachable(s)).Select(s => s.Name).Should().BeEmpty("they read nothing that the fault changed");
    }

    /// <summary>The scenario's first failing check.</summary>
    public CheckResult Check(string scenario) =>
        Result
            .Scenarios.Single(s => string.Equals(s.Name, scenario, StringComparison.Ordinal))
            .Checks.First(c => c.Outcome is Outcome.Failed or Outcome.Warned);

    private bool IsReachable(ScenarioResult scenario) => Reachable.Contains(Place(scenario.File, scenario.Line, scenario.Name));
}
