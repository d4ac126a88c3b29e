using System.Globalization;
using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Reconciliation;
using ShopStream.Quality.Results;

namespace ShopStream.Quality.Shop;

/// <summary>
/// Data of the shipped marts for the dashboards in the report. Metrics whose columns do not exist, because a team has changed the model, are left out.
/// </summary>
public sealed class Dashboards
{
    private const string Overview = "mart_sales_overview";
    private const string Customers = "mart_customer_rfm";
    private const string Performance = "mart_product_performance";
    private const string Facts = "fact_orders";

    private static readonly string[] ProductKeys = ["revenue_rank", "product_id", "product_name", "category", "abc_class", "performance_tier"];
    private static readonly decimal[] Bands = [0, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000];
    private static readonly decimal[] Shares = [.. Enumerable.Range(1, 20).Select(i => i * 0.05m)];

    private readonly IReadOnlyList<Metric> metrics;
    private readonly GroupedMetric days = By(new Dataset(Layer.Mart, Overview), ["sale_date"], "total_revenue", "total_orders", "total_units");
    private readonly GroupedMetric countries = By(
        new Dataset(Layer.Core, Facts),
        ["country"],
        "line_revenue",
        new SumWhere("quantity", new Compares("is_revenue", Comparison.Equal, "true"))
    );
    private readonly GroupedMetric categories = By(new Dataset(Layer.Mart, Performance), ["category"], "total_revenue", "total_units");
    private readonly GroupedMetric segments = By(new Dataset(Layer.Mart, Customers), ["rfm_segment"], "monetary", "frequency");
    private readonly GroupedMetric classes = By(new Dataset(Layer.Mart, Performance), ["abc_class"], "total_revenue", "total_orders", "total_units");
    private readonly GroupedMetric products = By(
        new Relation(new(Layer.Mart, Performance), [AtMost("revenue_rank", DashboardsResult.MostProducts)]),
        ProductKeys,
        "total_orders",
        "total_units",
        "total_revenue"
    );
    private readonly IReadOnlyList<AggregateMetric> bands;
    private readonly IReadOnlyList<AggregateMetric> shares;

    /// <param name="datasets">Existing datasets.</param>
    /// <param name="catalog">Columns of the datasets; null if they are not known yet.</param>
    public Dashboards(IReadOnlyList<Dataset> datasets, Catalog? catalog)
    {
        var customers = new Relation(new Dataset(Layer.Mart, Customers));
        bands =
        [
            .. Bands.Select(
                (from, i) => new AggregateMetric(customers, new CountWhere(Within("lifetime_value", from, i + 1 < Bands.Length ? Bands[i + 1] : null)))
            ),
        ];
        var performance = new Relation(new Dataset(Layer.Mart, Performance));
        shares = [.. Shares.Select(s => new AggregateMetric(performance, new CountWhere(AtMost("cumulative_share", s))))];
        IEnumerable<Metric> all = [days, countries, categories, segments, classes, products, .. bands, .. shares];
        metrics =
        [
            .. all.Where(m =>
                m.References.All(r => datasets.Contains(r.Dataset) && (catalog is null || r.Column is null || catalog.Find(r.Dataset)?.Has(r.Column) == true))
            ),
        ];
    }

    /// <summary>Metrics to measure; none if the shipped marts do not exist.</summary>
    public IReadOnlyList<Metric> Metrics => metrics;

    /// <summary>Result of the measurements; null if no metric was measured.</summary>
    public DashboardsResult? Result(Measurements measurements) =>
        !metrics.Any(m => IsMeasured(measurements, m))
            ? null
            : new DashboardsResult
            {
                Days =
                [
                    .. Rows(measurements, days)
                        .Where(r => r[0] is not null)
                        .Select(r => new SalesDay(r[0]!, Number(r[2]), (long)Number(r[3]), (long)Number(r[4])))
                        .OrderBy(d => d.Day, StringComparer.Ordinal),
                ],
                Countries = Grouped(measurements, countries),
                Categories = Grouped(measurements, categories),
                Segments =
                [
                    .. Rows(measurements, segments)
                        .Select(r => new CustomerSegment(r[0] ?? "none", (long)Number(r[1]), Number(r[2]), (long)Number(r[3])))
                        .OrderByDescending(s => s.Revenue)
                        .ThenBy(s => s.Segment, StringComparer.Ordinal),
                ],
                LifetimeValues = bands.Any(b => IsMeasured(measurements, b))
                    ?
                    [
                        .. bands.Select(
                            (b, i) =>
                                new ValueBand(
                                    Bands[i],
                                    i + 1 < Bands.Length ? Bands[i + 1] : null,
                                    IsMeasured(measurements, b) ? (long)measurements.Count(b) : 0
                                )
                        ),
                    ]
                    : [],
                Classes =
                [
                    .. Rows(measurements, classes)
                        .Select(r => new ProductClass(r[0] ?? "none", (long)Number(r[1]), Number(r[2]), (long)Number(r[3]), (long)Number(r[4])))
                        .OrderBy(c => c.Class, StringComparer.Ordinal),
                ],
                Pareto = shares.All(s => IsMeasured(measurements, s))
                    ? [.. shares.Select((s, i) => new ParetoPoint((long)measurements.Count(s), Shares[i]))]
                    : [],
                Products =
                [
                    .. Rows(measurements, products)
                        .Select(r => new ProductLine(
                            (long)Number(r[0]),
                            r[1] ?? "none",
                            r[2],
                            r[3],
                            r[4] ?? "",
                            r[5] ?? "",
                            (long)Number(r[7]),
                            (long)Number(r[8]),
                            Number(r[9])
                        ))
                        .OrderBy(p => p.Rank),
                ],
            };

    private static Compares AtMost(string column, decimal value) => new(column, Comparison.AtMost, Text(value));

    // Amounts have two decimal places, so below 50 means at most 49.99.
    private static Condition Within(string column, decimal from, decimal? to) =>
        to is { } end ? new IsBetween(column, Text(from), Text(end - 0.01m)) : new Compares(column, Comparison.AtLeast, Text(from));

    private static string Text(decimal value) => value.ToString(CultureInfo.InvariantCulture);

    private static IReadOnlyList<SalesGroup> Grouped(Measurements measurements, GroupedMetric groups) =>
        [
            .. Rows(measurements, groups)
                .Select(r => new SalesGroup(r[0] ?? "none", Number(r[2]), (long)Number(r[3])))
                .OrderByDescending(g => g.Revenue)
                .ThenBy(g => g.Name, StringComparer.Ordinal),
        ];

    private static bool IsMeasured(Measurements measurements, Metric metric) => measurements.Find(metric) is { Missing: null };

    private static IReadOnlyList<IReadOnlyList<string?>> Rows(Measurements measurements, GroupedMetric groups) =>
        IsMeasured(measurements, groups) ? measurements[groups].Rows : [];

    private static decimal Number(string? text) => Measurement.TryNumber(text) ?? 0;

    private static GroupedMetric By(Dataset dataset, IReadOnlyList<string> keys, params object[] sums) => By(new Relation(dataset), keys, sums);

    private static GroupedMetric By(Relation relation, IReadOnlyList<string> keys, params object[] sums) =>
        new(relation, [.. keys.Select(k => new GroupKey(k))], [new CountRows(), .. sums.Select(s => s as Aggregate ?? new SumOf((string)s))]);
}
