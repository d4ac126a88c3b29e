using ShopStream.Features.Sentences;
using ShopStream.Quality.Checks;
using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics.RowSets;

namespace ShopStream.Features.Steps;

/// <summary>Sentences on keys that appear in other tables, and on parents that rows point to.</summary>
[Binding, Family("references", Order = 3)]
public sealed class KeySteps(SpecContext spec)
{
    [Then("every {columns} together in {dataset} exist(s) as {columns} in {dataset}{modifiers}")]
    [Example("every order_id and product_id together in raw order_items exist as order_id and product_id in core fact_orders")]
    public void ExistTogether(ColumnNames columns, Dataset dataset, ColumnNames otherColumns, Dataset other, Modifiers modifiers)
    {
        if (columns.Names.Count != otherColumns.Names.Count)
            throw new FormatException($"{columns.Names.Count} columns are compared with {otherColumns.Names.Count}: expected as many on both sides");
        SpecContext.RequireTwoSides($"{Identifier.Listing(columns.Names)} in {dataset}", $"{Identifier.Listing(otherColumns.Names)} in {other}");
        Add(dataset, other, modifiers, (rows, others) => new KnownKeys(rows, columns.Names, others, otherColumns.Names, MustExist: true));
    }

    [Then("no {column} in {dataset} exists as {column} in {dataset}{modifiers}")]
    [Example("no id in raw orders exists as order_id in staging stg_orders, where status is cancelled")]
    public void ExistsNowhere(ColumnName column, Dataset dataset, ColumnName otherColumn, Dataset other, Modifiers modifiers)
    {
        RequireTwoSides(column, dataset, otherColumn, other);
        Add(dataset, other, modifiers, (rows, others) => new KnownKeys(rows, [column.Name], others, [otherColumn.Name], MustExist: false));
    }

    [Then("every {column} in {dataset} appears {times} as {column} in {dataset}{modifiers}")]
    [Example("every id in raw orders appears at least once as order_id in raw order_items")]
    [Example("every order_id in core fact_orders appears between 1 and 50 times as order_id in raw order_items")]
    public void Appears(ColumnName column, Dataset dataset, Times times, ColumnName otherColumn, Dataset other, Modifiers modifiers) =>
        Add(dataset, other, modifiers, (rows, others) => new ReferenceCounts(rows, column.Name, others, otherColumn.Name, times.Fewest, times.Most));

    [Then("every {column} in {dataset} appears as often as {column} in {dataset}{modifiers}")]
    [Example("every order_id in raw order_items appears as often as order_id in core fact_orders")]
    public void AppearsAsOften(ColumnName column, Dataset dataset, ColumnName otherColumn, Dataset other, Modifiers modifiers)
    {
        RequireTwoSides(column, dataset, otherColumn, other);
        Add(dataset, other, modifiers, (rows, others) => new UnequalCounts(rows, column.Name, others, otherColumn.Name));
    }

    [Then("no {column} in {dataset} leads back to its own {column}{modifiers}")]
    [Example("no parent_id in raw categories leads back to its own id")]
    public void NoCycle(ColumnName parent, Dataset dataset, ColumnName key, Modifiers modifiers)
    {
        SpecContext.RequireTwoSides(Identifier.Written(parent.Name), Identifier.Written(key.Name));
        spec.AddCheck(new NoneFound(new UnrootedRows(modifiers.Take(limits: true).On(spec.Rows(dataset)), parent.Name, key.Name), modifiers.Allowed));
    }

    private static void RequireTwoSides(ColumnName column, Dataset dataset, ColumnName otherColumn, Dataset other) =>
        SpecContext.RequireTwoSides($"{Identifier.Written(column.Name)} in {dataset}", $"{Identifier.Written(otherColumn.Name)} in {other}");

    private void Add(Dataset dataset, Dataset other, Modifiers modifiers, Func<Relation, Relation, FoundRows> found)
    {
        if (dataset.Store != other.Store)
            throw new FormatException(
                $"{dataset} and {other} are in two stores, which this sentence cannot compare: expected two tables of one, such as {dataset} and "
                    + $"{new Dataset(dataset.Store == StoreId.Warehouse ? Layer.Raw : dataset.Layer, other.Table)}"
            );
        spec.AddCheck(new NoneFound(found(modifiers.Take(limits: true).On(spec.Rows(dataset)), spec.Rows(other)), modifiers.Allowed));
    }
}

