using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Data;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Reconciliation;
using ShopStream.Quality.Reconciliation.DrillDown;
using static ShopStream.Tests.Checks.SampleMeasurements;

namespace ShopStream.Tests.Execution;

/// <summary>Recorded groups are located in the first layer that differs from them, or in the damaged files that it was loaded from.</summary>
[TestFixture, Category("Fast")]
internal sealed class RecordedDrillDownTests
{
    private static readonly DrillDownLevel Staging = Level(Layer.Staging);
    private static readonly DrillDownLevel Core = Level(Layer.Core);
    private static readonly DrillDownLevel Mart = Level(Layer.Mart);
    private static readonly DrillDownLevel Files = Level(Layer.Lake);

    private FakeStore warehouse = null!;
    private FakeStore lake = null!;

    [SetUp]
    public void CreateStores() =>
        (warehouse, lake) = (
            new FakeStore(StoreId.Warehouse)
                .Returns(Staging.Entries([]), Rows("d n s cn cs", ["a", "2", "10", "2", "10"], ["b", "1", "8", "1", "8"], ["d", "3", "9", "0", "0"]))
                .Returns(Core.Entries([]), Rows("d n s cn cs", ["a", "2", "10", "2", "10"], ["b", "1", "7", "1", "7"])),
            new FakeStore(StoreId.Lake)
        );

    [TestCase("a", 10, 12, "mart sales", "amount changed", Description = "no layer before the mart differs")]
    [TestCase("b", 9, 6, "staging sales", "amount changed")]
    [TestCase("b", 8, 6, "core sales", "amount changed")]
    [TestCase("c", 4, 6, "staging sales", "missing", Description = "the layer does not have the group")]
    [TestCase("d", 9, 9.5, "staging sales", "missing", Description = "none of its rows counts")]
    [TestCase("c", 0, 5, "mart sales", "extra")]
    [TestCase("a", 10, 0, "mart sales", "missing")]
    public async Task Group_is_located_in_the_first_layer_that_differs(string group, double expected, double actual, string dataset, string cause)
    {
        var found = (await TraceAsync([Gap(group, expected, actual)])).Single();

        ($"{found.Dataset}", found.Cause).Should().Be((dataset, cause));
        (found.Difference.Key, found.Difference.ExpectedAmount, found.Difference.ActualAmount)
            .Should()
            .Be((KeyText.Identity([group]), (decimal)expected, (decimal)actual));
    }

    [Test]
    public async Task Group_that_differs_only_in_its_rows_is_on_both_sides()
    {
        var found = await TraceAsync([Gap("a", 10, 10), Gap("c", 0, 0)]);

        found.Select(f => (f.Difference.Expected.Count, f.Difference.Actual.Count)).Should().Equal((1, 1), (0, 1));
    }

    [TestCase("8", "lake sales", Description = "the layer has what the files have")]
    [TestCase("7", "staging sales")]
    public async Task Group_that_was_loaded_from_damaged_files_is_located_in_them(string inFiles, string dataset)
    {
        lake.Returns(Files.Entries([]), Rows("d n s cn cs", ["b", "1", inFiles, "1", inFiles]));

        (await TraceAsync([Gap("b", 9, 6)], Files)).Select(f => $"{f.Dataset}").Should().Equal(dataset);
    }

    [Test]
    public async Task Group_that_the_damaged_files_lack_as_the_layer_does_is_located_in_them()
    {
        lake.Returns(Files.Entries([]), Rows("d n s cn cs"));

        var found = await TraceAsync([Gap("c", 4, 0), Gap("a", 10, 12)], Files);

        found.Select(f => $"{f.Dataset}").Should().Equal("lake sales", "mart sales");
    }

    [Test]
    public async Task Files_that_cannot_be_read_say_nothing()
    {
        lake.Rejects(Files.Entries([]));
        (await TraceAsync([Gap("b", 9, 6)], Files)).Select(f => $"{f.Dataset}").Should().Equal("staging sales");
    }

    [Test]
    public async Task Only_layers_that_are_needed_are_measured()
    {
        (await TraceAsync([], Files)).Should().BeEmpty();
        lake.Sent.Should().BeEmpty();
        warehouse.Sent.Should().BeEmpty();

        await TraceAsync([Gap("b", 9, 6)]);
        warehouse.Sent.Should().ContainSingle("the group was found in the first layer");
    }

    private Task<IReadOnlyList<TracedDifference>> TraceAsync(GroupGap[] gaps, DrillDownLevel? damaged = null)
    {
        var collector = new MetricCollector(new Catalog([]), new Dictionary<StoreId, IStore> { [StoreId.Warehouse] = warehouse, [StoreId.Lake] = lake });
        return new RecordedDrillDown(new KeyComparer(collector, 100_000)).TraceAsync(gaps, [Staging, Core, Mart], damaged, CancellationToken.None);
    }

    private static GroupGap Gap(string group, double expected, double actual) => new(KeyText.Identity([group]), (decimal)expected, (decimal)actual);

    private static DrillDownLevel Level(Layer layer) =>
        new()
        {
            Dataset = new Dataset(layer, "sales"),
            Rows = new Relation(new Dataset(layer, "sales")),
            Key = [new GroupKey("day")],
            Amount = "total",
            Counted = new AllOf([]),
            Groups = new Dictionary<string, GroupKey>(StringComparer.Ordinal),
            IsGroup = true,
        };
}
