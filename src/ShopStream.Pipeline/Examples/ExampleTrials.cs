using ShopStream.Quality.Data;
using ShopStream.Quality.Examples;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Examples;

/// <summary>Builds drafts of examples in memory, to see what becomes of their rows.</summary>
public sealed class ExampleTrials : IAsyncDisposable
{
    private readonly ExampleDatabase database;
    private readonly ExampleSchema schema;

    private ExampleTrials(ExampleDatabase database, ExampleSchema schema) => (this.database, this.schema) = (database, schema);

    /// <summary>Creates the empty tables.</summary>
    /// <inheritdoc cref="ExampleDatabase.CreateAsync"/>
    public static async Task<ExampleTrials> OpenAsync(ExampleSchema schema, Options.PipelineOptions options, CancellationToken cancellationToken) =>
        new(await ExampleDatabase.CreateAsync(schema, options, cancellationToken), schema);

    /// <summary>Builds the model of a draft.</summary>
    /// <param name="draft">The draft.</param>
    /// <param name="mutated">The model's SELECT in place of its own; null for its own.</param>
    /// <param name="cancellationToken">Cancels the build.</param>
    /// <returns>All rows of the model's table; null if it cannot be built from these rows.</returns>
    /// <exception cref="UsageException">The draft is no example; the message says why.</exception>
    public async Task<Measurement?> BuildAsync(ExampleDraft draft, string? mutated, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(draft);
        var problems = new List<string>();
        var plan = ExamplePlan.Of(draft.ToExample(schema.Catalog), schema, problems);
        if (problems.Count > 0)
            throw new UsageException(string.Join("\n", problems));
        try
        {
            (string, string)? replaced = mutated is null ? null : (draft.Built.Table, mutated);
            return await database.BuildAsync(plan, replaced, cancellationToken) is null ? await database.RowsAsync(draft.Built, cancellationToken) : null;
        }
        finally
        {
            await database.ClearAsync(plan);
        }
    }

    /// <summary>
    /// The smallest draft that is found for which something still holds: without the rows and columns that do not matter, one by one.
    /// </summary>
    /// <param name="draft">A draft for which it holds.</param>
    /// <param name="holds">Whether it holds.</param>
    public static async Task<ExampleDraft> SmallestAsync(ExampleDraft draft, Func<ExampleDraft, Task<bool>> holds)
    {
        ArgumentNullException.ThrowIfNull(draft);
        ArgumentNullException.ThrowIfNull(holds);
        while (true)
        {
            var before = draft;
            foreach (var dataset in draft.Given.Select(g => g.Dataset).ToList())
            {
                draft = await WithFewerRowsAsync(draft, dataset, holds);
                draft = await WithFewerColumnsAsync(draft, dataset, holds);
            }
            if (ReferenceEquals(before, draft))
                return draft;
        }
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => database.DisposeAsync();

    // Halves first: most of the rows do not matter.
    private static async Task<ExampleDraft> WithFewerRowsAsync(ExampleDraft draft, Dataset dataset, Func<ExampleDraft, Task<bool>> holds)
    {
        for (var size = Table(draft, dataset).Rows.Count; size >= 1; size /= 2)
        {
            for (var start = 0; start < Table(draft, dataset).Rows.Count; )
            {
                if (draft.With(Table(draft, dataset).WithoutRows(start, size)) is var smaller && await holds(smaller))
                    draft = smaller;
                else
                    start += size;
            }
        }
        return draft;
    }

    // A row is written with one column at least.
    private static async Task<ExampleDraft> WithFewerColumnsAsync(ExampleDraft draft, Dataset dataset, Func<ExampleDraft, Task<bool>> holds)
    {
        for (var column = Table(draft, dataset).Columns.Count - 1; column >= 0 && Table(draft, dataset) is { Rows.Count: > 0, Columns.Count: > 1 }; column--)
        {
            if (draft.With(Table(draft, dataset).WithoutColumn(column)) is var smaller && await holds(smaller))
                draft = smaller;
        }
        return draft;
    }

    private static DraftTable Table(ExampleDraft draft, Dataset dataset) => draft.Given.First(g => g.Dataset == dataset);
}
