using System.Diagnostics;
using ShopStream.Quality.Verdicts;

namespace ShopStream.Pipeline.Elt;

/// <summary>Times the stages of a run; those that ended are known even when a later one fails.</summary>
public sealed class Stages(IProgress<StageProgress>? progress)
{
    private readonly List<StageResult> done = [];

    /// <summary>In the order in which they ended.</summary>
    public IReadOnlyList<StageResult> Done => done;

    /// <summary>Runs a stage.</summary>
    /// <param name="name">extract, load, …</param>
    /// <param name="work">Does it.</param>
    /// <param name="size">Its rows and bytes, for the report; null where it moves none.</param>
    public async Task<T> RunAsync<T>(string name, Func<Task<T>> work, Func<T, (long Rows, long? Bytes)>? size = null)
    {
        progress?.Report(new StageProgress(name, null, 0, null));
        var started = Stopwatch.GetTimestamp();
        var result = await work();
        var measured = size?.Invoke(result);
        done.Add(new StageResult(name, Math.Round(Stopwatch.GetElapsedTime(started).TotalSeconds, 3), measured?.Rows, measured?.Bytes));
        progress?.Report(new StageProgress(name, null, 1, 1) { Ended = done[^1] });
        return result;
    }
}
