using ShopStream.Quality.Redaction;
using ShopStream.Quality.Results;
using ShopStream.Reports.LayerAnalysis;

namespace ShopStream.Reports.Wording;

/// <summary>The verdict of a run in one sentence, starting with whether its revenue can be trusted, and the next step for the reader.</summary>
internal static class VerdictSentence
{
    private const int NamesShown = 2;
    private const int NameShown = 70;
    private const int ProblemShown = 160;

    public static string Of(RunResult run)
    {
        if (run.ExitCode == ExitCodes.Interrupted)
            return $"The run was interrupted{Judged(run)}.";
        if (run.Examples?.Where(e => e.Outcome is not (Outcome.Passed or Outcome.Warned)).ToList() is { Count: > 0 } stopped)
            return $"No model was built and no data was moved: {Figures.Count(stopped.Count)} of {Figures.Count(run.Examples.Count, "example")} did not pass.";
        if (run.Problem is { } problem)
            return $"The run could not be finished{Judged(run)}: {FirstLine(problem)}";
        var stale =
            $"{Figures.Count(run.ReconcilingItems.Count(i => i.IsStale), "reconciling item")} "
            + $"need{(run.ReconcilingItems.Count(i => i.IsStale) == 1 ? "s" : "")} attention";
        return run.Outcome switch
        {
            Outcome.NotJudged when run.Scenarios.Count == 0 => "Nothing was judged: no scenario was selected.",
            Outcome.Passed => Passed(run, RevenueStatus.Of(run)),
            Outcome.Warned when Count(run, Outcome.Warned) == 0 => $"{Capitalize(All(run))} passed; {stale}.",
            Outcome.Warned => Warned(run, RevenueStatus.Of(run)),
            Outcome.Failed when Count(run, Outcome.Failed) == 0 => run.ReconcilingItems.Any(i => i.IsStale)
                ? $"{stale}; this run fails on warnings."
                : "The run failed.",
            Outcome.Error when Count(run, Outcome.Failed) + Count(run, Outcome.Error) == 0 => "The run could not be finished.",
            _ => Failed(run, RevenueStatus.Of(run)),
        };
    }

    /// <summary>The full text of the problem; null if the sentence already contains it.</summary>
    public static string? Details(RunResult run) =>
        run.Problem?.Trim() is { } problem && (run.ExitCode == ExitCodes.Interrupted || !string.Equals(problem, FirstLine(problem), StringComparison.Ordinal))
            ? problem
            : null;

    /// <summary>The next step, by exit code.</summary>
    public static string WhatToDo(RunResult run) =>
        run.ExitCode switch
        {
            ExitCodes.Passed when run.Outcome == Outcome.Warned => "Check the warnings below. They do not fail the run.",
            ExitCodes.Passed => "No action is needed.",
            ExitCodes.Failed when run.Problem is not null => "Fix the model or the example. 'shopstream test' runs the examples alone, in seconds.",
            ExitCodes.Failed => "Each finding below says what was expected and found, which rows are affected, and which SQL finds them.",
            ExitCodes.Usage => "Fix what the message names, then run the command again. A retry without a change does not help.",
            ExitCodes.Infrastructure => "Run the command again. If it fails again with the same message, check the server, network or disk that it names.",
            ExitCodes.NotJudged => "No result: provide what is missing according to the list below, then run the command again.",
            ExitCodes.Interrupted => "Run the command again to judge all scenarios.",
            _ => "See below.",
        };

    private static string Passed(RunResult run, RevenueStatus revenue)
    {
        if (revenue.FirstDivergent is { } off)
            return $"{Capitalize(All(run))} passed, but {Revenue(run)} is {DescribeDivergence(run, off)}{Explained(run)}.";
        if (revenue.Arrived is not { } amount)
            return $"{Capitalize(All(run))} passed.";
        return run.Scenarios.Any(RevenueStatus.IsAbout)
            ? $"{Capitalize(Revenue(run))} can be trusted: {Figures.Money(amount, run.Currency)} arrived in the marts to the cent, and {All(run)} passed."
            : $"{Capitalize(All(run))} passed, and revenue of {Figures.Money(amount, run.Currency)} arrived in the marts to the cent.";
    }

    private static string Warned(RunResult run, RevenueStatus revenue)
    {
        var warned = $"{Of(run, Outcome.Warned)} gave a warning: {Names(run, Outcome.Warned)}.";
        if (revenue.FirstDivergent is { } off)
            return $"No scenario failed, but {Revenue(run)} is {DescribeDivergence(run, off)}{Explained(run)}; {warned}";
        return revenue.Arrived is null ? $"No scenario failed; {warned}" : $"{Capitalize(Revenue(run))} arrived to the cent, and no scenario failed; {warned}";
    }

