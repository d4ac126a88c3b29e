using System.Text;
using DuckDB.NET.Data;
using ShopStream.Pipeline.Duck;
using ShopStream.Pipeline.Models;
using ShopStream.Pipeline.Options;
using ShopStream.Pipeline.Warehouse.DuckDb;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Examples;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Examples;

/// <summary>
/// A warehouse in memory for one example at a time: all tables exist, typed and empty. An example fills those that it gives, its models fill theirs,
/// and afterwards they are emptied again. Nothing is created anew, because creating tables takes longer than filling them.
/// </summary>
public sealed class ExampleDatabase : IExampleDatabase
{
    private const string Description = "DuckDB, in which the examples are built,";

    private readonly DuckDatabase database;
    private readonly ExampleSchema schema;
    private readonly DuckStore store;

    private ExampleDatabase(DuckDatabase database, ExampleSchema schema)
    {
        (this.database, this.schema) = (database, schema);
        store = new DuckStore(StoreId.Warehouse, database, schema.Catalog);
    }

    /// <inheritdoc />
    public Catalog Catalog => schema.Catalog;

    /// <inheritdoc />
    public IReadOnlyDictionary<StoreId, IStore> StoresAt(SnapshotTime taken) =>
        new Dictionary<StoreId, IStore> { [StoreId.Warehouse] = new DuckStore(StoreId.Warehouse, database, schema.Catalog.At(taken)) };

    /// <summary>Creates the empty tables.</summary>
    /// <param name="schema">The models and columns.</param>
    /// <param name="options">Limits and the folder for temporary files.</param>
    /// <param name="cancellationToken">Cancels the creation.</param>
    /// <exception cref="InfrastructureException">DuckDB cannot be opened.</exception>
    public static async Task<ExampleDatabase> CreateAsync(ExampleSchema schema, PipelineOptions options, CancellationToken cancellationToken)
    {
        var settings = new DuckSettings(options.MemoryLimit, options.Scratch, options.Deadline) { Threads = 1 };
        var opened = DuckDatabase.InMemory(Description, settings);
        try
        {
            var sql = new StringBuilder("SET GLOBAL preserve_insertion_order = true;\n");
            foreach (var layer in ModelNames.Layers.Prepend(Layer.Raw))
                sql.Append("CREATE SCHEMA ").Append(Sql.Quote(ModelNames.Schema(layer))).Append(";\n");
            foreach (var table in schema.Raw)
                sql.Append("CREATE TABLE ")
                    .Append(ModelNames.Of(table.Dataset))
                    .Append(" (")
                    .AppendJoin(", ", table.Columns.Select(c => $"{Sql.Quote(c.Name)} {DuckTypes.ToDuckDb(c.Type)}"))
                    .Append(");\n");
            foreach (var model in schema.Models)
                sql.Append("CREATE TABLE ").Append(ModelNames.Of(model.Dataset)).Append(" AS\n").Append(model.Sql).Append("\nWITH NO DATA;\n");
            await opened.ExecuteAsync(sql.ToString(), cancellationToken);
            // Of a few rows, planning takes longer than reading: models are planned once, without optimizing for the tables that are empty then.
            await opened.ExecuteAsync("PRAGMA disable_optimizer", cancellationToken);
            await opened.LockAsync([], cancellationToken);
            await opened.ExecuteAsync(string.Concat(schema.Models.Select(m => $"PREPARE {Prepared(m)} AS {Build(m, m.Sql)};\n")), cancellationToken);
            return new ExampleDatabase(opened, schema);
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    /// <inheritdoc />
    public async Task<string?> BuildAsync(ExamplePlan plan, (string Model, string Sql)? mutated, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var given = string.Concat(plan.Example.Given.Where(g => g.Table.Rows.Count > 0).Select(Insert));
        if (given.Length > 0)
            await database.ExecuteAsync(given, cancellationToken);
        foreach (var model in plan.Models)
        {
            try
            {
                await database.ExecuteAsync(Statement(model, plan.Example.Today, mutated), cancellationToken);
            }
            catch (DeadlineException e)
            {
                throw new InfrastructureException($"{model.File}, built for {plan.Example.Place}: {e.Message}", e);
            }
            catch (DuckDBException e)
            {
                if (ModelFailure.FromSystem(model, e) is { } failure)
                    throw failure;
                var problems = new ModelProblems(schema.Project.Folder);
                ModelFailure.Add(problems, model, e, 1, []);
                return problems.ToException(e).Message;
            }
        }
        return null;
    }

    /// <summary>All rows of a table.</summary>
    /// <param name="dataset">The table.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    public Task<Measurement> RowsAsync(Dataset dataset, CancellationToken cancellationToken) =>
        database.ReadAsync($"SELECT * FROM {ModelNames.Of(dataset)}", cancellationToken);

    /// <inheritdoc />
    public Task ClearAsync(ExamplePlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var filled = plan.Example.Given.Where(g => g.Table.Rows.Count > 0).Select(g => g.Dataset).Concat(plan.Models.Select(m => m.Dataset));
        return database.ExecuteAsync(string.Concat(filled.Select(d => $"DELETE FROM {ModelNames.Of(d)};")), CancellationToken.None);
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => store.DisposeAsync();

    private static string Statement(Model model, DateOnly? today, (string Model, string Sql)? mutated)
    {
        var sql = mutated is { } other && string.Equals(other.Model, model.Name, StringComparison.Ordinal) ? other.Sql : null;
        if (today is { } day && ModelClock.AsksBy(sql ?? model.Sql) is not null)
            return Build(model, ModelClock.Freeze(sql ?? model.Sql, day, Dialect.DuckDb));
        return sql is null ? $"EXECUTE {Prepared(model)}" : Build(model, sql);
    }

    private static string Prepared(Model model) => Sql.Quote($"build {model.Name}");

    private static string Build(Model model, string sql) => $"INSERT INTO {ModelNames.Of(model.Dataset)}\n{sql}";

    private string Insert(GivenTable given)
    {
        var types = given.Table.Columns.Select(c => Catalog.TypeOf(new ColumnReference(given.Dataset, c))).ToList();
        // An untyped literal becomes a value of the column's type. Its text fits exactly: the cells were read by that type.
        var rows = given.Table.Rows.Select(r =>
            $"({string.Join(", ", r.Cells.Select((cell, i) => given.Table.Read(types[i], cell).Text is { } text ? Sql.Literal(text) : "NULL"))})"
        );
        var columns = string.Join(", ", given.Table.Columns.Select(c => Sql.Quote(c)));
        return $"INSERT INTO {ModelNames.Of(given.Dataset)} ({columns}) VALUES {string.Join(", ", rows)};\n";
    }
}
