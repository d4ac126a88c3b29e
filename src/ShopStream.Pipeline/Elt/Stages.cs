using System.Diagnostics;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Elt;

/// <summary>Times the stages of a run; those that ended are known even when a later one fails.</summary>
public sealed class Stages(IProgress<StageProgress>? progress)
{
    /// <summary>From the source to the lake.</summary>
    public const string Extract = "extract";

    /// <summary>From the lake into the warehouse.</summary>
    public const string Load = "load";

    /// <summary>The models.</summary>
    public const string Transform = "transform";

    /// <summary>Judging.</summary>
    public const string Check = "check";

    private readonly List<StageResult> done = [];
    private bool failed;

    /// <summary>In the order in which they ended.</summary>
    public IReadOnlyList<StageResult> Done => done;

    /// <summary>The one that failed; null where none did, or what failed is of none.</summary>
    public string? Failed { get; private set; }

    /// <summary>Runs a stage.</summary>
    /// <param name="name">extract, load, …</param>
    /// <param name="work">The work to do.</param>
    /// <param name="size">Its rows and bytes, for the report; null where it moves none.</param>
    public async Task<T> RunAsync<T>(string name, Func<Task<T>> work, Func<T, (long Rows, long? Bytes)>? size = null)
    {
        progress?.Report(new StageProgress(name, null, 0, null));
        var started = Stopwatch.GetTimestamp();
        var result = await PartAsync(name, work);
        var measured = size?.Invoke(result);
        done.Add(new StageResult(name, Math.Round(Stopwatch.GetElapsedTime(started).TotalSeconds, 3), measured?.Rows, measured?.Bytes));
        progress?.Report(new StageProgress(name, null, 1, 1) { Ended = done[^1] });
        return result;
    }

    /// <summary>Runs what belongs to a stage besides: where it fails, that stage has failed. Of a part in a part the inner one counts.</summary>
    /// <param name="name">Null for what is of no stage, such as what specs name.</param>
    /// <param name="work">The work to do.</param>
    public async Task<T> PartAsync<T>(string? name, Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch
        {
            if (!failed) (failed, Failed) = (true, name);
            throw;
        }
    }
}
