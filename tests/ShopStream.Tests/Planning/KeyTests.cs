using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;

namespace ShopStream.Tests.Planning;

/// <summary>Measurements are stored by the key of their metric, so two metrics with the same key would share a measurement.</summary>
[Category("Fast")]
public sealed class KeyTests
{
    private static readonly Dataset Orders = new(Layer.Raw, "orders");

    private static readonly Condition[] SimilarConditions =
    [
        new IsOneOf("c", ["a, b"]),
        new IsOneOf("c", ["a", "b"]),
        new IsOneOf("c", ["\"a\"", "b"]),
        new IsBetween("c", "1", "2 and 3"),
        new IsBetween("c", "1 and 2", "3"),
        new IsNull("c"),
        new Compares("c", Comparison.Equal, "null"),
        new Compares("c", Comparison.Equal, ""),
        new Compares("c", Comparison.Equal, "at least 1"),
        new Compares("c", Comparison.AtLeast, "1"),
        new IsMatch("c", "a or c is null"),
        new OrNull(new IsMatch("c", "a"), "c"),
        new Compares("c", Comparison.Equal, "a and d is b"),
    ];

    [Test]
    public void Different_conditions_have_different_text() => SimilarConditions.Select(c => $"{c}").Should().OnlyHaveUniqueItems();

    [Test]
    public void Different_relations_are_not_equal() =>
        SimilarConditions
            .Select(c => new Relation(Orders, [c]))
            .Append(new Relation(Orders, [new Compares("c", Comparison.Equal, "a"), new Compares("d", Comparison.Equal, "b")]))
            .Should()
            .OnlyHaveUniqueItems();

    [Test]
    public void Every_kind_of_metric_has_a_unique_key() =>
        SampleMetrics
            .Of(Layer.Raw)
            .Where(m => !m.Name.StartsWith("aggregate: count where", StringComparison.Ordinal))
            .Select(m => m.Metric.Id)
            .Should()
            .OnlyHaveUniqueItems();

    [Test]
    public void Relation_ignores_order_and_repetition_of_conditions()
    {
        var (a, b) = (new IsNull("a"), new IsNull("b"));
        new Relation(Orders, [b, a, b]).Should().Be(new Relation(Orders, [a, b]));
        new Relation(Orders).Where(b).Where(a).GetHashCode().Should().Be(new Relation(Orders, [a, b]).GetHashCode());
    }

    [Test]
    public void Metric_references_every_table_and_column_it_reads()
    {
        var joined = SampleMetrics.Of(Layer.Raw).Single(m => m.Name is "group differences by row to the cent").Metric;
        joined
            .References.Distinct()
            .Select(m => $"{m.Dataset.Table}.{m.Column}")
            .Should()
            .BeEquivalentTo(
                "order_items.",
                "order_items.order_id",
                "orders.id",
                "orders.user_id",
                "users.id",
                "orders.status",
                "orders.created_at",
                "order_items.line_total",
                "order_items.id",
                "facts.",
                "facts.date_key",
                "facts.revenue",
                "facts.order_item_id"
            );
    }
}
