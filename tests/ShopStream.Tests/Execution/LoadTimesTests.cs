using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Checks;
using ShopStream.Quality.Data;
using ShopStream.Quality.Execution;

namespace ShopStream.Tests.Execution;

[TestFixture, Category("Fast")]
internal sealed class LoadTimesTests
{
    private static readonly DateTime Night = new(2026, 11, 28, 3, 0, 0, DateTimeKind.Utc);

    [TestCase(Layer.Core, "fact_orders", true)]
    [TestCase(Layer.Mart, "daily", true)]
    [TestCase(Layer.Raw, "orders", true)]
    [TestCase(Layer.Core, "dim_users", false)]
    [TestCase(Layer.Core, "unknown", true)]
    public void Table_has_rows_of_a_loaded_one_unless_its_lineage_says_otherwise(Layer layer, string table, bool expected) =>
        Times().MayHave(new Dataset(layer, table), new Dataset(Layer.Raw, "orders")).Should().Be(expected);

    [TestCase(Layer.Mart, "daily", 0)]
    [TestCase(Layer.Core, "fact_orders", 0)]
    [TestCase(Layer.Core, "dim_users", 1)]
    [TestCase(Layer.Core, "unknown", null)]
    public void Table_is_as_old_as_the_oldest_one_that_it_is_built_from(Layer layer, string table, int? hours) =>
        Times().BuiltAt(new Dataset(layer, table)).Should().Be(hours is { } later ? Night.AddHours(later) : null);

    private static LoadTimes Times()
    {
        var catalog = new Catalog([
            Table(Layer.Raw, "orders"),
            Table(Layer.Raw, "users"),
            Table(Layer.Core, "fact_orders", (Layer.Raw, "orders")),
            Table(Layer.Core, "dim_users", (Layer.Raw, "users")),
            Table(Layer.Mart, "daily", (Layer.Core, "dim_users"), (Layer.Core, "fact_orders")),
            Table(Layer.Core, "unknown"),
        ]);
        var rules = new ArrivalRules
        {
            Recorded = new Dictionary<Dataset, DateTime>
            {
                [new Dataset(Layer.Core, "fact_orders")] = Night,
                [new Dataset(Layer.Core, "dim_users")] = Night.AddHours(1),
                [new Dataset(Layer.Mart, "daily")] = Night.AddHours(2),
            },
        };
        return new LoadTimes(catalog, rules, (_, _, _) => Task.FromResult<DateTime?>(null));
    }

    private static TableInfo Table(Layer layer, string name, params (Layer Layer, string Table)[] upstream) =>
        new(new Dataset(layer, name), [new ColumnInfo("id", "int", false)], ["id"])
        {
            Upstream = upstream.Length == 0 ? null : [.. upstream.Select(u => new Dataset(u.Layer, u.Table))],
        };
}
