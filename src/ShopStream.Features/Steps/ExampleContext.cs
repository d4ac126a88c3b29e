using ShopStream.Features.Scenarios;
using ShopStream.Features.Sentences;
using ShopStream.Quality.Checks;
using ShopStream.Quality.Data;
using ShopStream.Quality.Examples;
using ShopStream.Quality.Reconciliation;

namespace ShopStream.Features.Steps;

/// <summary>Collects the given tables, the models to build and the checks of one example while its steps run.</summary>
/// <param name="businessMetrics">The metric definitions of the settings, by name.</param>
/// <param name="notation">How the cells of its tables write numbers and days.</param>
/// <param name="folder">The folder of the feature file; null for a text that is in none.</param>
public sealed class ExampleContext(IReadOnlyDictionary<string, BusinessMetric> businessMetrics, CellNotation notation, string? folder = null) : ICheckContext
{
    private readonly List<GivenTable> given = [];
    private readonly List<BuildStep> builds = [];
    private DateOnly? today;
    private Step? current;

    /// <summary>Collects the checks of its Then steps; every sentence on data adds to it.</summary>
    public SpecContext Checks { get; } = new(businessMetrics, folder);

    /// <inheritdoc />
    public int CheckCount => Checks.CheckCount;

    /// <inheritdoc />
    /// <exception cref="FormatException">The step is in the wrong place.</exception>
    public void BeginStep(Step step)
    {
        current = step;
        Checks.BeginStep(step);
        if (step.Type == StepType.Context && builds.Count > 0)
            throw new FormatException("a Given stands after the When: expected all rows before the model is built; move it up");
        if (step.Type == StepType.Outcome && builds.Count == 0)
            throw new FormatException("a Then stands before the When: expected the models to be built before they are checked; move it down");
    }

    /// <inheritdoc />
    public object? Resolve(Type type) => type.IsInstanceOfType(this) ? this : Checks.Resolve(type);

    /// <summary>Gives a table its rows.</summary>
    /// <exception cref="FormatException">The table is not one of the warehouse, or was given before.</exception>
    internal void Give(Dataset dataset, DataTable? table)
    {
        if (dataset.Layer is Layer.Source or Layer.Lake)
            throw new FormatException($"{dataset} cannot be given, because an example moves no data: expected {dataset with { Layer = Layer.Raw }}");
        if (given.Exists(g => g.Dataset == dataset))
            throw new FormatException($"{dataset} is given twice: write its rows in one table");
        given.Add(new GivenTable(dataset, table is null ? WrittenTable.Empty(current!.Line) : Written(table)));
    }

    /// <summary>Freezes today.</summary>
    /// <exception cref="FormatException">The scenario has another today.</exception>
    internal void Freeze(DateOnly date) =>
        today = today is null ? date : throw new FormatException($"today is {today:yyyy-MM-dd} already: expected one such sentence; remove one");

    /// <summary>Builds a model.</summary>
    /// <exception cref="FormatException">The model is built already.</exception>
    internal void Build(string model)
    {
        if (builds.Exists(b => string.Equals(b.Model, model, StringComparison.Ordinal)))
            throw new FormatException($"{model} is built twice: remove one");
        builds.Add(new BuildStep(model, current!.Line));
    }

    /// <summary>Adds a check of the rows of a built table.</summary>
    /// <param name="dataset">The built table.</param>
    /// <param name="table">The expected rows; null for none.</param>
    /// <param name="agreement">How both have to agree.</param>
    /// <exception cref="FormatException">The table has no rows.</exception>
    internal void Expect(Dataset dataset, DataTable? table, RowAgreement agreement)
    {
        if (table is { RowCount: 0 })
            throw new FormatException($"the table has no rows below its header: write '{dataset} has no rows' if none are expected");
        Checks.AddCheck(new HasRows(Checks.Rows(dataset), table is null ? WrittenTable.Empty(current!.Line) : Written(table), agreement));
    }

    /// <summary>The example of a scenario whose steps have run.</summary>
    internal Example Example(Scenario scenario) =>
        new()
        {
            Scenario = SpecBinder.Specification(scenario, Checks),
            Given = given,
            Builds = builds,
            Today = today,
        };

    private WrittenTable Written(DataTable table)
    {
        var columns = table.Header.Select(Identifier.Cell).ToList();
        if (columns.GroupBy(n => n, StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new FormatException($"the column {Identifier.Written(twice.Key)} appears twice in the table (names differ in case alone): remove one");
        // Under Reqnroll's runtime the step has its lines as well: it is the one that the loader read.
        return new WrittenTable(columns, [.. table.Rows.Select((r, i) => Row([.. r.Values], i + 1))], LineOf(0)) { Notation = notation };
    }

    private WrittenRow Row(IReadOnlyList<string> cells, int row) =>
        new(cells, LineOf(row)) { Positions = row < current!.TablePositions.Count ? current.TablePositions[row] : [] };

    private int LineOf(int row) => row < current!.TableLines.Count ? current.TableLines[row] : current.Line;
}
