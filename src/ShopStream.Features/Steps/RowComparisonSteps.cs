using ShopStream.Features.Sentences;
using ShopStream.Quality.Checks;
using ShopStream.Quality.Data;
using ShopStream.Quality.Reconciliation.RowComparison;

namespace ShopStream.Features.Steps;

/// <summary>Sentences that compare rows value by value.</summary>
[Binding, Family("rows that match", Order = 6)]
public sealed class RowComparisonSteps(SpecContext spec)
{
    /// <summary>Conditions of the modifiers are those of both tables.</summary>
    [Then("{dataset} matches {dataset} row for row on {names}{modifiers}")]
    [Example("raw orders matches source orders row for row on id")]
    [Example("raw order_items matches source order_items row for row on order_id and product_id")]
    [Example("raw events matches source events row for row on id, where event_type is purchase, except in at most 10 rows")]
    public void On(Dataset dataset, Dataset other, ColumnList keys, Modifiers modifiers) => Match((dataset, other), Pairs(keys.Names), null, null, modifiers);

    [Then("{dataset} matches {dataset} row for row on {names}, stopping after {count} difference(s)")]
    [InsteadOfModifiers(InsteadOfModifiersAttribute.LimitEachSide)]
    [Example("raw orders matches source orders row for row on id, stopping after 100 differences")]
    public void OnUpTo(Dataset dataset, Dataset other, ColumnList keys, RowCount stop) =>
        Match((dataset, other), Pairs(keys.Names), null, stop, Modifiers.None);

    [Then("{dataset} matches {dataset} row for row on {names} comparing {names}{modifiers}")]
    [Example("raw orders matches source orders row for row on id comparing status and total_amount")]
    public void OnComparing(Dataset dataset, Dataset other, ColumnList keys, ColumnList columns, Modifiers modifiers) =>
        Match((dataset, other), Pairs(keys.Names), Pairs(columns.Names), null, modifiers);

    /// <summary>For columns with different names: a row with "key" in its first cell names the key columns, every other row columns to compare.</summary>
    [Then("{dataset} matches {dataset} row for row:")]
    [InsteadOfModifiers(InsteadOfModifiersAttribute.LimitEachSide)]
    [Example(
        """
            staging stg_orders matches source orders row for row:
              | what   | staging stg_orders | source orders |
              | key    | order_id           | id            |
              | column | total_amount       | total_amount  |
            """
    )]
    public void ByTable(Dataset dataset, Dataset other, DataTable table) => Match(dataset, other, table, null);

    [Then("{dataset} matches {dataset} row for row, stopping after {count} difference(s):")]
    [InsteadOfModifiers(InsteadOfModifiersAttribute.LimitEachSide)]
    [Example(
        """
            staging stg_orders matches source orders row for row, stopping after 100 differences:
              | what   | staging stg_orders | source orders |
              | key    | order_id           | id            |
              | column | total_amount       | total_amount  |
            """
    )]
    public void ByTableUpTo(Dataset dataset, Dataset other, RowCount stop, DataTable table) => Match(dataset, other, table, stop);

    private void Match(Dataset dataset, Dataset other, DataTable table, RowCount? stop)
    {
        string[] expected = ["what", $"{dataset}", $"{other}"];
        if (!table.Header.SequenceEqual(expected, StringComparer.Ordinal))
            throw new FormatException($"the table's columns are {string.Join(", ", table.Header)}; expected {string.Join(", ", expected)}");
        if (table.Rows.FirstOrDefault(r => r["what"] is not ("key" or "column")) is { } unknown)
            throw new FormatException($"'{unknown["what"]}' is neither key nor column: expected one of the two in the column 'what'");
        var pairs = table
            .Rows.Select(r => (r["what"], Pair: new ColumnPair(Identifier.Cell(r[1]), Identifier.Cell(r[2]))))
            .ToLookup(p => p.Item1 is "key", p => p.Pair);
        if (!pairs[true].Any())
            throw new FormatException("the table names no key: expected a row such as | key | order_id | id |");
        Match((dataset, other), [.. pairs[true]], [.. pairs[false]], stop, Modifiers.None);
    }

    private void Match(
        (Dataset One, Dataset Other) sides,
        IReadOnlyList<ColumnPair> keys,
        IReadOnlyList<ColumnPair>? columns,
        RowCount? stop,
        Modifiers modifiers
    )
    {
        var (dataset, other) = sides;
        SpecContext.RequireTwoSides($"{dataset}", $"{other}");
        if (stop is { Rows: 0 })
            throw new FormatException("stopping after 0 differences would find none: expected 1 or more");
        if (keys.Concat(columns ?? []).GroupBy(p => p).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new FormatException($"{twice.Key} is named twice: expected different columns");
        // The side nearer to the source is the expected one, whichever side the sentence names first.
        var swapped = dataset.Layer < other.Layer;
        var (rows, otherRows) = (modifiers.Take(limits: true).On(spec.Rows(dataset)), modifiers.On(spec.Rows(other)));
        spec.AddCheck(
            new RowsMatch(
                swapped
                    ? new RowDifferences(otherRows, rows, [.. keys.Select(Swap)], columns is null ? null : [.. columns.Select(Swap)], stop?.Rows)
                    : new RowDifferences(rows, otherRows, keys, columns, stop?.Rows)
            )
            {
                Allowed = modifiers.Allowed,
            }
        );
    }

    private static IReadOnlyList<ColumnPair> Pairs(IEnumerable<string> names) => [.. names.Select(n => new ColumnPair(n, n))];

    private static ColumnPair Swap(ColumnPair pair) => new(pair.Expected, pair.Actual);
}

/// <summary>Compares a table with the model that builds it.</summary>
[Binding, Family("rows that match", Order = 6)]
public sealed class RowsOfModelSteps(SpecContext spec)
{
    /// <summary>The model runs again on the tables upstream. Finds rows lost, changed or repeated since the build; faults of a model need examples.</summary>
    [Then("{dataset} has exactly the rows that its model builds")]
    [Example("mart mart_customer_rfm has exactly the rows that its model builds")]
    public void ExactlyTheRowsOfItsModel(Dataset dataset)
    {
        if (dataset.Layer is not (Layer.Staging or Layer.Core or Layer.Mart))
            throw new FormatException($"no model builds {dataset}: expected a table of staging, core or mart");
        if (spec.Rows(dataset).Conditions.Count > 0)
            throw new FormatException($"a model builds all rows: remove 'only rows of {dataset}'");
        spec.AddCheck(new HasModelRows(dataset));
    }
}
