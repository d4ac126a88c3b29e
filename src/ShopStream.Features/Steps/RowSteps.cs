using ShopStream.Features.Sentences;
using ShopStream.Quality.Checks;
using ShopStream.Quality.Data;

namespace ShopStream.Features.Steps;

/// <summary>Sentences on the number of rows.</summary>
[Binding, Family("rows")]
public sealed class RowSteps(SpecContext spec)
{
    [Then("{dataset} has as many rows as {dataset}")]
    [Example("raw orders has as many rows as source orders")]
    public void AsManyRows(Dataset dataset, Dataset reference)
    {
        SpecContext.RequireTwoSides($"{dataset}", $"{reference}");
        // The side nearer to the source is the expected one, whichever side the sentence names first.
        var (actual, expected) = dataset.Layer < reference.Layer ? (reference, dataset) : (dataset, reference);
        spec.AddCheck(new SameRowCount(spec.Rows(expected), [spec.Rows(actual)]));
    }

    [Then("{dataset} has exactly {count} row(s)")]
    [Example("core dim_users has exactly 1000 rows")]
    public void Exactly(Dataset dataset, RowCount rows) => Bound(dataset, Comparison.Equal, rows);

    [Then("{dataset} has at least {count} row(s)")]
    [Example("core dim_users has at least 1000 rows")]
    public void AtLeast(Dataset dataset, RowCount rows)
    {
        if (rows.Rows == 0)
            throw new FormatException("every table has at least 0 rows: the check cannot fail; expected 1 or more");
        Bound(dataset, Comparison.AtLeast, rows);
    }

    [Then("{dataset} has at most {count} row(s)")]
    [Example("core dim_users has at most 1000 rows")]
    public void AtMost(Dataset dataset, RowCount rows) => Bound(dataset, Comparison.AtMost, rows);

    [Then("{dataset} is not empty")]
    [Example("mart mart_sales_overview is not empty")]
    public void NotEmpty(Dataset dataset) => Bound(dataset, Comparison.AtLeast, new RowCount(1));

    [Then("these layers have the same number of rows:")]
    [Example(
        """
            these layers have the same number of rows:
              | dataset           |
              | source orders     |
              | raw orders        |
              | staging stg_orders |
            """
    )]
    public void SameNumber(DataTable table)
    {
        var datasets = table
            .Rows.Select(r =>
                Identifier.Parts(r.Cell("dataset"), ' ') switch
                {
                    [var layer, var name] => new Dataset(Layers.Parse(layer), Identifier.Read(name)),
                    _ => throw new FormatException(
                        $"'{r.Cell("dataset")}' is not a dataset: expected a layer and a table, such as source orders or source \"Order Details\""
                    ),
                }
            )
            .OrderBy(d => d.Layer)
            .ToList();
        if (datasets.Distinct().Count() < 2)
            throw new FormatException("one dataset alone cannot be compared: expected two or more in the table");
        spec.AddCheck(new SameRowCount(spec.Rows(datasets[0]), datasets.Skip(1).Select(spec.Rows).ToList()));
    }

    private void Bound(Dataset dataset, Comparison comparison, RowCount rows) => spec.AddCheck(new RowCountBound(spec.Rows(dataset), comparison, rows.Rows));
}