/// <summary>Sentences on the order of rows: values that increase, numbers without gaps, periods.</summary>
[Binding, Family("order", Order = 6)]
public sealed class OrderSteps(SpecContext spec)
{
    [Then("{column} in {dataset} increases with {column}{modifiers}")]
    [Example("id in raw orders increases with created_at")]
    public void Increases(ColumnName column, Dataset dataset, ColumnName orderBy, Modifiers modifiers) => Add(column, dataset, orderBy, true, true, modifiers);

    [Then("{column} in {dataset} decreases with {column}{modifiers}")]
    [Example("stock in raw products decreases with sold_at, for each id")]
    public void Decreases(ColumnName column, Dataset dataset, ColumnName orderBy, Modifiers modifiers) => Add(column, dataset, orderBy, false, true, modifiers);

    [Then("{column} in {dataset} never decreases with {column}{modifiers}")]
    [Example("id in raw orders never decreases with created_at")]
    public void NeverDecreases(ColumnName column, Dataset dataset, ColumnName orderBy, Modifiers modifiers) =>
        Add(column, dataset, orderBy, true, false, modifiers);

    [Then("{column} in {dataset} never increases with {column}{modifiers}")]
    [Example("revenue_share in mart mart_product_performance never increases with revenue_rank")]
    public void NeverIncreases(ColumnName column, Dataset dataset, ColumnName orderBy, Modifiers modifiers) =>
        Add(column, dataset, orderBy, false, false, modifiers);

    [Then("{column} in {dataset} has no gaps{modifiers}")]
    [Example("invoice_no in raw invoices has no gaps, for each year")]
    public void NoGaps(ColumnName column, Dataset dataset, Modifiers modifiers) => Gaps(column, dataset, 1, modifiers);

    [Then("{column} in {dataset} has no gaps in steps of {number}{modifiers}")]
    [Example("line_no in raw order_items has no gaps in steps of 10, for each order_id")]
    public void NoGapsInSteps(ColumnName column, Dataset dataset, Number step, Modifiers modifiers)
    {
        if (step.Value == 0)
            throw new FormatException("a step of 0 leads nowhere: expected a number above 0");
        Gaps(column, dataset, step.Value, modifiers);
    }

    [Then("no periods from {column} to {column} in {dataset} overlap{modifiers}")]
    [Example("no periods from valid_from to valid_to in core dim_prices overlap, for each product_id")]
    public void NoOverlap(ColumnName from, ColumnName to, Dataset dataset, Modifiers modifiers) => Periods(from, to, dataset, false, modifiers);

    [Then("the periods from {column} to {column} in {dataset} have no gaps{modifiers}")]
    [Example("the periods from valid_from to valid_to in core dim_prices have no gaps, for each product_id")]
    public void NoPeriodGaps(ColumnName from, ColumnName to, Dataset dataset, Modifiers modifiers) => Periods(from, to, dataset, true, modifiers);

    private void Add(ColumnName column, Dataset dataset, ColumnName orderBy, bool increasing, bool strict, Modifiers modifiers)
    {
        SpecContext.RequireTwoSides(Identifier.Written(column.Name), Identifier.Written(orderBy.Name));
        Add(modifiers, rows => new OutOfOrder(rows, column.Name, orderBy.Name, increasing, strict, modifiers.By), dataset);
    }

    private void Gaps(ColumnName column, Dataset dataset, decimal step, Modifiers modifiers) =>
        Add(modifiers, rows => new SequenceGaps(rows, column.Name, step, modifiers.By), dataset);

    private void Periods(ColumnName from, ColumnName to, Dataset dataset, bool gaps, Modifiers modifiers)
    {
        SpecContext.RequireTwoSides(Identifier.Written(from.Name), Identifier.Written(to.Name));
        Add(modifiers, rows => new PeriodFaults(rows, from.Name, to.Name, gaps, modifiers.By), dataset);
    }

    private void Add(Modifiers modifiers, Func<Relation, FoundRows> found, Dataset dataset) =>
        spec.AddCheck(new NoneFound(found(modifiers.Take(groups: true, limits: true).On(spec.Rows(dataset))), modifiers.Allowed));
}
