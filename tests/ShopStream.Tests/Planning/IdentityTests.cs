using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Metrics.RowSets;
using ShopStream.Quality.Reconciliation.RowComparison;

namespace ShopStream.Tests.Planning;

/// <summary>Ids name recorded measurements in manifests. A changed id here means that every manifest loses its measurements.</summary>
[TestFixture, Category("Fast")]
public sealed class IdentityTests
{
    private static readonly Relation Orders = new(new Dataset(Layer.Source, "orders"));
    private static readonly GroupKey Country = new("country");
    private static readonly GroupedSum Sum = new(Orders, [Country], "total");

    private static TestCaseData[] Recorded() =>
        [
            Case(new AggregateMetric(Orders, new CountRows()), """aggregate(rows(source("orders")),count())"""),
            Case(new AggregateMetric(Orders, new CountWhere(new IsNull("status"))), """aggregate(rows(source("orders")),count(is-null("status")))"""),
            Case(new AggregateMetric(Orders, new CountDistinct("id")), """aggregate(rows(source("orders")),distinct("id"))"""),
            Case(new AggregateMetric(Orders, new CountSurplus("id")), """aggregate(rows(source("orders")),surplus("id"))"""),
            Case(new AggregateMetric(Orders, new SumOf("total")), """aggregate(rows(source("orders")),sum("total"))"""),
            Case(new AggregateMetric(Orders, new SumWhere("total", new IsNull("x"))), """aggregate(rows(source("orders")),sum("total",is-null("x")))"""),
            Case(new AggregateMetric(Orders, new MinOf("id")), """aggregate(rows(source("orders")),min("id"))"""),
            Case(new AggregateMetric(Orders, new MaxOf("id")), """aggregate(rows(source("orders")),max("id"))"""),
            Case(new AggregateMetric(Orders, new QuantileOf("id", 99.5m)), """aggregate(rows(source("orders")),quantile("id",99.5))"""),
            Case(new AggregateMetric(Orders, new DeviationOf("id")), """aggregate(rows(source("orders")),deviation("id"))"""),
            Case(new GroupedMetric(Orders, [Country], [new CountRows()]) { Most = 5 }, """groups(rows(source("orders")),[column("country")],[count()],5)"""),
            Case(new AggregateMetric(Orders, new DigestOf("id", "total", 2)), """aggregate(rows(source("orders")),digest("id","total",2))"""),
            Case(
                new AggregateMetric(Orders, new DigestWhere(new DigestOf("id", "total", null), new IsNull("x"))),
                """aggregate(rows(source("orders")),where(digest("id","total",null),is-null("x")))"""
            ),
            Case(
                new GroupedMetric(Orders, [Country, new GroupKey("at", ByDay: true)], [new CountRows()]),
                """groups(rows(source("orders")),[column("country"),day("at")],[count()])"""
            ),
            Case(
                new GroupDigestMetric(new GroupedMetric(Orders, [Country], [new CountRows()]), ["country"], 16),
                """group-digests(groups(rows(source("orders")),[column("country")],[count()]),["country"],16)"""
            ),
            Case(new DuplicateValues(Orders, ["a", "b"]), """duplicates(rows(source("orders")),["a","b"])"""),
            Case(
                new Orphans(Orders, "user_id", new Dataset(Layer.Source, "users"), "id"),
                """orphans(rows(source("orders")),"user_id",source("users"),"id")"""
            ),
            Case(
                new OutOfOrder(Orders, "id", "at", IsIncreasing: true, IsStrict: false, "country"),
                """out-of-order(rows(source("orders")),"id","at","increases or stays","country")"""
            ),
            Case(
                new GroupedMetric(Orders, [GroupKey.Of("at", CalendarUnit.Hour), GroupKey.Of("at", CalendarUnit.Day)], [new CountRows()]),
                """groups(rows(source("orders")),[hour("at"),day("at")],[count()])"""
            ),
            Case(new HistogramOf(Orders, "country", 100, HistogramKind.ByType), """histogram(rows(source("orders")),"country",100,"bytype")"""),
            Case(new AggregateMetric(Orders, new CountSingle("a")), """aggregate(rows(source("orders")),single("a"))"""),
            Case(new AggregateMetric(Orders, new EntropyOf(["a"], "b")), """aggregate(rows(source("orders")),entropy(["a"],"b"))"""),
            Case(new AggregateMetric(Orders, new CorrelationOf("a", "b")), """aggregate(rows(source("orders")),correlation("a","b"))"""),
            Case(new AggregateMetric(Orders, new MedianDeviationOf("a")), """aggregate(rows(source("orders")),median-deviation("a"))"""),
            Case(new CustomSqlValue(Layer.Source, "SELECT 1"), """custom-sql-value("source","SELECT 1")"""),
            Case(new JudgedValues(Orders, "a", new ValidJson()), """judged-values(rows(source("orders")),"a",json())"""),
            Case(new SequenceGaps(Orders, "no", 0.5m, null), """sequence-gaps(rows(source("orders")),"no",0.5,null)"""),
            Case(new PeriodFaults(Orders, "f", "t", FindsGaps: false, "id"), """period-faults(rows(source("orders")),"f","t","overlaps","id")"""),
            Case(
                new ReferenceCounts(Orders, "id", Orders, "no", 1, null),
                """reference-counts(rows(source("orders")),"id",rows(source("orders")),"no",1,null)"""
            ),
            Case(
                new KnownKeys(Orders, ["a", "b"], Orders, ["c", "d"], MustExist: true),
                """missing-keys(rows(source("orders")),["a","b"],rows(source("orders")),["c","d"])"""
            ),
            Case(new UnrootedRows(Orders, "parent", "id"), """unrooted(rows(source("orders")),"parent","id")"""),
            Case(new UnequalCounts(Orders, "a", Orders, "b"), """unequal-counts(rows(source("orders")),"a",rows(source("orders")),"b")"""),
            Case(new SpellingVariants(Orders, "a"), """spelling-variants(rows(source("orders")),"a")"""),
            Case(new MostCommonValues(Orders, new IsOneOf("a", ["x"])), """most-common(rows(source("orders")),is-one-of("a","x"))"""),
            Case(new OrderedValues(Orders, "id"), """values(rows(source("orders")),"id")"""),
            Case(
                new GroupDifferences(Sum, Sum with { RowKey = "id", Counted = new AllOf([]) }, Tolerance.ToTheCent),
                """group-differences(sums(rows(source("orders")),[column("country")],"total",null,all,any),"""
                    + """sums(rows(source("orders")),[column("country")],"total","id",all-of(),any),within(0.0049999))"""
            ),
            Case(new CustomSqlMetric(Layer.Source, "SELECT 'a\\'"), """custom-sql("source","SELECT 'a\\'")"""),
            Case(new ModelDifferences(new Dataset(Layer.Mart, "m")), """model-differences(mart("m"))"""),
            Case(new Shape(Orders.Dataset), """shape(source("orders"))"""),
            Case(new ManifestDifferences(new Dataset(Layer.Lake, "orders")), """manifest-differences(lake("orders"))"""),
            Case(new Sample(new DuplicateValues(Orders, ["a"]), null, ["a"]), """sample(duplicates(rows(source("orders")),["a"]),all,["a"])"""),
            Case(
                new MissingValues(new OrderedValues(Orders, "a"), new OrderedValues(Orders, "b")),
                """missing-values(values(rows(source("orders")),"a"),values(rows(source("orders")),"b"))"""
            ),
            Case(
                new RowDifferences(Orders, Orders, [new ColumnPair("id", "no")], null, 10),
                """row-differences(rows(source("orders")),rows(source("orders")),[pair("id","no")],all,10)"""
            ),
        ];

