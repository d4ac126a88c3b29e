using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Reconciliation.RowComparison;
using ShopStream.Tests.Checks;
using Snapshooter.NUnit;

namespace ShopStream.Tests.Planning;

/// <summary>What a metric says of itself: its text, the tables and columns that it reads, and what it does with them.</summary>
[TestFixture, Category("Fast")]
public sealed class MetricDescriptionTests
{
    private static readonly Relation Orders = new(new Dataset(Layer.Raw, "orders"));
    private static readonly Relation Facts = new(new Dataset(Layer.Core, "fact_orders"));
    private static readonly Relation Paid = Orders.Where(new IsOneOf("status", ["paid"]));
    private static readonly Condition Counted = new Compares("status", Comparison.Equal, "paid");

    private static IEnumerable<Metric> Metrics()
    {
        var joined = new Relation(Orders.Dataset, [new IsNull(Identifier.Of("users", "email"))], [new Lookup("users", "user_id", "id")]);
        var digest = new DigestOf("id", "total", 2);
        foreach (
            var aggregate in new Aggregate[]
            {
                new CountRows(),
                new CountWhere(Counted),
                new CountDistinct("user_id"),
                new CountSurplus("user_id"),
                new SumOf("total"),
                new SumWhere("total", Counted),
                new MinOf("total"),
                new MaxOf("total"),
                digest,
                digest with
                {
                    Decimals = null,
                },
                new DigestWhere(digest, Counted),
            }
        )
            yield return new AggregateMetric(Paid, aggregate);
        yield return new AggregateMetric(joined, new SumOf("total"));
        yield return new GroupedMetric(Paid, [new GroupKey("created_at", ByDay: true), new GroupKey("country")], [new SumOf("total"), new CountWhere(Counted)]);
        yield return new GroupDigestMetric(new GroupedMetric(Paid, [new GroupKey("id")], [new SumWhere("total", Counted)]), ["id"], 16);
        yield return new DuplicateValues(Paid, ["user_id", "created_at"]);
        yield return new Orphans(Paid, "user_id", new Dataset(Layer.Raw, "users"), "id");
        yield return new OrderedValues(Paid, "user_id");
        yield return Missing;
        yield return new LookAlikeValues(Missing);
        yield return Differences(Plain, Plain with { Relation = Facts });
        yield return Differences(Full, new GroupedSum(Facts, [new GroupKey("date_key")], "revenue", "line_id"));
        yield return new DifferingGroups(Differences(Full, Plain));
        yield return new CustomSqlMetric(Layer.Raw, "SELECT 1 FROM orders");
        yield return new Shape(Orders.Dataset);
        yield return new ManifestDifferences(new Dataset(Layer.Lake, "orders"));
        yield return new RowDifferences(Orders, Facts, [new ColumnPair("id", "order_id")], [new ColumnPair("total", "revenue")], 10);
        yield return new PastValues("rows of raw orders", new AggregateMetric(Paid, new SumOf("total")));
        yield return new RunMoment();
        yield return new Sample(new AggregateMetric(Paid, new CountRows()), Counted, ["status"]);
        yield return new Sample(new AggregateMetric(Paid, new CountRows()), null, ["status"]);
        yield return new Sample(new DuplicateValues(Orders, ["user_id"]), null, ["user_id"]);
        yield return new Sample(Differences(Plain, Plain with { Relation = Facts }), null, []);
    }

    private static GroupDifferences Differences(GroupedSum left, GroupedSum right) => new(left, right, Tolerance.ToTheCent);

    private static MissingValues Missing { get; } =
        new(new OrderedValues(Paid, "user_id"), new OrderedValues(new Relation(new Dataset(Layer.Source, "users"), [new IsMatch("mail", ".+")]), "id"));

    private static GroupedSum Plain { get; } = new(Orders, [new GroupKey("country")], "total");

    private static GroupedSum Full { get; } =
        new(Paid, [new GroupKey("created_at", ByDay: true)], "total", "id")
        {
            Counted = new AllOf([Counted]),
            Domain = new GroupDomain(new Relation(new Dataset(Layer.Raw, "days"), [new IsNull("closed")]), [new GroupKey("day")]),
        };

