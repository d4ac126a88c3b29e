using DuckDB.NET.Data;
using ShopStream.Quality.Data;
using ShopStream.Quality.Planning;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Models;

/// <summary>
/// Builds a project in a warehouse: every model beside the old one, several at a time, then all of them swapped in by
/// one transaction. Until then, and after a failure, tables are as they were; a staging view shows the raw tables as they are.
/// </summary>
/// <param name="open">A connection of its own at every call, to the same database; called from several threads, closed by the runner.</param>
/// <param name="time">Measures how long models take.</param>
/// <param name="threads">How many models are built at a time, at least 1; 4 as in the reference.</param>
public sealed class ModelRunner(Func<DuckDBConnection> open, TimeProvider time, int threads = 4)
{
    private readonly int threads = threads >= 1 ? threads : throw new ArgumentOutOfRangeException(nameof(threads), threads, "at least 1 model is built at a time");

    /// <summary>Builds all models, and drops those that an earlier run built and the project no longer has (by meta.models).</summary>
    /// <returns>In the project's order.</returns>
    /// <exception cref="UsageException">SQL of models is wrong, told with file and line; nothing was changed.</exception>
    /// <exception cref="InfrastructureException">The warehouse could not do its part; nothing was changed.</exception>
    public async Task<IReadOnlyList<ModelRun>> RunAsync(ModelProject project, CancellationToken cancellationToken = default)
    {
        try
        {
            using var connection = await DuckDbCalls.OpenedAsync(open, cancellationToken).ConfigureAwait(false);
            foreach (var schema in ModelNames.Layers.Select(ModelNames.Schema).Append("meta"))
                await connection.ExecuteAsync($"CREATE SCHEMA IF NOT EXISTS {Sql.Quote(schema)}", cancellationToken).ConfigureAwait(false);
            // A run that was killed leaves its half-built models behind.
            await ModelSwap.DropNextAsync(connection, cancellationToken).ConfigureAwait(false);
            try
            {
                var runs = await ModelBuild.AllAsync<DuckDBException>(project, threads, BuildOneAsync, failures => Failure(project, failures), cancellationToken).ConfigureAwait(false);
                await ModelSwap.RunAsync(connection, project.Models, runs, cancellationToken).ConfigureAwait(false);
                return runs;
            }
            catch
            {
                await TryDropNextAsync(connection).ConfigureAwait(false);
                throw;
            }
        }
        catch (DuckDBException e)
        {
            throw new InfrastructureException($"The warehouse could not take the models, and keeps those of the run before: {e.Message.Trim()}", e);
        }
    }

    internal static string Kind(Model model) => model.Materialization == Materialization.View ? "VIEW" : "TABLE";

    private async Task<ModelRun> BuildOneAsync(Model model, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        using var connection = await DuckDbCalls.OpenedAsync(open, cancellationToken).ConfigureAwait(false);
        var name = ModelNames.NextOf(model.Dataset);
        await connection.ExecuteAsync($"CREATE {Kind(model)} {name} AS\n{model.BuildSql}", cancellationToken).ConfigureAwait(false);
        long? rows = model.Materialization == Materialization.Table
            ? (await connection.QueryAsync($"SELECT COUNT(*) FROM {name}", static r => r.GetInt64(0), cancellationToken).ConfigureAwait(false))[0]
            : null;
        return new ModelRun(model.Name, model.Layer, model.Materialization, rows, time.GetElapsedTime(start).TotalSeconds);
    }

    private static ProblemException Failure(ModelProject project, IReadOnlyList<(Model Model, DuckDBException Error)> failures)
    {
        var byName = project.Models.ToDictionary(m => m.Name, StringComparer.Ordinal);
        var problems = new ModelProblems(project.Folder);
        foreach (var (model, error) in failures)
        {
            if (ModelFailure.FromMachine(model, error) is { } machine) return machine;
            ModelFailure.Add(problems, model, error, 1, ViewsOf(model, byName));
        }
        return problems.ToException(failures[0].Error);
    }

    private static List<Model> ViewsOf(Model model, Dictionary<string, Model> byName)
    {
        var views = model.Refs.Select(r => byName[r]).Where(m => m.Materialization == Materialization.View).ToList();
        return [.. views.Concat(views.SelectMany(v => ViewsOf(v, byName))).DistinctBy(v => v.Name, StringComparer.Ordinal)];
    }

    private static async Task TryDropNextAsync(DuckDBConnection connection)
    {
        try
        {
            await ModelSwap.DropNextAsync(connection, CancellationToken.None).ConfigureAwait(false);
        }
        catch (DuckDBException)
        {
            // What failed before is what has to be told; the next run drops them.
        }
    }
}
