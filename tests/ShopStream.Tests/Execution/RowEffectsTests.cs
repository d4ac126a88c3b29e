using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Data;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Reconciliation;
using ShopStream.Quality.Reconciliation.DrillDown;
using static ShopStream.Tests.Checks.SampleMeasurements;

namespace ShopStream.Tests.Execution;

/// <summary>A difference of an order whose lines are of several categories is placed by its lines.</summary>
[TestFixture, Category("Fast")]
internal sealed class RowEffectsTests
{
    private static readonly string[] Groups = ["category"];
    private static readonly DrillDownLevel Before = Level(Layer.Raw, Groups);
    private static readonly DrillDownLevel After = Level(Layer.Core, []);

    // Lines 11 to 15 of order 1.
    private static readonly string[] Lines = ["11 toys 4", "12 home 6", "13 toys 1", "14 home 3", "14 home 2"];

    private static IEnumerable<TestCaseData> Changes()
    {
        yield return Case("none", ["11 4", "12 6", "13 1", "14 5"], "", "");
        yield return Case("a line", ["11 5", "12 6", "13 1", "14 5"], "toys=1", "");
        yield return Case("two lines of a category", ["11 5", "12 6", "13 3", "14 5"], "toys=3", "");
        yield return Case("two categories", ["11 5", "12 1", "13 1", "14 5"], "toys=1 home=-5", "");
        yield return Case("a lost line of two rows", ["11 4", "12 6", "13 1"], "home=-5", "");
        yield return Case("a line of two rows", ["11 4", "12 6", "13 1", "14 5", "14 2"], "home=2", "");
        yield return Case("a line without a category", ["11 4", "12 6", "13 1", "14 5", "15 9"], "", "9");

        static TestCaseData Case(string name, string[] found, string effects, string rests) => new TestCaseData(found, effects, rests).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Changes))]
    public async Task Difference_is_placed_by_the_lines_that_differ(string[] found, string effects, string rests)
    {
        var (placed, open) = await FindAsync([Order("1", 7)], Before, After, Lines, found);

        string.Join(' ', placed.Select(e => $"{e.Key[1..]}={e.Value.Amount:0}")).Should().Be(effects);
        string.Join(' ', open.Select(r => $"{r:0}")).Should().Be(rests);
    }

    [Test]
    public async Task Line_of_two_categories_is_not_placed()
    {
        var (placed, open) = await FindAsync([Order("1", 7)], Before, After, ["11 toys 4", "11 home 1"], ["11 6"]);

        placed.Should().BeEmpty();
        open.Should().Equal(1);
    }

    [TestCase("rows", Description = "the keys are rows already")]
    [TestCase("two columns")]
    [TestCase("orders", Description = "the rows are not the same entity")]
    [TestCase("null")]
    public async Task Difference_whose_lines_cannot_be_compared_stays_open(string what)
    {
        var before = what switch
        {
            "rows" => Before with { Key = [new GroupKey("line_id")] },
            "two columns" => Before with { Key = [new GroupKey("order_id"), new GroupKey("shop")] },
            "orders" => Before with { Row = new RowKey("order", "line_id") },
            _ => Before,
        };

        var (placed, open) = await FindAsync([Order("1", 7), Order(what is "null" ? null : "2", -2)], before, After, Lines, []);

        placed.Should().BeEmpty();
        open.Should().Equal(7, -2);
    }

    [Test]
    public async Task Nothing_is_measured_if_nothing_is_open() => (await FindAsync([], Before, After, null, null)).Rests.Should().BeEmpty();

    private static Task<(IReadOnlyDictionary<string, GroupEffect> Effects, IReadOnlyList<decimal> Rests)> FindAsync(
        TracedDifference[] open,
        DrillDownLevel before,
        DrillDownLevel after,
        string[]? wanted,
        string[]? found
    )
    {
        var store = new FakeStore(StoreId.Warehouse);
        var condition = new IsOneOf("order_id", [.. open.Select(o => KeyText.Values(o.Difference.Key).Single() ?? "")]);
        if (wanted is not null)
            store.Returns(
                (Before with { Key = [new GroupKey("order_id"), new GroupKey("line_id")] }).Entries(Groups, condition),
                Rows("o l g n s cn cs", [.. wanted.Select(l => l.Split(' ')).Select(l => new[] { "1", l[0], l[1], "1", l[2], "1", l[2] })])
            );
        if (found is not null)
            store.Returns(
                (After with { Key = [new GroupKey("order_id"), new GroupKey("line_id")] }).Entries([], condition),
                Rows("o l n s cn cs", [.. found.Select(l => l.Split(' ')).Select(l => new[] { "1", l[0], "1", l[1], "1", l[1] })])
            );
        var collector = new MetricCollector(new Catalog([]), new Dictionary<StoreId, IStore> { [StoreId.Warehouse] = store });
        return new RowEffects(new KeyComparer(collector, 100_000)).FindAsync(open, before, after, Groups, CancellationToken.None);
    }

    private static TracedDifference Order(string? id, decimal unplaced)
    {
        var difference = new KeyDifference(KeyText.Identity([id]), [], []);
        return new TracedDifference(difference, Before, After, difference) { Unplaced = unplaced };
    }

    private static DrillDownLevel Level(Layer layer, string[] groups) =>
        new()
        {
            Dataset = new Dataset(layer, "lines"),
            Rows = new Relation(new Dataset(layer, "lines")),
            Key = [new GroupKey("order_id")],
            Amount = "total",
            Counted = new AllOf([]),
            Groups = groups.ToDictionary(g => g, g => new GroupKey(g), StringComparer.Ordinal),
            Row = new RowKey("line", "line_id"),
        };
}
