using System.Data.Common;
using System.Globalization;
using ShopStream.Pipeline.Models;
using ShopStream.Pipeline.Warehouse.Snowflake;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Examples;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Examples;

/// <summary>
/// Transient schemas of Snowflake for one example at a time. Every statement is a round trip, so that a given table and a model take one each: it
/// replaces the table of the example before. A table that is read but not given is created empty, once.
/// </summary>
internal sealed class SnowflakeExampleDatabase : IExampleDatabase
{
    private readonly string prefix;
    private readonly ExampleSchema schema;
    private readonly ModelProject project;
    private readonly SnowflakeScratchSchemas schemas;
    private readonly SnowflakeSessions sessions;
    private readonly string where;
    private readonly Dialect dialect;
    private readonly HashSet<Dataset> empty = [];

    /// <param name="number">Tells these schemas from those of other examples that run at the same time.</param>
    /// <param name="schema">The models and columns.</param>
    /// <param name="project">The models in Snowflake's SQL.</param>
    /// <param name="schemas">Create and drop the schemas.</param>
    /// <param name="sessions">Sessions of the role that builds models.</param>
    /// <param name="where">Account and purpose, for messages.</param>
    public SnowflakeExampleDatabase(
        int number,
        ExampleSchema schema,
        ModelProject project,
        SnowflakeScratchSchemas schemas,
        SnowflakeSessions sessions,
        string where
    )
    {
        (this.schema, this.project, this.schemas, this.sessions, this.where) = (schema, project, schemas, sessions, where);
        prefix = string.Create(CultureInfo.InvariantCulture, $"{schemas.Name}_{number}_");
        dialect = Dialect.Snowflake with { Schema = SchemaOf, Place = Place };
    }

    public Catalog Catalog => schema.Catalog;

    public IReadOnlyDictionary<StoreId, IStore> StoresAt(SnapshotTime taken) =>
        new Dictionary<StoreId, IStore> { [StoreId.Warehouse] = new SnowflakeStore(StoreId.Warehouse, sessions, where, schema.Catalog.At(taken), dialect) };

    public async Task<string?> BuildAsync(ExamplePlan plan, (string Model, string Sql)? mutated, CancellationToken cancellationToken)
    {
        foreach (var given in plan.Example.Given)
        {
            if (await FillAsync(plan.Example, given, cancellationToken) is { } problem)
                return problem;
        }
        var filled = plan.Example.Given.Select(g => g.Dataset).Concat(plan.Models.Select(m => m.Dataset)).ToHashSet();
        foreach (var model in plan.Models)
        {
            foreach (var read in schema.Upstream(model).Where(r => !filled.Contains(r)))
                await EmptyAsync(read, cancellationToken);
            var sql = mutated is { } other && string.Equals(other.Model, model.Name, StringComparison.Ordinal) ? other.Sql : null;
            if (await BuildAsync(model, sql, plan.Example.Today, cancellationToken) is { } problem)
                return problem;
        }
        return null;
    }

    // The next example replaces what it needs.
    public Task ClearAsync(ExamplePlan plan) => Task.CompletedTask;

    // The schemas and sessions are those of all examples.
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<string?> FillAsync(Example example, GivenTable given, CancellationToken cancellationToken)
    {
        if (given.Table.Rows.Count == 0)
        {
            await EmptyAsync(given.Dataset, cancellationToken);
            return null;
        }
        empty.Remove(given.Dataset);
        return await CreateAsync(
            given.Dataset,
            string.Join("\nUNION ALL\n", given.Table.Rows.Select(r => Row(given, r.Cells))),
            e =>
                $"{example.At(given.Table.Line)}: Snowflake rejects the rows of {given.Dataset}: "
                + EngineMessages.Redact(e.Message, "").ReplaceLineEndings(" "),
            cancellationToken
        );
    }

    private async Task EmptyAsync(Dataset dataset, CancellationToken cancellationToken)
    {
        if (empty.Contains(dataset))
            return;
        var columns = Columns(dataset).Select(c => Cell(c, null));
        if (await CreateAsync(dataset, $"SELECT {string.Join(", ", columns)} WHERE FALSE", e => e.Message, cancellationToken) is { } problem)
            throw new UsageException($"{dataset} cannot be created empty in Snowflake: {problem}");
        empty.Add(dataset);
    }

    private Task<string?> BuildAsync(Model model, string? mutated, DateOnly? today, CancellationToken cancellationToken)
    {
        empty.Remove(model.Dataset);
        var written = project.Models.First(m => string.Equals(m.Name, model.Name, StringComparison.Ordinal));
        var sql = schema
            .Upstream(model)
            .Aggregate(mutated ?? written.Sql, (text, read) => text.Replace(Dialect.Snowflake.Table(read), Place(read), StringComparison.Ordinal));
        if (today is { } day)
            sql = ModelClock.Freeze(sql, day, Dialect.Snowflake);
        return CreateAsync(model.Dataset, sql, Problem, cancellationToken);

        string Problem(DbException e)
        {
            var problems = new ModelProblems(schema.Project.Folder);
            SnowflakeModels.AddTo(problems, written, e, Named);
            return problems.ToException(e).Message;
        }
    }

    // Returns what is wrong with the SQL or the values; null if the table was created.
    private async Task<string?> CreateAsync(Dataset dataset, string select, Func<DbException, string> problem, CancellationToken cancellationToken)
    {
        await schemas.EnsureAsync(SchemaOf(dataset.Layer), cancellationToken);
        return await schemas.GuardedAsync(async () =>
        {
            try
            {
                await sessions.UseAsync(
                    s => s.ExecuteAsync($"CREATE OR REPLACE TRANSIENT TABLE {Place(dataset)} AS\n{select}", cancellationToken),
                    cancellationToken
                );
                return null;
            }
            catch (DbException e) when (SnowflakeProblem.IsSqlError(e) || SnowflakeProblem.IsOfValues(e))
            {
                return problem(e);
            }
        });
    }

    private string Row(GivenTable given, IReadOnlyList<string> cells)
    {
        var texts = given
            .Table.Columns.Index()
            .ToDictionary(
                c => c.Item,
                c => given.Table.Read(Catalog.TypeOf(new ColumnReference(given.Dataset, c.Item)), cells[c.Index]).Text,
                StringComparer.Ordinal
            );
        return $"SELECT {string.Join(", ", Columns(given.Dataset).Select(c => Cell(c, texts.GetValueOrDefault(c.Name))))}";
    }

    private IReadOnlyList<ColumnInfo> Columns(Dataset dataset) => Catalog.Find(dataset)!.Columns;

    // The text fits its type exactly: the cells were read by it.
    private static string Cell(ColumnInfo column, string? text)
    {
        var type = SnowflakeTypes.ToSnowflake(column.Type);
        var value =
            text is null ? $"CAST(NULL AS {type})"
            : type is "VARIANT" ? $"PARSE_JSON({Dialect.Snowflake.Literal(text)})"
            : $"CAST({Dialect.Snowflake.Literal(text)} AS {type})";
        return $"{value} AS {Dialect.Snowflake.Quote(column.Name)}";
    }

    private string SchemaOf(Layer layer) => prefix + ModelNames.Schema(layer);

    private string Place(Dataset dataset) => $"{schemas.In(SchemaOf(dataset.Layer))}.{Dialect.Snowflake.Quote(dataset.Table)}";

    // As the model names its tables.
    private string Named(string text) =>
        text.Replace($"{SnowflakeNames.Folded(schemas.Database)}.", "", StringComparison.Ordinal)
            .Replace(SnowflakeNames.Folded(prefix), "", StringComparison.Ordinal);
}