    [Test]
    public void Every_kind_of_metric_is_described() =>
        Snapshot.Match(
            string.Join(
                "\n",
                Metrics()
                    .Select(m =>
                        $"""
                            {m}
                              reads {string.Join(", ", m.References.Select(r => r.Column is null ? $"{r.Dataset}" : $"{r.Dataset}.{r.Column}"))}
                              uses {string.Join(", ", m.Uses.Select(Text))}
                              names rows: by id {m.NamesRows(r => r.Column is "id")}, by country {m.NamesRows(r =>
                                r.Column is "country"
                            )}; by query {m.IsQueried}

                            """
                    )
            ),
            "metrics"
        );

    private static string Text(TypedUse use) =>
        use switch
        {
            ConditionUse c => $"condition '{c.Condition}' on {c.Relation.Dataset}",
            SumUse s => $"sum of {s.Column} of {s.Relation.Dataset}",
            OrderUse o => $"{o.Extreme} {o.Column} of {o.Relation.Dataset}",
            _ => $"{use}",
        };

    private static IEnumerable<TestCaseData> Dependent()
    {
        yield return Case(new AggregateMetric(Paid, new CountRows()), Layer.Raw, "orders", rows: true, files: false);
        yield return Case(new AggregateMetric(Paid, new CountRows()), Layer.Raw, "users", rows: false, files: false);
        yield return Case(new Orphans(Paid, "user_id", new Dataset(Layer.Raw, "users"), "id"), Layer.Raw, "users", rows: true, files: false);
        yield return Case(new CustomSqlMetric(Layer.Raw, "SELECT 1 FROM orders"), Layer.Staging, "orders", rows: true, files: false);
        yield return Case(new CustomSqlMetric(Layer.Raw, "SELECT 1 FROM orders"), Layer.Source, "orders", rows: false, files: false);
        yield return Case(new CustomSqlMetric(Layer.Raw, "SELECT 1 FROM orders"), Layer.Raw, "users", rows: false, files: false);
        yield return Case(new ManifestDifferences(new Dataset(Layer.Lake, "orders")), Layer.Lake, "orders", rows: false, files: true);
        yield return Case(new Shape(Orders.Dataset), Layer.Raw, "orders", rows: false, files: false);
        yield return Case(new RunMoment(), Layer.Raw, "orders", rows: false, files: false);
        yield return Case(new Sample(new AggregateMetric(Paid, new CountRows()), Counted, ["status"]), Layer.Raw, "orders", rows: true, files: false);

        static TestCaseData Case(Metric metric, Layer layer, string table, bool rows, bool files) =>
            new TestCaseData(metric, new Dataset(layer, table), rows, files).SetArgDisplayNames($"{metric}", $"{layer} {table}");
    }

    [TestCaseSource(nameof(Dependent))]
    public void Metric_depends_on_the_rows_and_files_that_it_reads(Metric metric, Dataset changed, bool rows, bool files)
    {
        var (one, none) = (new HashSet<Dataset> { changed }, new HashSet<Dataset>());

        metric.DependsOn(one, none).Should().Be(rows);
        metric.DependsOn(none, one).Should().Be(files);
        metric.DependsOn(none, none).Should().BeFalse();
    }

    [TestCase("1234567890123456789012345678", true)]
    [TestCase("12345678901234567890123456.78", true)]
    [TestCase("1234567890123456789012345678901", false)]
    [TestCase("1.12345678901234567890123456789", false)]
    public void Number_of_at_most_28_digits_is_exact_and_a_longer_one_is_not_rounded(string cell, bool fits)
    {
        var read = () => Measurement.TryNumber(cell);
        if (fits)
            read().Should().Be(decimal.Parse(cell, System.Globalization.CultureInfo.InvariantCulture));
        else
            read.Should().Throw<OverflowException>();
    }

    [Test]
    public void Null_is_not_a_number_of_a_measurement()
    {
        var read = () => SampleMeasurements.Row(null).Number(0);
        read.Should().Throw<FormatException>().WithMessage("column n is null, expected a number");
    }

    [Test]
    public void Columns_of_a_shape_are_named_with_type_and_nullability()
    {
        var catalog = new Catalog([new TableInfo(Orders.Dataset, [new ColumnInfo("id", "int", false), new ColumnInfo("note", "text", true)], ["id"])]);

        var measured = new Shape(Orders.Dataset).Measure(catalog);

        measured
            .Rows.Should()
            .BeEquivalentTo([
                ["id", "int", "false"],
                new[] { "note", "text", "true" },
            ]);
        new Shape(Facts.Dataset).Measure(catalog).Missing!.Reason.Should().Be("core fact_orders was not found in the catalog");
    }
}
