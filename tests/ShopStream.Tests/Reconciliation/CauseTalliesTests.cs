using System.Globalization;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Reconciliation;
using ShopStream.Quality.Reconciliation.DrillDown;

namespace ShopStream.Tests.Reconciliation;

/// <summary>Totals by cause, and the largest differences.</summary>
[Category("Fast")]
public sealed class CauseTalliesTests
{
    [Test]
    public void Shares_add_up_to_100_percent()
    {
        var tallies = new CauseTallies();
        foreach (var cause in new[] { "b", "a", "c" })
            Add(tallies, cause, 1, cause);
        Add(tallies, "d", -3, "d");

        tallies
            .Causes.Select(c => (c.Cause, c.Keys, c.Net, c.Gross, c.Share))
            .Should()
            .Equal(("d", 1, -3, 3, 50), ("a", 1, 1, 1, 16.67m), ("b", 1, 1, 1, 16.67m), ("c", 1, 1, 1, 16.66m));
        (tallies.Net, tallies.Count).Should().Be((0, 4));
    }

    [Test]
    public void Differences_without_an_amount_have_no_share()
    {
        var tallies = new CauseTallies();
        Add(tallies, "1", 0, "missing");
        tallies.Causes.Should().ContainSingle().Which.Share.Should().Be(0);
        new CauseTallies().Causes.Should().BeEmpty();
    }

    [Test]
    public void Thousand_largest_differences_are_kept_the_first_by_name_of_equal_ones()
    {
        var tallies = new CauseTallies();
        foreach (var i in Enumerable.Range(0, 1_000).Reverse())
            Add(tallies, i.ToString("0000", CultureInfo.InvariantCulture), i == 500 ? -7 : 1, "a");
        tallies.Top.Select(d => d.Name).Should().HaveCount(1_000).And.StartWith(["0500", "0000", "0001"]);

        Add(tallies, "0998a", 1, "a");
        Add(tallies, "9", 2, "a");

        tallies.Top.Select(d => d.Name).Should().HaveCount(1_000).And.StartWith(["0500", "9", "0000"]).And.EndWith(["0997", "0998"]);
        tallies.Count.Should().Be(1_002);
    }

    [Test]
    public void First_divergent_dataset_is_that_of_the_largest_amount_and_of_equal_ones_the_nearest_to_the_source()
    {
        var tallies = new CauseTallies();
        tallies.FirstDivergentLayer.Should().BeNull();
        Add(tallies, "1", -2, "a", Layer.Mart);
        Add(tallies, "2", 1, "a", Layer.Raw);
        tallies.FirstDivergentLayer.Should().Be(new Dataset(Layer.Mart, "orders"));

        Add(tallies, "3", -1, "a", Layer.Raw);
        tallies.FirstDivergentLayer.Should().Be(new Dataset(Layer.Raw, "orders"));
    }

    [TestCase(60, 60, "all by +60 minutes, which looks like a time-zone shift")]
    [TestCase(-45, -45, "all by −45 minutes, which looks like a time-zone shift")]
    [TestCase(1440, 1440, "all by +1 day")]
    [TestCase(-1440, -1440, "all by −1 day")]
    [TestCase(2880, 2880, "all by +2 days")]
    [TestCase(7, 7, null, Description = "no time zone")]
    [TestCase(60, 120, null, Description = "not all by the same")]
    [TestCase(60, null, null, Description = "a single key")]
    [TestCase(0, 0, null)]
    public void Shift_that_all_keys_share_is_reported(int first, int? second, string? detail)
    {
        var tallies = new CauseTallies();
        Add(tallies, "1", 1, "a", shift: first);
        if (second is { } minutes)
            Add(tallies, "2", 1, "a", shift: minutes);
        tallies.Causes.Single().Detail.Should().Be(detail);
    }

    private static void Add(CauseTallies tallies, string name, decimal net, string cause, Layer layer = Layer.Raw, int shift = 0)
    {
        var dataset = new Dataset(layer, "orders");
        var level = new DrillDownLevel
        {
            Dataset = dataset,
            Rows = new Relation(dataset),
            Key = [new GroupKey("id")],
            Amount = "total",
            Counted = new AllOf([]),
            Groups = new Dictionary<string, GroupKey>(StringComparer.Ordinal),
        };
        var noon = new DateTime(2026, 1, 15, 12, 0, 0, DateTimeKind.Utc);
        var difference = new KeyDifference("=1", [At(10, noon)], [At(10 + net, noon.AddMinutes(shift))]);
        tallies.Add(name, new TracedDifference(difference, level, level, difference), cause);

        static Entry At(decimal amount, DateTime moment) =>
            new([], null, moment.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture), 1, amount, 1, amount);
    }
}
