using System.Globalization;
using ShopStream.Features.Sentences;
using ShopStream.Quality.Checks;
using ShopStream.Quality.Checks.Figures;
using ShopStream.Quality.Data;

namespace ShopStream.Features.Steps;

/// <summary>Sentences on the number of rows.</summary>
[Binding, Family("rows")]
public sealed class RowSteps(SpecContext spec)
{
    /// <summary>Conditions and groups of the modifiers are those of both tables.</summary>
    [Then("{dataset} has as many rows as {dataset}{modifiers}")]
    [Example("raw orders has as many rows as source orders")]
    [Example("raw orders has as many rows as source orders, where status is shipped, for each payment_method")]
    public void AsManyRows(Dataset dataset, Dataset reference, Modifiers modifiers)
    {
        SpecContext.RequireTwoSides($"{dataset}", $"{reference}");
        // The side nearer to the source is the expected one, whichever side the sentence names first.
        var (actual, expected) = dataset.Layer < reference.Layer ? (reference, dataset) : (dataset, reference);
        Relation Rows(Dataset side) => modifiers.Take(groups: true).On(spec.Rows(side));
        spec.AddCheck(modifiers.By is { } by ? new SameRowCountByGroup(Rows(expected), Rows(actual), by) : new SameRowCount(Rows(expected), [Rows(actual)]));
    }

    [Then("{dataset} has exactly {count} row(s){modifiers}")]
    [Example("core dim_users has exactly 1000 rows")]
    public void Exactly(Dataset dataset, RowCount rows, Modifiers modifiers) => Bound(dataset, Comparison.Equal, rows, modifiers);

    [Then("{dataset} has at least {count} row(s){modifiers}")]
    [Example("core dim_users has at least 1000 rows")]
    [Example("raw orders has at least 100 rows, where status is shipped, for each payment_method")]
    public void AtLeast(Dataset dataset, RowCount rows, Modifiers modifiers)
    {
        if (rows.Rows == 0)
            throw new FormatException("every table has at least 0 rows: the check cannot fail; expected 1 or more");
        Bound(dataset, Comparison.AtLeast, rows, modifiers);
    }

    [Then("{dataset} has at most {count} row(s){modifiers}")]
    [Example("core dim_users has at most 1000 rows")]
    public void AtMost(Dataset dataset, RowCount rows, Modifiers modifiers) => Bound(dataset, Comparison.AtMost, rows, modifiers);

    [Then("{dataset} is not empty{modifiers}")]
    [Example("mart mart_sales_overview is not empty")]
    [Example("raw orders is not empty, where status is refunded")]
    public void NotEmpty(Dataset dataset, Modifiers modifiers) => Bound(dataset, Comparison.AtLeast, new RowCount(1), modifiers);

    [Then("these layers have the same number of rows:")]
    [InsteadOfModifiers(InsteadOfModifiersAttribute.LimitEachSide)]
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

    private void Bound(Dataset dataset, Comparison comparison, RowCount rows, Modifiers modifiers)
    {
        var relation = modifiers.Take(groups: true).On(spec.Rows(dataset));
        if (modifiers.By is not { } by)
        {
            spec.AddCheck(new RowCountBound(relation, comparison, rows.Rows));
            return;
        }
        if (comparison == Comparison.AtLeast && rows.Rows == 1)
            throw new FormatException($"every {Identifier.Written(by)} that occurs has a row: the check cannot fail; expected 2 or more, or no 'for each'");
        var figure = new NumberOfRows();
        var word = comparison switch
        {
            Comparison.AtLeast => "at least",
            Comparison.AtMost => "at most",
            _ => "exactly",
        };
        var bound = FigureBound.Parse(string.Create(CultureInfo.InvariantCulture, $"is {word} {rows.Rows}")).For(figure);
        spec.AddCheck(new FigureInBoundsByGroup(new MeasuredFigure(figure, relation), bound, by));
    }
}
