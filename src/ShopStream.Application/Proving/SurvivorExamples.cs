using System.Globalization;
using ShopStream.Application.Examples;
using ShopStream.Application.Settings;
using ShopStream.Features.Writing;
using ShopStream.Pipeline.Examples;
using ShopStream.Pipeline.Mutations;
using ShopStream.Quality.Data;
using ShopStream.Quality.Examples;
using ShopStream.Quality.Metrics;

namespace ShopStream.Application.Proving;

/// <summary>
/// Writes examples that catch mutants of models which the suite's examples do not: their rows, varied in one place, until the model and the mutant
/// build different tables.
/// </summary>
/// <param name="settings">The validated settings.</param>
/// <param name="schema">The models and columns.</param>
/// <param name="plans">The suite's examples, whose rows are varied.</param>
/// <param name="trials">Builds the variations in memory.</param>
internal sealed class SurvivorExamples(ShopSettings settings, ExampleSchema schema, IReadOnlyList<ExamplePlan> plans, ExampleTrials trials)
{
    // A survivor may change nothing that a row could show, so that every variation is in vain.
    private const int MostTrials = 32;

    // What a model builds from the variations is the same for all of its mutants.
    private readonly Dictionary<string, List<(ExampleDraft Draft, Measurement? Built)>> variations = new(StringComparer.Ordinal);

    /// <summary>Writes an example that catches a mutant.</summary>
    /// <param name="mutant">The mutant.</param>
    /// <param name="runner">Verifies what is written.</param>
    /// <param name="cancellationToken">Cancels the builds.</param>
    /// <returns>The lines of a scenario that passes without the mutant and does not pass with it; null if none was found.</returns>
    public async Task<string?> WriteAsync(ModelMutant mutant, ExampleRunner runner, CancellationToken cancellationToken)
    {
        foreach (var (draft, built) in await VariationsAsync(mutant.Mutant.Table, cancellationToken))
        {
            if (!await DiffersAsync(draft, built))
                continue;
            var smallest = await ExampleTrials.SmallestAsync(
                draft,
                async smaller => await DiffersAsync(smaller, await trials.BuildAsync(smaller, null, cancellationToken))
            );
            var text = Text(mutant, smallest, (await trials.BuildAsync(smallest, null, cancellationToken))!);
            // As `test` reads it.
            var written = WrittenExamples.Plan($"Feature: f\n\n{text}", settings, schema);
            var passes = (await runner.RunAsync(written, null, cancellationToken)).All(r => r.Outcome == Quality.Results.Outcome.Passed);
            return passes && (await runner.FindCatchingAsync([mutant], written, static _ => { }, cancellationToken))[0] is not null ? text : null;
        }
        return null;

        async Task<bool> DiffersAsync(ExampleDraft draft, Measurement? built) =>
            built is not null
            && (
                await trials.BuildAsync(draft, mutant.Sql, cancellationToken) is not { } other
                || !Rows(built).SequenceEqual(Rows(other), StringComparer.Ordinal)
            );
    }

    // The examples as they are come first: they may not compare all columns.
    private async Task<IReadOnlyList<(ExampleDraft Draft, Measurement? Built)>> VariationsAsync(string model, CancellationToken cancellationToken)
    {
        if (variations.TryGetValue(model, out var known))
            return known;
        var drafts = Drafts(model).ToList();
        var built = new List<(ExampleDraft, Measurement?)>();
        foreach (var draft in drafts.Concat(drafts.SelectMany(Variations)).Take(MostTrials))
            built.Add((draft, await trials.BuildAsync(draft, null, cancellationToken)));
        return variations[model] = built;
    }