    [TestCaseSource(nameof(Recorded))]
    public void Id_is_as_recorded(Metric metric, string id) => metric.Id.Should().Be(id);

    [Test]
    public void Every_kind_of_metric_has_a_recorded_id()
    {
        // A sample or a comparison is not recorded; these are measured after the source is closed, from the run, or in an example.
        string[] unrecorded = ["DifferingGroups", "LastWholeDay", "LookAlikeValues", "PastColumns", "PastHistograms", "PastValues", "RunMoment", "TableRows"];
        var kinds = typeof(Metric).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(Metric)) && !t.IsAbstract).Select(t => t.Name);
        kinds.Except(Recorded().Select(c => c.Arguments[0]!.GetType().Name), StringComparer.Ordinal).Should().BeEquivalentTo(unrecorded);
    }

    [Test]
    public void Conditions_are_named_whatever_their_order()
    {
        Condition[] all =
        [
            new IsNull("a"),
            new IsOneOf("a", ["x", "y,\"z\""]),
            new IsBetween("a", "1", "2"),
            new IsMatch("a", @"\d"),
            new Compares("a", Comparison.AtMost, "3"),
            new IsSameAs("a", Formula.Parse("b * (c - 1.5)")),
            new HasLength("a", 1, null),
            new ComparesWith("a", Comparison.AtLeast, "b"),
            new Not(new IsNull("a")),
            new OrNull(new IsNull("a"), "b"),
            new AllOf([new IsNull("a")]),
            new IsInBuckets(["a"], 8, [1, 2]),
        ];
        new Relation(Orders.Dataset, all)
            .Id.Should()
            .Be(new Relation(Orders.Dataset, all.Reverse()).Id)
            .And.Be(
                "rows(source(\"orders\"),"
                    + """all-of(is-null("a")),at-most("a","3"),compares-with("a","AtLeast","b"),in-buckets(["a"],8,[1,2]),"""
                    + """is-between("a","1","2"),is-null("a"),is-one-of("a","x","y,\"z\""),length("a",1,null),"""
                    + """matches("a","\\d"),not(is-null("a")),or-null(is-null("a"),"b"),same-as("a",*(column("b"),-(column("c"),1.5))))"""
            );
    }

    [Test]
    public void Lookups_and_readings_are_named()
    {
        var rows = new Relation(Orders.Dataset, null, [new Lookup("users", "user_id", "id")]);
        new RowReading(rows, [new RowCell("id", "int")], [new RowCell("total", "")])
            .Id.Should()
            .Be("""reading(rows(source("orders"),lookup("users","user_id","id")),["id"],["total"])""");
    }

    [Test]
    public void Different_parts_make_different_ids()
    {
        Condition[][] pairs =
        [
            [new IsOneOf("a", ["x\",\"y"]), new IsOneOf("a", ["x", "y"])],
            [new IsOneOf("a", [@"x\"]), new IsOneOf("a", [@"x\\"])],
            [new IsMatch("a", "null"), new IsMatch("null", "a")],
            [new Not(new OrNull(new IsNull("a"), "b")), new OrNull(new Not(new IsNull("a")), "b")],
        ];
        pairs.Should().OnlyContain(p => p[0].Id != p[1].Id);
    }

    private static TestCaseData Case(Metric metric, string id) => new TestCaseData(metric, id).SetArgDisplayNames($"{metric}");
}
