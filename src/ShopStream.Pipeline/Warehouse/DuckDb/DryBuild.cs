using DuckDB.NET.Data;
using ShopStream.Pipeline.Duck;
using ShopStream.Pipeline.Models;
using ShopStream.Pipeline.Warehouse;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Results;
using ColumnInfo = ShopStream.Quality.Data.ColumnInfo;

namespace ShopStream.Pipeline.Warehouse.DuckDb;

/// <summary>Builds a project on empty tables in memory, to find SQL errors and the models' columns before any data is moved.</summary>
internal static class DryBuild
{
    /// <param name="project">The models to build.</param>
    /// <param name="rawTables">The raw tables with their portable types; tables of other layers are ignored.</param>
    /// <param name="deadline">The deadline of each statement.</param>
    /// <param name="cancellationToken">Interrupts the running statement.</param>
    /// <returns>The models' columns, in the project's order; keys come from config(unique_key=…).</returns>
    /// <exception cref="UsageException">The SQL of models is invalid. The message lists all of them, except models that read an invalid one.</exception>
    /// <exception cref="InfrastructureException">DuckDB ran out of memory or disk, or failed internally.</exception>
    public static async Task<IReadOnlyList<TableInfo>> DryBuildAsync(
        this ModelProject project,
        IReadOnlyList<TableInfo> rawTables,
        TimeSpan deadline,
        CancellationToken cancellationToken = default
    )
    {
        using var connection = await ModelConnection.OpenAsync(
            static () => new DuckDBConnection("DataSource=:memory:"),
            new DuckDeadline(deadline, DuckWarehouse.BuildSetting, "DuckDB"),
            cancellationToken
        );
        await connection.ExecuteAsync(DuckDatabase.PinnedSettings, cancellationToken);
        foreach (var layer in ModelNames.Layers.Prepend(Layer.Raw))
            await connection.ExecuteAsync($"CREATE SCHEMA {Sql.Quote(ModelNames.Schema(layer))}", cancellationToken);
        foreach (var table in rawTables.Where(t => t.Dataset.Layer == Layer.Raw))
            await connection.ExecuteAsync(
                $"CREATE TABLE {ModelNames.Of(table.Dataset)} "
                    + $"({string.Join(", ", table.Columns.Select(c => $"{Sql.Quote(c.Name)} {DuckTypes.ToDuckDb(c.Type)}"))})",
                cancellationToken
            );

        var problems = new ModelProblems(project.Folder);
        var built = new HashSet<string>(StringComparer.Ordinal);
        var tables = new List<TableInfo>();
        foreach (var model in project.Models.Where(m => m.Refs.All(built.Contains)))
        {
            try
            {
                await connection.ExecuteAsync($"CREATE {ModelRunner.Kind(model)} {ModelNames.Of(model.Dataset)} AS\n{model.Sql}", cancellationToken);
                tables.Add(await DescribeAsync(connection, model, problems, cancellationToken));
                built.Add(model.Name);
            }
            catch (DeadlineException e)
            {
                throw new InfrastructureException($"{model.File}, built on empty tables: {e.Message}", e);
            }
            catch (DuckDBException e)
            {
                if (ModelFailure.FromSystem(model, e) is { } failure)
                    throw failure;
                ModelFailure.Add(problems, model, e, 1, []);
            }
        }
        problems.ThrowIfAny();
        return [.. tables.WithModels(project)];
    }

    private static async Task<TableInfo> DescribeAsync(ModelConnection connection, Model model, ModelProblems problems, CancellationToken cancellationToken)
    {
        var columns = await connection.QueryAsync(
            $"DESCRIBE {ModelNames.Of(model.Dataset)}",
            static r => new ColumnInfo(r.GetString(0), DuckTypes.ToPortable(r.GetString(1)), Nullable: true),
            cancellationToken
        );
        var table = new TableInfo(model.Dataset, columns, model.Key);
        foreach (var column in model.Key.Where(k => !table.Has(k)))
            problems.Add(
                model.File,
                1,
                $"config(unique_key=…) names {column}, which is not a column of the model{Nearest.Hint(column, columns.Select(c => c.Name))}"
            );
        return table;
    }
}
