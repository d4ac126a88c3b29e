using ShopStream.Quality.Disclosure;
using ShopStream.Quality.Verdicts;
using ShopStream.Reports.Hops;

namespace ShopStream.Reports.Wording;

/// <summary>The run in one sentence, and what its reader is to do.</summary>
internal static class VerdictSentence
{
    private const int NamesShown = 2;
    private const int NameShown = 70;
    private const int ProblemShown = 160;

    public static string Of(RunResult run)
    {
        var all = run.Scenarios.Count;
        if (run.ExitCode == ExitCodes.Interrupted) return $"The run was interrupted{Judged(run)}.";
        if (run.Problem is { } problem) return $"The run could not be finished{Judged(run)}: {FirstLine(problem)}";
        return run.Outcome switch
        {
            Outcome.Passed => $"{All(all)} passed{Arrived(run)}.",
            Outcome.Warned when Count(run, Outcome.Warned) == 0 => $"{All(all)} passed; {Figures.Count(run.Items.Count(i => i.IsStale), "reconciling item")} should be looked at.",
            Outcome.Warned => $"No scenario failed; {Of(run, Outcome.Warned)} gave a warning: {Names(run, Outcome.Warned)}.",
            Outcome.Failed or Outcome.Error when Count(run, Outcome.Failed) > 0 => $"{Of(run, Outcome.Failed)} failed{AlsoNotRun(run)}: {Names(run, Outcome.Failed)}.",
            Outcome.Failed when run.Items.Any(i => i.IsStale) => $"{Figures.Count(run.Items.Count(i => i.IsStale), "reconciling item")} should be looked at; this run fails on warnings.",
            Outcome.Failed => "The run failed.",
            Outcome.Error when Count(run, Outcome.Error) == 0 => "The run could not be finished.",
            Outcome.NotJudged when all == 0 => "Nothing was judged: no scenario was selected.",
            Outcome.NotJudged => $"{Of(run, Outcome.NotJudged)} could not be judged: {Names(run, Outcome.NotJudged)}.",
            _ => $"{Of(run, Outcome.Error)} could not be run: {Names(run, Outcome.Error)}.",
        };
    }

    /// <summary>The problem, where the sentence has not said all of it.</summary>
    public static string? Details(RunResult run) =>
        run.Problem?.Trim() is { } problem && (run.ExitCode == ExitCodes.Interrupted || !string.Equals(problem, FirstLine(problem), StringComparison.Ordinal)) ? problem : null;

    /// <summary>From the exit code, as a scheduler reads it.</summary>
    public static string WhatToDo(RunResult run) => run.ExitCode switch
    {
        ExitCodes.Passed when run.Outcome == Outcome.Warned => "Look at the warnings below. They do not fail the run.",
        ExitCodes.Passed => "Nothing needs to be done.",
        ExitCodes.Failed => "Look at each finding below: it says what was expected, what was found, which rows are concerned, and the SQL that finds them.",
        ExitCodes.Usage => "Change what the message names, then run the command again. Running it again unchanged will not help.",
        ExitCodes.Infrastructure => "Run the command again. If the message stays the same, look at the server, the network or the disk that it names.",
        ExitCodes.NotJudged => "Nothing is proven, neither good nor bad: see below what was missing, provide it, then run the command again.",
        ExitCodes.Interrupted => "Run the command again to have everything judged.",
        _ => "See below.",
    };

    private static string All(int count) => count == 1 ? "The one scenario" : $"All {Figures.Count(count)} scenarios";

    private static string Of(RunResult run, Outcome outcome) =>
        $"{Figures.Count(Count(run, outcome))} of {Figures.Count(run.Scenarios.Count, "scenario")}";

    private static int Count(RunResult run, Outcome outcome) => run.Scenarios.Count(s => s.Outcome == outcome);

    private static string AlsoNotRun(RunResult run) => Count(run, Outcome.Error) is > 0 and var count ? $", and {Figures.Count(count)} could not be run" : "";

    private static string Arrived(RunResult run) =>
        RevenueLadder.ArrivedToTheCent(RevenueLadder.Of(run.Hops)) is { } revenue ? $": revenue of {Figures.Money(revenue)} arrived in the marts to the cent" : "";

    private static string Judged(RunResult run) =>
        run.Scenarios.Count == 0 ? ", and nothing was judged" : $" ({Figures.Count(run.Scenarios.Count, "scenario")} judged)";

    private static string Names(RunResult run, Outcome outcome)
    {
        var names = run.Scenarios.Where(s => s.Outcome == outcome).Select(s => $"“{Visible.Short(s.Name, NameShown)}”").ToList();
        if (names.Count == 0) return "see below";
        if (names.Count > NamesShown) return $"{string.Join(", ", names.Take(NamesShown))} and {Figures.Count(names.Count - NamesShown)} more";
        return names.Count == 1 ? names[0] : $"{string.Join(", ", names.SkipLast(1))} and {names[^1]}";
    }

    private static string FirstLine(string problem)
    {
        var line = problem.Trim().Split('\n', 2)[0].TrimEnd();
        return Visible.Short(line, ProblemShown);
    }
}
