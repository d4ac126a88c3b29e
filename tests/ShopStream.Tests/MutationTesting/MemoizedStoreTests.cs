using System.Collections.Concurrent;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.MutationTesting;
using ShopStream.Quality.Planning;
using ShopStream.Tests.Execution;

namespace ShopStream.Tests.MutationTesting;

/// <summary>What a mutant does not reach is measured once for all mutants, and what it reaches never outlives it.</summary>
[TestFixture, Category("Fast")]
public sealed class MemoizedStoreTests
{
    private static readonly AggregateMetric Orders = new(new Relation(new Dataset(Layer.Raw, "orders")), new CountRows());
    private static readonly AggregateMetric Users = new(new Relation(new Dataset(Layer.Raw, "users")), new CountRows());

    [Test]
    public async Task Unreached_metric_is_known_to_the_next_mutant_and_a_reached_one_is_not()
    {
        var store = new FakeStore(StoreId.Warehouse).Returns(Orders, 5).Returns(Users, 3);
        var unreached = new ConcurrentDictionary<string, Measurement>(StringComparer.Ordinal);
        await using var first = new MemoizedStore(store, m => m == Orders, unreached);
        foreach (var metric in new[] { Orders, Users })
            await first.MeasureAsync(QueryPlan.Single(metric, _ => store.Sql), CancellationToken.None);
        await using var second = new MemoizedStore(store, m => m == Orders, unreached);

        first.FindKnown(Orders)!.Number(0).Should().Be(5, "another drill-down of the same mutant reads the same rows");
        second.FindKnown(Users)!.Number(0).Should().Be(3);
        second.FindKnown(Orders).Should().BeNull();
    }

    [Test]
    public async Task Failed_query_is_sent_again()
    {
        var store = new FakeStore(StoreId.Warehouse).Rejects(Users);
        await using var memoized = new MemoizedStore(store, _ => false, new(StringComparer.Ordinal));

        (await memoized.MeasureAsync(QueryPlan.Single(Users, _ => store.Sql), CancellationToken.None)).Missing.Should().NotBeNull();

        memoized.FindKnown(Users).Should().BeNull();
    }
}