    private static string Failed(RunResult run, RevenueStatus revenue)
    {
        var outcome = ((Outcome[])[Outcome.Failed, Outcome.Error, Outcome.NotJudged]).First(o => Count(run, o) > 0);
        var count = outcome switch
        {
            Outcome.Failed => $"{Of(run, outcome)} failed{AlsoNotRun(run)}",
            Outcome.Error => $"{Of(run, outcome)} could not be run",
            _ => $"{Of(run, outcome)} could not be judged",
        };
        var about = Outcomes.Worst(
            run.Scenarios.Where(RevenueStatus.IsAbout).Select(s => s.Outcome == Outcome.Warned ? Outcome.Passed : s.Outcome).DefaultIfEmpty(Outcome.Passed)
        );
        var failed = run.Scenarios.Any(s => s.Outcome == Outcome.Failed && RevenueStatus.IsAbout(s));
        if (revenue.FirstDivergent is { } off && Explained(run) is { Length: > 0 } items && !failed)
            return $"{Capitalize(Revenue(run))} is {DescribeDivergence(run, off)}{items}, but {count}: {Names(run, outcome)}.";
        if (revenue.FirstDivergent is { } first)
            return $"{Capitalize(Revenue(run))} cannot be trusted: {DescribeDivergence(run, first)}; {count}.";
        if (failed)
            return $"{Capitalize(Revenue(run))} cannot be trusted{(revenue.Arrived is null ? "" : ", though its total arrived to the cent")}: "
                + $"{count} ({Names(run, outcome)}).";
        if (about != Outcome.Passed)
            return $"It is not known whether {Revenue(run)} can be trusted: {count} ({Names(run, outcome)}).";
        return revenue.Arrived is null
            ? $"{count}: {Names(run, outcome)}."
            : $"{Capitalize(Revenue(run))} arrived to the cent, but {count}: {Names(run, outcome)}.";
    }

    private static string Revenue(RunResult run) => $"revenue of {Figures.Day(run.Date)}";

    private static string DescribeDivergence(RunResult run, LayerRevenue divergent) =>
        $"off by {Figures.Signed(divergent.Difference!.Value, run.Currency)} {(LayerMatrix.Is(divergent.Result, "mart") ? "in" : "from")}"
        + $" {divergent.Result.Dataset}{(LayerMatrix.Is(divergent.Result, "mart") ? "" : " on")}";

    private static string Explained(RunResult run) => run.ReconcilingItems.Any(i => i.State == ItemState.Explains) ? ", explained by reconciling items" : "";

    private static string Capitalize(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    private static string All(RunResult run) => run.Scenarios.Count == 1 ? "the one scenario" : $"all {Figures.Count(run.Scenarios.Count)} scenarios";

    private static string Of(RunResult run, Outcome outcome) => $"{Figures.Count(Count(run, outcome))} of {Figures.Count(run.Scenarios.Count, "scenario")}";

    private static int Count(RunResult run, Outcome outcome) => run.Scenarios.Count(s => s.Outcome == outcome);

    private static string AlsoNotRun(RunResult run) => Count(run, Outcome.Error) is > 0 and var count ? $", and {Figures.Count(count)} could not be run" : "";

    private static string Judged(RunResult run) =>
        run.Scenarios.Count == 0 ? ", and nothing was judged" : $" ({Figures.Count(run.Scenarios.Count, "scenario")} judged)";

    // The most severe first, then those about revenue.
    private static string Names(RunResult run, Outcome outcome)
    {
        var names = run
            .Scenarios.Where(s => s.Outcome == outcome)
            .OrderByDescending(s => s.Severity)
            .ThenByDescending(RevenueStatus.IsAbout)
            .Select(s => $"“{VisibleCharacters.Short(s.Name, NameShown)}”")
            .ToList();
        if (names.Count == 0)
            return "see below";
        if (names.Count > NamesShown)
            return $"{string.Join(", ", names.Take(NamesShown))} and {Figures.Count(names.Count - NamesShown)} more";
        return names.Count == 1 ? names[0] : $"{string.Join(", ", names.SkipLast(1))} and {names[^1]}";
    }

    private static string FirstLine(string problem)
    {
        var line = problem.Trim().Split('\n', 2)[0].TrimEnd();
        return VisibleCharacters.Short(line, ProblemShown);
    }
}
