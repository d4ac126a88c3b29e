using System.Globalization;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Reconciliation;
using ShopStream.Quality.Reconciliation.DrillDown;

namespace ShopStream.Tests.Reconciliation;

/// <summary>A key that is recognized as the same has no difference; one that differs is never recognized as the same.</summary>
[TestFixture, Category("Fast")]
public sealed class KeyMatcherTests
{
    private static readonly string[] Groups = ["day", "country"];

    [Test]
    public void Same_keys_have_no_difference_whatever_the_levels_have_in_common([Values(1, 2, 3)] int seed)
    {
        var random = new Random(seed);
        var same = 0;
        for (var i = 0; i < 3_000; i++)
        {
            var (expected, actual) = (Level(random, "order"), Level(random, random.Next(2) == 0 ? "order" : "line"));
            var (wanted, found) = (Entries(random, expected), Entries(random, actual));
            if (!new KeyMatcher(expected, actual, Groups).AreSame(wanted, found))
                continue;
            same++;
            KeyDifference.Of("=1", expected, wanted, actual, found, Groups).Should().BeNull();
        }
        same.Should().BeGreaterThan(100, "the test needs keys that are the same");
    }

    [Test]
    public void Key_on_one_side_is_not_the_same()
    {
        var level = Level(new Random(1), "order");
        new KeyMatcher(level, level, Groups).AreSame(null, []).Should().BeFalse();
        new KeyMatcher(level, level, Groups).AreSame([], null).Should().BeFalse();
    }

    private static DrillDownLevel Level(Random random, string entity) =>
        new()
        {
            Dataset = new Dataset(Layer.Raw, "orders"),
            Rows = new Relation(new Dataset(Layer.Raw, "orders")),
            Key = [new GroupKey("order_id")],
            Amount = "total",
            Counted = new AllOf([]),
            Groups = Groups.Where(_ => random.Next(4) > 0).ToDictionary(g => g, g => new GroupKey(g), StringComparer.Ordinal),
            Row = new RowKey(entity, "id"),
        };

    private static List<Entry> Entries(Random random, DrillDownLevel level) =>
        [
            .. Enumerable
                .Range(0, random.Next(1, 3))
                .Select(_ => new Entry(
                    [.. level.Groups.Keys.Select(_ => random.Next(2).ToString(CultureInfo.InvariantCulture))],
                    null,
                    null,
                    1,
                    1,
                    random.Next(1, 3),
                    random.Next(2)
                )
                {
                    Digest = random.Next(3) == 0 ? null : random.Next(2),
                }),
        ];
}
