using DuckDB.NET.Data;
using FluentAssertions;
using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;
using ShopStream.Pipeline;
using ShopStream.Pipeline.Duck;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Planning;

namespace ShopStream.Tests.Planning;

/// <summary>Merged queries return the same measurements as separate queries.</summary>
[Category("Slow")]
public sealed class FusedQueriesTests
{
    private static readonly string[] Columns = ["id", "amount", "status", "moment"];
    private static readonly Condition[] Conditions =
    [
        new IsNull("status"),
        new IsOneOf("status", ["paid"]),
        new Compares("amount", Comparison.AtLeast, "0"),
        new IsBetween("id", "2", "5"),
    ];
    private static readonly SqlText Sql = new(Dialect.DuckDb, TestCatalog.KeyedById);
    private readonly DuckDBConnection duck = new("DataSource=:memory:");

    [OneTimeSetUp]
    public void SomeRows()
    {
        duck.Open();
        using var command = duck.CreateCommand();
        command.CommandText = """
            CREATE SCHEMA raw;
            CREATE TABLE raw.orders (id int, amount decimal(10,2), status varchar, moment timestamp);
            INSERT INTO raw.orders VALUES (1, 10.50, 'paid', '2025-01-01 10:00:00'), (2, -3.00, 'cancelled', '2025-01-01 11:00:00'), (3, NULL, 'paid', NULL),
              (4, 7.25, NULL, '2025-01-02 10:00:00'), (4, 7.25, NULL, '2025-01-02 10:00:00'), (NULL, 1, 'paid', '2025-01-03 10:00:00');
            """;
        command.ExecuteNonQuery();
    }

    [OneTimeTearDown]
    public void Close() => duck.Dispose();

    [FsCheck.NUnit.Property(MaxTest = 60)]
    public Property Merged_queries_return_the_same_as_separate_queries()
    {
        var column = Gen.Elements(Columns);
        var aggregate = Gen.OneOf(
            Gen.Constant((Aggregate)new CountRows()),
            Gen.Elements(Conditions).Select(c => (Aggregate)new CountWhere(c)),
            column.Select(c => (Aggregate)new CountSurplus(c)),
            column.Select(c => (Aggregate)new MinOf(c)),
            column.Select(c => (Aggregate)new MaxOf(c)),
            Gen.Elements("id", "amount").Select(c => (Aggregate)new SumOf(c)),
            column.Select(c => (Aggregate)new DigestOf(c, "amount", 2))
        );
        var relation = Gen.SubListOf(Conditions).Select(only => new Relation(new Dataset(Layer.Raw, "orders"), only.Take(1)));
        var key = Gen.Elements(new GroupKey("status"), new GroupKey("moment", ByDay: true), new GroupKey("moment"), new GroupKey("id"));
        var keys = key.NonEmptyListOf().Select(k => k.DistinctBy(x => x.Id, StringComparer.Ordinal).ToList());
        var metricGenerator = Gen.OneOf(
            relation.SelectMany(r => aggregate.Select(a => (Metric)new AggregateMetric(r, a))),
            relation.SelectMany(r =>
                keys.SelectMany(k =>
                    aggregate.NonEmptyListOf().Select(a => (Metric)new GroupedMetric(r, k, [.. a.DistinctBy(x => x.ToString(), StringComparer.Ordinal)]))
                )
            )
        );
        return Prop.ForAll(
            metricGenerator.NonEmptyListOf().ToArbitrary(),
            metrics =>
            {
                foreach (var (metric, measurement) in QueryPlan.Create(metrics, _ => Sql).SelectMany(q => q.Split(Measure(q))))
                    Rows(measurement).Should().BeEquivalentTo(Rows(Measure(QueryPlan.Single(metric, _ => Sql))), "{0}", metric);
            }
        );
    }

    [Test]
    public void Minimum_and_maximum_of_a_column_are_not_confused()
    {
        var orders = new Relation(new Dataset(Layer.Raw, "orders"));
        var results = QueryPlan
            .Create([new AggregateMetric(orders, new MinOf("amount")), new AggregateMetric(orders, new MaxOf("amount"))], _ => Sql)
            .SelectMany(q => q.Split(Measure(q)))
            .Select(r => r.Measurement.Number(0));
        results.Should().Equal(-3m, 10.5m);
    }

    private Measurement Measure(PlannedQuery query)
    {
        using var command = duck.CreateCommand();
        command.CommandText = query.Sql;
        using var reader = command.ExecuteReader();
        return CellText.Read(reader);
    }

    private static IEnumerable<string> Rows(Measurement measurement) => measurement.Rows.Select(r => string.Join(" | ", r.Select(c => c ?? "∅")));
}
