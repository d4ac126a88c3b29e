using System.Diagnostics;
using ShopStream.Pipeline.Warehouse;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Elt;

/// <summary>Measures the stages of a run. Completed stages stay known when a later one fails.</summary>
public sealed class Stages(IProgress<StageProgress>? progress)
{
    /// <summary>Runs the examples of the models.</summary>
    public const string Examples = "examples";

    /// <summary>Copies the source to the lake.</summary>
    public const string Extract = "extract";

    /// <summary>Loads the lake's files into the warehouse.</summary>
    public const string Load = "load";

    /// <summary>Builds the models.</summary>
    public const string Transform = "transform";

    /// <summary>Runs the checks.</summary>
    public const string Check = "check";

    /// <summary>Writes all failing rows to a file.</summary>
    public const string FailingRows = "failing rows";

    private readonly List<StageResult> done = [];
    private bool failed;

    /// <summary>Completed stages, in the order in which they ended.</summary>
    public IReadOnlyList<StageResult> Done => done;

    /// <summary>The stage that failed; null if none did, or if the failure belongs to no stage.</summary>
    public string? Failed { get; private set; }

    /// <summary>Runs a stage.</summary>
    /// <param name="name">The stage's name: extract, load, …</param>
    /// <param name="work">The work to do.</param>
    /// <param name="measure">Reads rows and bytes from the result, for the report; null for a stage that moves none.</param>
    public async Task<T> RunAsync<T>(string name, Func<Task<T>> work, Func<T, (long Rows, long? Bytes)>? measure = null)
    {
        progress?.Report(new StageProgress(name, null, 0, null));
        var started = Stopwatch.GetTimestamp();
        var result = await PartAsync(name, work);
        var measured = measure?.Invoke(result);
        done.Add(new StageResult(name, Math.Round(Stopwatch.GetElapsedTime(started).TotalSeconds, 3), measured?.Rows, measured?.Bytes));
        progress?.Report(new StageProgress(name, null, 1, 1) { Ended = done[^1] });
        return result;
    }

    /// <summary>Runs further work that belongs to a stage: if it fails, that stage has failed. When parts are nested, the innermost one counts.</summary>
    /// <param name="name">The stage's name; null for work of no stage, such as validating specs.</param>
    /// <param name="work">The work to do.</param>
    public async Task<T> PartAsync<T>(string? name, Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception e)
        {
            FailurePlace.Note(e, stage: name);
            if (!failed)
                (failed, Failed) = (true, name);
            throw;
        }
    }
}
