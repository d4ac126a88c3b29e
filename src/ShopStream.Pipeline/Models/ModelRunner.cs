using DuckDB.NET.Data;
using ShopStream.Pipeline.Duck;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Models;

/// <summary>
/// Builds a project in DuckDB: every model beside the old one, several at a time, then swaps all of them, and the raw tables that were loaded
/// for them, in one transaction. Until then, and after a failure, nothing is changed.
/// </summary>
/// <param name="open">Opens a new connection to the database at every call. It is called from several threads; the runner closes the connections.</param>
/// <param name="deadline">The deadline of each statement.</param>
/// <param name="time">Measures build times.</param>
/// <param name="parallelism">Maximum number of models built at a time, at least 1; default 4.</param>
internal sealed class ModelRunner(Func<DuckDBConnection> open, DuckDeadline deadline, TimeProvider time, int parallelism = 4)
{
    private readonly int parallelism =
        parallelism >= 1 ? parallelism : throw new ArgumentOutOfRangeException(nameof(parallelism), parallelism, "expected at least 1");

    /// <summary>Builds all models, and drops models of earlier runs (recorded in meta.models) that the project no longer has.</summary>
    /// <param name="project">The models.</param>
    /// <param name="load">Statements that exchange the raw tables loaded for these models; null to build from the raw tables as they are.</param>
    /// <param name="cancellationToken">Interrupts the build; nothing is changed.</param>
    /// <returns>The results, in the project's order.</returns>
    /// <exception cref="UsageException">The SQL of models is invalid; the message gives file and line. Nothing was changed.</exception>
    /// <exception cref="InfrastructureException">The warehouse failed; nothing was changed.</exception>
    public async Task<IReadOnlyList<ModelRun>> RunAsync(ModelProject project, IReadOnlyList<string>? load = null, CancellationToken cancellationToken = default)
    {
        try
        {
            using var connection = await ModelConnection.OpenAsync(open, deadline, cancellationToken);
            foreach (var schema in ModelNames.Layers.Select(ModelNames.Schema).Append("meta"))
                await connection.ExecuteAsync($"CREATE SCHEMA IF NOT EXISTS {Sql.Quote(schema)}", cancellationToken);
            // A killed run leaves unfinished models behind.
            await ModelSwap.DropNextAsync(connection, load is null ? [Layer.Raw, .. ModelNames.Layers] : ModelNames.Layers, cancellationToken);
            try
            {
                if (load is null)
                    await ModelSwap.ShowRawAsync(connection, project.Models, cancellationToken);
                var runs = await ModelBuild.AllAsync<DuckDBException>(
                    project,
                    parallelism,
                    BuildOneAsync,
                    failures => Failure(project, failures),
                    cancellationToken
                );
                await ModelSwap.RunAsync(connection, project.Models, runs, load ?? [], cancellationToken);
                if (load is null)
                    await ModelSwap.DropNextAsync(connection, [Layer.Raw], cancellationToken);
                return runs;
            }
            catch
            {
                await TryDropNextAsync(connection);
                throw;
            }
        }
        catch (DeadlineException e)
        {
            throw new InfrastructureException($"{e.Message}. The warehouse keeps the models of the previous run", e);
        }
        catch (DuckDBException e)
        {
            throw new InfrastructureException(
                $"The models could not be swapped in; the warehouse keeps those of the previous run: {DuckFailure.Explain(e, "")}",
                e
            );
        }
    }

    internal static string Kind(Model model) => model.Materialization == Materialization.View ? "VIEW" : "TABLE";

    private async Task<ModelRun> BuildOneAsync(Model model, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        using var connection = await ModelConnection.OpenAsync(open, deadline, cancellationToken);
        var name = ModelNames.NextOf(model.Dataset);
        try
        {
            await connection.ExecuteAsync($"CREATE {Kind(model)} {name} AS\n{model.BuildSql}", cancellationToken);
        }
        catch (DeadlineException e)
        {
            throw new DeadlineException($"{model.File}: {e.Message}", e);
        }
        long? rows =
            model.Materialization == Materialization.Table
                ? (await connection.QueryAsync($"SELECT COUNT(*) FROM {name}", static r => r.GetInt64(0), cancellationToken))[0]
                : null;
        return new ModelRun(model.Name, model.Layer, model.Materialization, rows, time.GetElapsedTime(start).TotalSeconds);
    }

    private static ProblemException Failure(ModelProject project, IReadOnlyList<(Model Model, DuckDBException Error)> failures)
    {
        var byName = project.Models.ToDictionary(m => m.Name, StringComparer.Ordinal);
        var problems = new ModelProblems(project.Folder);
        foreach (var (model, error) in failures)
        {
            if (ModelFailure.FromSystem(model, error) is { } failure)
                return failure;
            ModelFailure.Add(problems, model, error, 1, ViewsOf(model, byName));
        }
        return problems.ToException(failures[0].Error);
    }

    private static List<Model> ViewsOf(Model model, Dictionary<string, Model> byName)
    {
        var views = model.Refs.Select(r => byName[r]).Where(m => m.Materialization == Materialization.View).ToList();
        return [.. views.Concat(views.SelectMany(v => ViewsOf(v, byName))).DistinctBy(v => v.Name, StringComparer.Ordinal)];
    }

    private static async Task TryDropNextAsync(ModelConnection connection)
    {
        try
        {
            await ModelSwap.DropNextAsync(connection, [Layer.Raw, .. ModelNames.Layers], CancellationToken.None);
        }
        catch (Exception e) when (e is DuckDBException or DeadlineException)
        {
            // The original error matters more; the next run drops them.
        }
    }
}
