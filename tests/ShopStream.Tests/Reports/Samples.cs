using ShopStream.Quality.Results;

namespace ShopStream.Tests.Reports;

/// <summary>Sample runs for report tests.</summary>
internal static class Samples
{
    private static readonly DateTimeOffset Start = new(2026, 3, 14, 2, 0, 5, TimeSpan.Zero);

    /// <summary>One scenario of each outcome, a lost row in raw, a lost cent in the last mart.</summary>
    public static RunResult Mixed { get; } = Run(Outcome.Error, ExitCodes.Failed, SampleScenarios.Mixed);

    /// <summary>The mixed run with earlier runs before it.</summary>
    public static RunResult AfterOthers { get; } =
        Mixed with
        {
            Since = new SinceResult(
                "20260313-020004-9f9f",
                [
                    new("counts/rows.feature", "No order is lost on its way", "20260313-020004-9f9f"),
                    new("marts/marts.feature", "A mart that cannot be read", null),
                ],
                [new("revenue/reconciliation.feature", "Revenue arrives to the cent", "20260301-020003-0a0a")],
                [new("counts/rows.feature", "Every table has the columns <agreed> upon", "20260312-020007-1b1b")]
            ),
            Trend =
            [
                .. Enumerable
                    .Range(0, 30)
                    .Select(i => new TrendPoint(new DateOnly(2026, 2, 13).AddDays(i), $"run-{i}", 31_000 + (i * 10), i == 0 ? null : 2_300_000.50m + i)),
            ],
        };

    /// <summary>The mixed run with dashboards and lineage.</summary>
    public static RunResult WithMarts { get; } =
        Mixed with
        {
            Commit = "0123456789abcdef0123456789abcdef01234567",
            Recheck = "shopstream check",
            Lineage =
            [
                new("source", "orders", []),
                new("lake", "orders", ["source orders"]),
                new("raw", "orders", ["lake orders"]),
                new("mart", "mart_sales_overview", ["raw orders"]),
                new("mart", "mart_daily_events", []),
            ],
            Scenarios =
            [
                .. Mixed.Scenarios.Select(s =>
                    s with
                    {
                        Checks =
                        [
                            .. s.Checks.Select(c =>
                                Reading(
                                    c,
                                    [
                                        .. new[] { "source orders", "raw orders", "mart mart_sales_overview" }
                                            .Where(r => c.Sentence.Contains(r, StringComparison.Ordinal))
                                            .SelectMany(r => new[] { r, r + ".total_revenue" }),
                                    ]
                                )
                            ),
                        ],
                    }
                ),
            ],
            Dashboards = new DashboardsResult
            {
                Days =
                [
                    .. Enumerable
                        .Range(0, 60)
                        .Select(i => new SalesDay(new DateOnly(2026, 1, 14).AddDays(i).ToString("yyyy-MM-dd", null), 1_000m + i, 3 + (i % 4), 7)),
                ],
                Countries = [new("FRA", 400_000m, 900), new("DEU", 300_000m, 700), new("none", 0.01m, 1)],
                Categories = [new("Home", 700_000.01m, 1601)],
                Segments = [new("Champions", 100, 500_000m, 400), new("Lost", 300, 200_000.01m, 300)],
                LifetimeValues = [new(0, 50, 200), new(50, 100, 150), new(100, null, 50)],
                Classes = [new("A", 30, 560_000m, 900, 1_100), new("B", 60, 105_000m, 300, 400), new("C", 110, 35_000.01m, 80, 101)],
                Pareto = [.. Enumerable.Range(1, 20).Select(i => new ParetoPoint(i <= 16 ? i * 30 / 16 : 30 + ((i - 16) * 42), i * 0.05m))],
                Products =
                [
                    .. Enumerable
                        .Range(1, 12)
                        .Select(i => new ProductLine(
                            i,
                            $"{i}",
                            i == 3 ? null : $"Product {(char)('M' - i)}",
                            "Home",
                            "A",
                            "Best Seller",
                            10 + i,
                            20 + i,
                            50_000m - (i * 1_000)
                        )),
                ],
            },
        };

    /// <summary>With every part that results.json can have: a drill-down, reconciling items, earlier runs, dashboards and lineage.</summary>
    public static RunResult Complete { get; } =
        WithMarts with
        {
            InRepository = "data",
            FailedStage = "check",
            Samples = "keys",
            PersonalHidden = true,
            Since = AfterOthers.Since,
            Trend = AfterOthers.Trend,
            ReconcilingItems =
            [
                new(
                    2,
                    "Revenue arrives to the cent",
                    "order=17",
                    -0.01m,
                    "rounded by the payment provider",
                    "finance",
                    new DateOnly(2026, 4, 1),
                    ItemState.Explains,
                    "explains −0.01 of the difference"
                ),
            ],
            Scenarios =
            [
                .. WithMarts.Scenarios.Select((s, i) => i != 3 ? s : s with { Checks = [s.Checks[0] with { Note = "rounded", DrillDown = DrillDown }] }),
            ],
        };

    /// <summary>46 scenarios, all passed, with equal rows and revenue in every layer.</summary>
    public static RunResult Green { get; } =
        Run(Outcome.Passed, ExitCodes.Passed, [.. Enumerable.Range(1, 46).Select(i => SampleScenarios.Passing(i))]) with
        {
            Layers =
            [
                .. Mixed.Layers.Select(h =>
                    h with
                    {
                        Rows = h is { Table: "orders", Layer: "raw" } or { Table: "stg_orders" } ? 5000 : h.Rows,
                        Revenue = h.Revenue is null ? null : 2_345_678.90m,
                    }
                ),
            ],
        };

