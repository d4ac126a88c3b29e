using System.Runtime.ExceptionServices;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Models;

/// <summary>Builds the models of a project, several at a time, each after those it reads.</summary>
internal static class ModelBuild
{
    /// <param name="project">Which.</param>
    /// <param name="threads">How many at a time.</param>
    /// <param name="build">Builds one.</param>
    /// <param name="failure">What is thrown of the errors of those that failed; the others are stopped.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <typeparam name="TError">The warehouse's exception; others pass, and stop the rest, too.</typeparam>
    /// <returns>In the project's order.</returns>
    public static async Task<IReadOnlyList<ModelRun>> AllAsync<TError>(
        ModelProject project, int threads, Func<Model, CancellationToken, Task<ModelRun>> build, Func<IReadOnlyList<(Model Model, TError Error)>, ProblemException> failure, CancellationToken cancellationToken)
        where TError : Exception
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var gate = new SemaphoreSlim(threads);
        var failures = new List<(Model Model, TError Error)>();
        ExceptionDispatchInfo? other = null;
        var builds = new Dictionary<string, Task<ModelRun>>(StringComparer.Ordinal);
        foreach (var model in project.Models)
        {
            // The project's order has every model after those it reads, so their tasks are there.
            var waitsFor = model.Refs.Select(r => builds[r]).ToList();
            builds.Add(model.Name, BuildAsync(model, waitsFor));
        }
        try
        {
            return await Task.WhenAll(project.Models.Select(m => builds[m.Name])).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            other?.Throw();
            throw failure(failures);
        }

        async Task<ModelRun> BuildAsync(Model model, List<Task<ModelRun>> waitsFor)
        {
            await Task.WhenAll(waitsFor).ConfigureAwait(false);
            await gate.WaitAsync(stop.Token).ConfigureAwait(false);
            try
            {
                return await build(model, stop.Token).ConfigureAwait(false);
            }
            catch (TError e)
            {
                lock (failures) failures.Add((model, e));
                await stop.CancelAsync().ConfigureAwait(false);
                throw new OperationCanceledException($"{model.File} failed", e);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                Interlocked.CompareExchange(ref other, ExceptionDispatchInfo.Capture(e), null);
                await stop.CancelAsync().ConfigureAwait(false);
                throw;
            }
            finally
            {
                gate.Release();
            }
        }
    }
}
