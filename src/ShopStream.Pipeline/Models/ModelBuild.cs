using System.Runtime.ExceptionServices;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Models;

/// <summary>Builds the models of a project in parallel, each after those it reads.</summary>
internal static class ModelBuild
{
    /// <param name="project">The models to build.</param>
    /// <param name="parallelism">Maximum number of models built at a time.</param>
    /// <param name="build">Builds one model.</param>
    /// <param name="failure">Creates the exception to throw from the failed models' errors; the other builds are cancelled.</param>
    /// <param name="cancellationToken">Cancels the build.</param>
    /// <typeparam name="TError">The warehouse's exception type. Other exceptions are rethrown and also cancel the rest.</typeparam>
    /// <returns>The results, in the project's order.</returns>
    public static async Task<IReadOnlyList<ModelRun>> AllAsync<TError>(
        ModelProject project,
        int parallelism,
        Func<Model, CancellationToken, Task<ModelRun>> build,
        Func<IReadOnlyList<(Model Model, TError Error)>, ProblemException> failure,
        CancellationToken cancellationToken
    )
        where TError : Exception
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var gate = new SemaphoreSlim(parallelism);
        var failures = new List<(Model Model, TError Error)>();
        ExceptionDispatchInfo? other = null;
        var builds = new Dictionary<string, Task<ModelRun>>(StringComparer.Ordinal);
        foreach (var model in project.Models)
        {
            // In the project's order every model follows those it reads, so their tasks exist.
            var upstream = model.Refs.Select(r => builds[r]).ToList();
            builds.Add(model.Name, BuildAsync(model, upstream));
        }
        try
        {
            return await Task.WhenAll(project.Models.Select(m => builds[m.Name]));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            other?.Throw();
            throw failure(failures);
        }

        async Task<ModelRun> BuildAsync(Model model, List<Task<ModelRun>> upstream)
        {
            await Task.WhenAll(upstream);
            await gate.WaitAsync(stop.Token);
            try
            {
                return await build(model, stop.Token);
            }
            catch (TError e)
            {
                lock (failures)
                    failures.Add((model, e));
                await stop.CancelAsync();
                throw new OperationCanceledException($"{model.File} failed", e);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                FailurePlace.Note(e, table: model.Name);
                Interlocked.CompareExchange(ref other, ExceptionDispatchInfo.Capture(e), null);
                await stop.CancelAsync();
                throw;
            }
            finally
            {
                gate.Release();
            }
        }
    }
}