    /// <summary>A run that broke before it judged anything.</summary>
    public static RunResult Stopped { get; } =
        Run(Outcome.Error, ExitCodes.Infrastructure, []) with
        {
            Problem =
                "source: no PostgreSQL answers at db.example:5432 (connection refused); expected the server that PGHOST names.\n"
                + "Start it, or set PGHOST and PGPORT, then run again.",
            SnapshotAt = null,
            Stages = [],
            Layers = [],
            Series = SeriesResult.Empty,
            Features = [],
        };

    /// <summary>A run with many scenarios; every tenth fails and has its own SQL.</summary>
    public static RunResult Large(int scenarios) =>
        Run(
            Outcome.Failed,
            ExitCodes.Failed,
            [.. Enumerable.Range(1, scenarios).Select(i => i % 10 == 0 ? SampleScenarios.Failing(i) : SampleScenarios.Passing(i))]
        );

    public static RunResult Run(Outcome outcome, int exitCode, IReadOnlyList<ScenarioResult> scenarios) =>
        new()
        {
            RunId = "20260314-020005-a1b2",
            StartedAt = Start,
            FinishedAt = Start.AddSeconds(7.25),
            Outcome = outcome,
            ExitCode = exitCode,
            Date = new(2026, 3, 14),
            Command = "shopstream run --date 2026-03-14 --tags \"@ci and not @slow\"",
            SnapshotAt = Start.AddSeconds(1),
            Stages =
            [
                new("extract", 1.25, 31_689, 2_400_000),
                new("load", 0.8, 31_689, 2_400_000),
                new("transform", 0.42, null, null),
                new("check", 0.3, null, null),
            ],
            Queries = new(3, 6, 14),
            Layers = LayerResults(),
            RevenueDefinition = "status is not one of cancelled, refunded",
            Series = new(
                [
                    .. Enumerable
                        .Range(0, 60)
                        .Select(i => new RevenuePoint(
                            new DateOnly(2026, 1, 14).AddDays(i).ToString("yyyy-MM-dd", null),
                            30_000.05m + (i % 7 * 4_000.10m) + (i * 120.33m)
                        )),
                ],
                [
                    new("Électronique & more", 812_345.67m),
                    new("Home", 611_002.10m),
                    new("Fashion", 402_111.00m),
                    new("Sports", 260_000.01m),
                    new("Beauty", 150_220.12m),
                    new("Toys", 100_000.00m),
                    new("Books", 10_000.00m),
                ]
            ),
            Features =
            [
                .. scenarios
                    .DistinctBy(s => s.File, StringComparer.Ordinal)
                    .Select(s => new FeatureResult(s.Feature, "  What the board relies on:\n  figures that are the same wherever they are read.", s.File)),
            ],
            Scenarios = scenarios,
        };

    private static List<LayerResult> LayerResults()
    {
        (string Name, long Rows)[] tables =
        [
            ("users", 1000),
            ("products", 200),
            ("orders", 5000),
            ("order_items", 14_989),
            ("events", 10_000),
            ("crm_contacts", 500),
        ];
        var layerResults = new List<LayerResult>();
        foreach (var layer in (string[])["source", "lake", "raw"])
            layerResults.AddRange(
                tables.Select(t => new LayerResult(
                    layer,
                    t.Name,
                    t.Rows - (layer is "raw" && t.Name is "orders" ? 1 : 0),
                    t.Name is "orders" ? 2_345_678.90m : null
                ))
            );
        layerResults.AddRange(
            tables.Select(t => new LayerResult("staging", "stg_" + t.Name, t.Rows - (t.Name is "orders" ? 1 : 0), t.Name is "orders" ? 2_345_678.90m : null))
        );
        layerResults.AddRange([
            new("core", "dim_users", 1000, null),
            new("core", "dim_products", 200, null),
            new("core", "fact_orders", 14_989, 2_345_678.90m),
        ]);
        layerResults.AddRange([
            new("mart", "mart_sales_overview", 364, 2_345_678.89m),
            new("mart", "mart_product_performance", 200, 2_345_678.90m),
            new("mart", "mart_customer_rfm", 981, null),
        ]);
        return layerResults;
    }

    private static DrillDownResult DrillDown =>
        new()
        {
            Metric = "revenue",
            BusinessMetric = "revenue",
            Difference = -0.01m,
            Levels = [new("total", 1, 1), new("day", 60, 1), new("order", 5_000, 2)],
            Layers = [new("source orders", 2_345_678.90m, 0), new("raw orders", 2_345_678.90m, 0), new("mart mart_sales_overview", 2_345_678.89m, -0.01m)],
            FirstDivergentLayer = "mart mart_sales_overview",
            Causes = [new("amount changed", 1, -0.01m, 0.01m, 50, null), new("moved to another day", 1, 0, 0.01m, 50, "all by +1 day")],
            Rows =
            [
                new("day=2026-03-02", "amount changed", 30_000.05m, 30_000.04m, -0.01m, "mart mart_sales_overview", "rounded"),
                new("order=9", "moved to another day", 12.5m, 12.5m, 0, "mart mart_sales_overview", null),
            ],
            Note = "2 of 3 keys are listed",
        };

    private static CheckResult Reading(CheckResult check, IReadOnlyList<string> reads) =>
        check with
        {
            Reads = reads,
            BusinessMetrics = reads.Count > 0 ? ["revenue"] : check.BusinessMetrics,
        };
}
