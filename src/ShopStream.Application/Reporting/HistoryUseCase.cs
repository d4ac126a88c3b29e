using ShopStream.Quality.Data;
using ShopStream.Quality.History;
using ShopStream.Quality.Results;
using ShopStream.Reports;

namespace ShopStream.Application.Reporting;

/// <summary>history: the recorded runs, and the values of one metric in them.</summary>
public static class HistoryUseCase
{
    /// <param name="reports">The folder of reports.</param>
    /// <param name="warn">Receives a line for each line of the history that cannot be read.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>At least one run.</returns>
    /// <exception cref="UsageException">There is no run.</exception>
    public static async Task<RunHistory> ReadAsync(string reports, Action<string> warn, CancellationToken cancellationToken)
    {
        var history = await HistoryFile.ReadAsync(reports, warn, cancellationToken);
        return history.Runs.Count > 0
            ? history
            : throw new UsageException($"there is no run in {Path.Combine(reports, HistoryFile.Name)}: run or check first, or name another folder with --out");
    }

    /// <summary>The name of a recorded value as the history has it, such as rows of raw orders.</summary>
    /// <param name="history">The runs.</param>
    /// <param name="name">In any case of letters.</param>
    /// <exception cref="UsageException">No run has it; the message has the nearest name.</exception>
    public static string Resolve(RunHistory history, string name)
    {
        var names = history.FigureNames.ToList();
        return names.Find(n => string.Equals(n, name.Trim(), StringComparison.OrdinalIgnoreCase))
            ?? throw new UsageException($"no run has a figure '{name}'{Nearest.Hint(name, names)}");
    }
}
