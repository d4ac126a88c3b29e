using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Reconciliation;
using ShopStream.Quality.Reconciliation.DrillDown;

namespace ShopStream.Tests.Reconciliation;

/// <summary>The path of a drill-down where settings declare what every table is built from: seven tables in two layers, whose names say nothing.</summary>
[Category("Fast")]
public sealed class DeclaredLineageTests
{
    private static readonly Catalog Catalog = new([
        Table(Layer.Raw, "Bestellung Zeile", "id", ["id", "order_id", "amount", "sold_at"]),
        Table(Layer.Raw, "unrelated", "id", ["id", "amount"]),
        Table(Layer.Core, "lines_clean", "line_id", ["line_id", "order_id", "amount", "sold_at"], "Bestellung Zeile"),
        Table(Layer.Core, "renamed", "line_id", ["line_id", "value_in_euros"], "lines_clean"),
        Table(Layer.Core, "facts", "line_id", ["line_id", "order_id", "amount", "day"], "renamed", "unrelated"),
        Table(Layer.Core, "per_day", "day", ["day", "revenue"], "facts"),
        Table(Layer.Core, "per_day_again", "day", ["day", "revenue"], "per_day"),
        Table(Layer.Core, "beside", "day", ["day", "revenue"], "facts"),
    ]);

    [Test]
    public void Rows_are_compared_as_far_as_tables_have_the_key_and_then_groups()
    {
        var path = Path(("Bestellung Zeile", "amount", new GroupKey("sold_at", ByDay: true)), ("per_day_again", "revenue", new GroupKey("day")));

        path.Levels.Select(l => $"{l.Dataset}").Should().Equal("raw \"Bestellung Zeile\"", "core lines_clean", "core facts");
        path.Levels.Select(l => $"{l.Key.Single()}").Should().Equal("id", "line_id", "line_id");
        path.Aggregated.Select(l => $"{l.Dataset} {l.Amount} {l.Key.Single()}").Should().Equal("core per_day revenue day");
        path.IsBuiltFromExpected(new Dataset(Layer.Core, "per_day")).Should().BeTrue();
        path.IsBuiltFromExpected(new Dataset(Layer.Raw, "unrelated")).Should().BeFalse();
    }

    [Test]
    public void Key_of_another_entity_is_not_paired_with_a_column_of_that_name()
    {
        var totals = new Catalog([.. Catalog.Tables, Table(Layer.Core, "orders", "order_id", ["order_id", "amount"], "lines_clean")]);

        var by = new GroupKey("order_id");
        var path = new LineagePath(totals, Sides(("Bestellung Zeile", "amount", by), ("orders", "amount", by)), [], live: true);

        path.Levels.Select(l => $"{l.Dataset}").Should().Equal("raw \"Bestellung Zeile\"", "core lines_clean");
        path.Levels.Select(l => l.Dataset.Table).Should().NotContain("orders", "an id of lines is not an order_id: lines have a column order_id");
    }

    [Test]
    public void Cycle_and_tables_that_do_not_exist_are_passed_over()
    {
        var catalog = new Catalog([
            Table(Layer.Raw, "a", "id", ["id", "amount"]),
            Table(Layer.Core, "b", "id", ["id", "amount"], "a", "c"),
            Table(Layer.Core, "c", "id", ["id", "amount"], "b", "missing"),
            Table(Layer.Core, "d", "id", ["id", "amount"], "c"),
        ]);

        LineageRoute.Find(catalog, new Dataset(Layer.Raw, "a"), new Dataset(Layer.Core, "d"))!.Tables.Select(d => d.Table).Should().BeEquivalentTo("b", "c");
        LineageRoute.Find(catalog, new Dataset(Layer.Core, "d"), new Dataset(Layer.Raw, "a")).Should().BeNull("it leads in the other direction");
    }

    private static LineagePath Path((string, string, GroupKey) expected, (string, string, GroupKey) actual) =>
        new(Catalog, Sides(expected, actual), [], live: true);

    private static ReconciledSides Sides((string Table, string Column, GroupKey By) expected, (string Table, string Column, GroupKey By) actual) =>
        new("amount", Side(Layer.Raw, expected), Side(Layer.Core, actual), ["day"], null);

    private static Measure Side(Layer layer, (string Table, string Column, GroupKey By) side) =>
        new(new Relation(new Dataset(layer, side.Table)), [side.By], side.Column);

    private static TableInfo Table(Layer layer, string name, string key, string[] columns, params string[] upstream) =>
        new(new Dataset(layer, name), [.. columns.Select(c => new ColumnInfo(c, "text", true))], [key])
        {
            Upstream = [.. upstream.Select(u => new Dataset(u is "Bestellung Zeile" or "unrelated" or "a" ? Layer.Raw : Layer.Core, u))],
        };
}
