namespace ShopStream.Quality.History;

/// <summary>The runs that tell new failures from those that were there before.</summary>
/// <param name="Runs">The runs.</param>
/// <param name="Text">Which they are, in words.</param>
public sealed record FailureBaseline(RunHistory Runs, string Text)
{
    /// <summary>One run, such as that of a results.json.</summary>
    public static FailureBaseline Of(HistoryRun run) => new(new RunHistory([run]), $"run {run.RunId}{On(run)}");

    /// <summary>The runs of the main branch; those of all branches if none is known to be of that branch.</summary>
    /// <param name="history">Earlier runs.</param>
    /// <param name="mainBranch">Name of the main branch.</param>
    public static FailureBaseline Of(RunHistory history, string mainBranch)
    {
        var main = new RunHistory(history.Runs.Where(r => string.Equals(r.Branch, mainBranch, StringComparison.Ordinal)));
        if (main.Runs.Count > 0)
            return new(main, $"the runs of {mainBranch}, the last of which is {main.Runs[^1].RunId}");
        return history.Runs.Count == 0
            ? new(history, "none: the history has no run, so that every failure is new")
            : new(
                history,
                $"the runs of all branches, the last of which is {history.Runs[^1].RunId}{On(history.Runs[^1])}: the history has none of {mainBranch}"
            );
    }

    private static string On(HistoryRun run) => run.Branch is { } branch ? $" of {branch}" : "";
}
