using System.Threading.Channels;
using ShopStream.Application.Settings;
using ShopStream.Pipeline.Examples;
using ShopStream.Quality.Results;

namespace ShopStream.Application.Examples;

/// <summary>Runs the examples again whenever a feature or a model is saved: only those that the saved files can affect.</summary>
/// <param name="useCase">Runs examples.</param>
/// <param name="request">Which examples to run.</param>
public sealed class ExampleWatch(TestUseCase useCase, TestRequest request)
{
    // Editors save in several steps, and a checkout changes many files.
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(100);

    private ShopSettings Settings => request.Settings;

    /// <summary>Runs all examples, and those that are affected after every change, until it is cancelled.</summary>
    /// <param name="show">Receives the names of the saved files, none at first, and the result; or the message of what is wrong.</param>
    /// <param name="cancellationToken">Ends the watch.</param>
    /// <returns>The exit code of the last run.</returns>
    public async Task<int> RunAsync(Action<IReadOnlyList<string>, TestResult?, string?> show, CancellationToken cancellationToken)
    {
        var saved = Channel.CreateUnbounded<string>();
        using var features = Watch(Settings.Features, "*.feature", saved.Writer);
        using var models = Watch(Settings.Pipeline.ModelsFolder, "*", saved.Writer);
        IReadOnlyList<string> changed = [];
        var code = ExitCodes.Passed;
        try
        {
            while (true)
            {
                code = await RunOnceAsync(changed, show, cancellationToken);
                changed = await NextAsync(saved.Reader, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return code;
        }
    }

    /// <summary>Whether saved files can change what an example says: its own feature, or a model that it builds. Other files concern all.</summary>
    internal static bool IsAffected(ExamplePlan plan, IReadOnlyList<string> saved) =>
        saved.Count == 0
        || saved.Any(path =>
            Path.GetExtension(path) switch
            {
                ".feature" => plan.Example.Scenario.File.EndsWith(Path.GetFileName(path), StringComparison.Ordinal),
                ".sql" => plan.Models.Any(m => string.Equals(m.Name, Path.GetFileNameWithoutExtension(path), StringComparison.Ordinal)),
                _ => true,
            }
        );

    private async Task<int> RunOnceAsync(
        IReadOnlyList<string> changed,
        Action<IReadOnlyList<string>, TestResult?, string?> show,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var result = await useCase.RunAsync(request with { Affects = plan => IsAffected(plan, changed) }, null, cancellationToken);
            show(changed, result, null);
            return result.ExitCode;
        }
        catch (ProblemException e)
        {
            // A half-written feature or model is no reason to end: the next save may be right.
            show(changed, null, e.Message);
            return e.ExitCode;
        }
    }

    private static FileSystemWatcher Watch(string folder, string filter, ChannelWriter<string> saved)
    {
        var watcher = new FileSystemWatcher(Path.GetFullPath(folder), filter) { IncludeSubdirectories = true };
        watcher.Changed += (_, e) => saved.TryWrite(e.FullPath);
        watcher.Created += (_, e) => saved.TryWrite(e.FullPath);
        watcher.Deleted += (_, e) => saved.TryWrite(e.FullPath);
        watcher.Renamed += (_, e) => saved.TryWrite(e.FullPath);
        watcher.EnableRaisingEvents = true;
        return watcher;
    }

    private static async Task<IReadOnlyList<string>> NextAsync(ChannelReader<string> saved, CancellationToken cancellationToken)
    {
        while (true)
        {
            var files = new HashSet<string>(StringComparer.Ordinal) { await saved.ReadAsync(cancellationToken) };
            await Task.Delay(Quiet, cancellationToken);
            while (saved.TryRead(out var more))
                files.Add(more);
            var relevant = files.Where(f => Path.GetExtension(f) is ".feature" or ".sql" or ".json").Order(StringComparer.Ordinal).ToList();
            if (relevant.Count > 0)
                return relevant;
        }
    }
}
