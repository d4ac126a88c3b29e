using ShopStream.Quality.Data;
using ShopStream.Quality.Execution;

namespace ShopStream.Quality.Examples;

/// <summary>An example that is being written: the rows that a model reads, as values.</summary>
/// <param name="Built">The model's table.</param>
/// <param name="Given">Every table that the model reads, also those without rows.</param>
/// <param name="Today">The day that the model takes for today; null if it does not ask.</param>
public sealed record ExampleDraft(Dataset Built, IReadOnlyList<DraftTable> Given, DateOnly? Today)
{
    /// <summary>Number of rows of all tables.</summary>
    public int RowCount => Given.Sum(g => g.Rows.Count);

    /// <summary>The draft with other rows or columns of one of its tables.</summary>
    public ExampleDraft With(DraftTable table) => this with { Given = [.. Given.Select(g => g.Dataset == table.Dataset ? table : g)] };

    /// <summary>The example, without checks.</summary>
    /// <param name="catalog">Has the types of the columns.</param>
    public Example ToExample(Catalog catalog) =>
        new()
        {
            Scenario = new Specification
            {
                Feature = "",
                Name = "",
                File = $"{Built}",
                Line = 1,
                Tags = [],
                Steps = [],
                Checks = [],
            },
            Given = [.. Given.Select(g => new GivenTable(g.Dataset, g.ToWritten(catalog)))],
            Builds = [new BuildStep(Built.Table, 1)],
            Today = Today,
        };
}

/// <summary>Rows of one table of a draft.</summary>
/// <param name="Dataset">The table.</param>
/// <param name="Columns">The columns that are given; all others are null.</param>
/// <param name="Rows">The values, as measured; null for NULL.</param>
public sealed record DraftTable(Dataset Dataset, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string?>> Rows)
{
    /// <summary>The table without some of its rows.</summary>
    public DraftTable WithoutRows(int start, int count) => this with { Rows = [.. Rows.Take(start), .. Rows.Skip(start + count)] };

    /// <summary>The table without a column.</summary>
    public DraftTable WithoutColumn(int column) =>
        this with
        {
            Columns = [.. Columns.Where((_, i) => i != column)],
            Rows = [.. Rows.Select(r => (IReadOnlyList<string?>)[.. r.Where((_, i) => i != column)])],
        };

    /// <summary>The table with another value in one cell.</summary>
    public DraftTable With(int row, int column, string? value) =>
        this with
        {
            Rows = [.. Rows.Select((r, i) => i != row ? r : [.. r.Select((cell, j) => j == column ? value : cell)])],
        };

    /// <summary>The table as cells are written.</summary>
    /// <param name="catalog">Has the types of the columns.</param>
    public WrittenTable ToWritten(Catalog catalog)
    {
        if (Rows.Count == 0)
            return WrittenTable.Empty(1);
        var types = Columns.Select(c => catalog.TypeOf(new ColumnReference(Dataset, c))).ToList();
        return new WrittenTable(Columns, [.. Rows.Select(r => new WrittenRow([.. r.Select((cell, i) => CellValue.Write(types[i], cell))], 1))], 1);
    }
}
