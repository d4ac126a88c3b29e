using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Metrics.RowSets;
using ShopStream.Quality.Reconciliation;

namespace ShopStream.Tests.Planning;

/// <summary>A metric of every kind, for any layer.</summary>
internal static class SampleMetrics
{
    public static IReadOnlyList<Condition> Conditions { get; } =
    [
        new IsNull("email"),
        new Not(new IsNull("email")),
        new IsOneOf("status", ["paid", "on hold", "it's"]),
        new Not(new IsOneOf("status", ["paid"])),
        new OrNull(new Not(new IsOneOf("status", ["cancelled", "refunded"])), "status"),
        new IsBetween("quantity", "1", "5"),
        new Not(new IsBetween("price", "0.01", "99.99")),
        new IsMatch("country", "[A-Z]{3}"),
        new Not(new IsMatch("name", @"\w+'s")),
        new Compares("price", Comparison.Equal, "12"),
        new Compares("price", Comparison.AtLeast, "-0.005"),
        new Compares("price", Comparison.AtMost, "100"),
        new Compares("price", Comparison.Above, "0"),
        new Compares("created_at", Comparison.Below, "2025-01-01"),
        new HasLength("country", 3, 3),
        new Not(new HasLength("country", 1, null)),
        new ComparesWith("price", Comparison.AtLeast, "discount"),
        new ComparesFormula("price", Comparison.Above, Formula.Parse("discount + 1")),
        new IsApart("shipped_at", IsAtMost: true, new Age(3, "day"), IsAfter: true, "ordered_at"),
        new AnyOf([new IsNull("email"), new AllOf([new IsNull("name"), new Compares("price", Comparison.Equal, "1")])]),
        new InWords(new IsMatch("country", "[A-Z]*"), "country", "is in upper case"),
        new IsSameAs("line_total", Formula.Parse("quantity * (unit_price - 0.50)")),
        new Not(new IsSameAs("line_total", Formula.Parse("quantity * unit_price"))),
    ];

    private static IEnumerable<FoundRows> FoundRows(Relation items, Relation orders) =>
        [
            new OutOfOrder(orders, "id", "created_at", IsIncreasing: true, IsStrict: true, "country"),
            new SequenceGaps(orders, "id", 1, null),
            new PeriodFaults(orders, "valid_from", "valid_to", FindsGaps: false, "product_id"),
            new PeriodFaults(orders, "valid_from", "valid_to", FindsGaps: true, null),
            new ReferenceCounts(orders, "id", items, "order_id", 1, 50),
            new KnownKeys(items, ["order_id", "product_id"], orders, ["id", "product"], MustExist: true),
            new KnownKeys(items, ["order_id"], orders, ["id"], MustExist: false),
            new UnrootedRows(items, "parent_id", "id"),
            new UnequalCounts(items, "order_id", orders, "id"),
            new SpellingVariants(items, "country"),
            new MostCommonValues(items, new IsOneOf("status", ["paid", "it's"])),
        ];

    public static IEnumerable<(string Name, Metric Metric)> Of(Layer layer)
    {
        Dataset Table(string name) => new(layer, name);
        var items = new Relation(Table("order_items"));
        var paid = new Relation(Table("orders"), [new IsOneOf("status", ["paid"])]);
        var joined = new Relation(
            Table("order_items"),
            [new OrNull(new Not(new IsOneOf(Identifier.Of("orders", "status"), ["cancelled"])), Identifier.Of("orders", "status"))],
            [new Lookup("orders", "order_id", "id"), new Lookup("users", Identifier.Of("orders", "user_id"), "id")]
        );

        Aggregate[] aggregates =
        [
            new CountRows(),
            new CountWhere(new IsNull("email")),
            new CountSurplus("id"),
            new SumOf("line_total"),
            new MinOf("line_total"),
            new MaxOf("line_total"),
            new QuantileOf("line_total", 95),
            new DeviationOf("line_total"),
            new DigestOf("id", "line_total", 2),
            new CountSingle("email"),
            new EntropyOf(["country"], "status"),
            new CorrelationOf("quantity", "unit_price"),
            new MedianDeviationOf("price"),
        ];
        foreach (var aggregate in aggregates)
            yield return ($"aggregate: {aggregate}", new AggregateMetric(items, aggregate));
        foreach (var found in FoundRows(items, paid))
            yield return ($"found: {found.Rule}", found);
        yield return ("by month", new GroupedMetric(items, [new GroupKey("country"), GroupKey.Of("created_at", CalendarUnit.Month)], [new CountRows()]));
        foreach (var condition in Conditions)
            yield return ($"condition: {condition}", new AggregateMetric(items, new CountWhere(condition)));
        yield return ("aggregate with a filter", new AggregateMetric(paid, new CountRows()));
        yield return ("aggregate with lookups", new AggregateMetric(joined, new SumOf("line_total")));
        yield return (
            "groups by day and by a looked-up column",
            new GroupedMetric(
                joined,
                [new GroupKey(Identifier.Of("orders", "created_at"), ByDay: true), new GroupKey(Identifier.Of("users", "country"))],
                [new CountRows(), new SumOf("line_total")]
            )
        );
        yield return ("duplicates in one column", new DuplicateValues(items, ["id"]));
        yield return ("duplicates in two columns", new DuplicateValues(paid, ["user_id", "created_at"]));
        yield return ("orphans", new Orphans(paid, "user_id", Table("users"), "id"));
        yield return ("ordered values", new OrderedValues(paid, "user_id"));
        yield return ("group differences", Differences(rows: false, Tolerance.Exact));
        yield return ("group differences by row to the cent", Differences(rows: true, Tolerance.ToTheCent));
        yield return ("group differences in percent", Differences(rows: false, Tolerance.Parse("within 0.5 %")));
        var counted = new GroupDifferences(
            new GroupedSum(joined, [new GroupKey("product_id")], "line_total", "id")
            {
                Counted = new AllOf([new IsOneOf(Identifier.Of("orders", "status"), ["paid"])]),
                Domain = new GroupDomain(new Relation(Table("products")), [new GroupKey("id")]),
            },
            new GroupedSum(new Relation(Table("facts")), [new GroupKey("product_id")], "revenue", "order_item_id"),
            Tolerance.ToTheCent
        );
        yield return ("group differences of rows that count, among known groups", counted);
        yield return ("all groups that differ", new DifferingGroups(counted));
        yield return ("custom SQL", new CustomSqlMetric(layer, "SELECT 1 FROM orders -- the last line is a comment"));
        yield return (
            "sample of rows",
            new Sample(new AggregateMetric(items, new CountRows()), new Compares("line_total", Comparison.Below, "0"), ["line_total"])
        );
        yield return ("sample of duplicates", new Sample(new DuplicateValues(items, ["order_id", "product_id"]), null, ["order_id", "product_id"]));
        yield return ("sample of orphans", new Sample(new Orphans(items, "order_id", Table("orders"), "id"), null, ["order_id"]));
        yield return ("sample of group differences", new Sample(Differences(rows: true, Tolerance.Exact), null, []));
        yield return ("sample of custom SQL", new Sample(new CustomSqlMetric(layer, "SELECT id FROM orders"), null, []));

        GroupDifferences Differences(bool rows, Tolerance tolerance) =>
            new(
                new GroupedSum(joined, [new GroupKey(Identifier.Of("orders", "created_at"), ByDay: true)], "line_total", rows ? "id" : null),
                new GroupedSum(new Relation(Table("facts")), [new GroupKey("date_key")], "revenue", rows ? "order_item_id" : null),
                tolerance
            );
    }
}