    // The rows of examples that build the model from the tables it reads.
    private IEnumerable<ExampleDraft> Drafts(string model)
    {
        var built = schema.Find(model)!;
        var upstream = schema.Upstream(built);
        foreach (var example in plans.Select(p => p.Example).Where(e => e.Builds.Any(b => string.Equals(b.Model, model, StringComparison.Ordinal))))
        {
            if (!example.Given.All(g => upstream.Contains(g.Dataset)))
                continue;
            var today = example.Today ?? (ExampleSchema.AsksForTimeBy(built) is null ? null : new DateOnly(2025, 11, 28));
            yield return new ExampleDraft(built.Dataset, [.. upstream.Select(u => Given(example, u))], today);
        }
    }

    private DraftTable Given(Example example, Dataset dataset)
    {
        if (example.Given.FirstOrDefault(g => g.Dataset == dataset) is not { } given)
            return new DraftTable(dataset, [], []);
        var types = given.Table.Columns.Select(c => schema.Catalog.TypeOf(new ColumnReference(dataset, c))).ToList();
        return new DraftTable(
            dataset,
            given.Table.Columns,
            [.. given.Table.Rows.Select(r => (IReadOnlyList<string?>)[.. r.Cells.Select((cell, i) => given.Table.Read(types[i], cell).Text)])]
        );
    }

    // A row less, a row twice, and another value in one cell.
    private IEnumerable<ExampleDraft> Variations(ExampleDraft draft)
    {
        foreach (var table in draft.Given.Where(g => g.Rows.Count > 0))
        {
            for (var row = 0; row < table.Rows.Count; row++)
            {
                yield return draft.With(table.WithoutRows(row, 1));
                yield return draft.With(table with { Rows = [.. table.Rows, table.Rows[row]] });
            }
            for (var column = 0; column < table.Columns.Count; column++)
            {
                var type = schema.Catalog.TypeOf(new ColumnReference(table.Dataset, table.Columns[column]));
                for (var row = 0; row < table.Rows.Count; row++)
                {
                    foreach (var value in Values(type, table, row, column))
                        yield return draft.With(table.With(row, column, value));
                }
            }
        }
    }

    private static IEnumerable<string?> Values(ColumnType type, DraftTable table, int row, int column)
    {
        var value = table.Rows[row][column];
        IEnumerable<string?> others = table.Rows.Select(r => r[column]).Prepend(null);
        others = type.Kind switch
        {
            ValueKind.Exact => others.Concat(["0", "-1", "1"]),
            ValueKind.Boolean => others.Concat(["true", "false"]),
            ValueKind.Text when type.Word is not "uuid" => others.Concat(["", "other"]),
            ValueKind.Moment when type.Word is "date" && DateOnly.TryParse(value, CultureInfo.InvariantCulture, out var day) => others.Append(
                day.AddDays(1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
            ),
            _ => others,
        };
        return others.Distinct(StringComparer.Ordinal).Where(o => !string.Equals(o, value, StringComparison.Ordinal));
    }

    private static IEnumerable<string> Rows(Measurement built) =>
        built.Rows.Select(r => string.Concat(r.Select(cell => cell is null ? "-" : Identity.Value(cell)))).Order(StringComparer.Ordinal);

    private string Text(ModelMutant mutant, ExampleDraft draft, Measurement built)
    {
        // A column of nulls alone says nothing, unless it is all there is.
        var shown = built.Columns.Index().Where(c => built.Rows.Any(r => r[c.Index] is not null)).ToList();
        if (shown.Count == 0)
            shown = [.. built.Columns.Index()];
        var expected = new DraftTable(
            draft.Built,
            [.. shown.Select(c => c.Item)],
            [.. built.Rows.Select(r => (IReadOnlyList<string?>)[.. shown.Select(c => r[c.Index])])]
        );
        var change = mutant.Mutant.Description.Replace($"the model {mutant.Mutant.Table} ", "", StringComparison.Ordinal);
        return new ExampleText(schema.Catalog).Scenario(
            $"{mutant.Mutant.Table} is not built by a model that {change}",
            ["Written by 'shopstream prove'. Check that the expected rows are what they should be."],
            draft,
            expected,
            exactly: true
        );
    }
}
