using ShopStream.Quality.Results;

namespace ShopStream.Tests.Reports;

/// <summary>Sample runs for report tests.</summary>
internal static class Samples
{
    private static readonly DateTimeOffset Start = new(2026, 3, 14, 2, 0, 5, TimeSpan.Zero);

    /// <summary>One scenario of each outcome, a lost row in raw, a lost cent in the last mart.</summary>
    public static RunResult Mixed { get; } =
        Run(
            Outcome.Error,
            ExitCodes.Failed,
            [
                Scenario(
                    "Row counts",
                    "counts/rows.feature",
                    "No order is lost on its way",
                    8,
                    Outcome.Failed,
                    ["@critical", "@owner:finance"],
                    [Given(5), new("When", "the pipeline has run", 9, null, null), new("Then", "raw orders has as many rows as source orders", 10, null, null)],
                    [
                        new()
                        {
                            Sentence = "raw orders has as many rows as source orders",
                            Line = 10,
                            Outcome = Outcome.Failed,
                            Expected = "5,000 rows, as in source orders",
                            Actual = "4,999 rows",
                            Difference = "−1 row",
                            Sql = "-- source\nselect count(*) from public.orders;\n-- warehouse\nselect count(*) from raw.orders where id <> 17 and 'a' < 'b';",
                            Keys = ["id=17"],
                        },
                    ]
                ),
                Scenario(
                    "Row counts",
                    "counts/rows.feature",
                    "Every table has the columns agreed upon",
                    14,
                    Outcome.Passed,
                    ["@info"],
                    [
                        Given(5),
                        new(
                            "Then",
                            "raw users has these columns:",
                            15,
                            [
                                ["name", "type"],
                                ["id", "integer"],
                                ["email", "varchar"],
                            ],
                            null
                        ),
                    ],
                    [Passed("raw users has these columns:", 15, "2 columns as listed", "2 columns")]
                ),
                Scenario(
                    "Row counts",
                    "counts/rows.feature",
                    "Events arrive",
                    20,
                    Outcome.NotJudged,
                    [],
                    [Given(5), new("Then", "no event_type is null in raw events", 21, null, null)],
                    [
                        new()
                        {
                            Sentence = "no event_type is null in raw events",
                            Line = 21,
                            Outcome = Outcome.NotJudged,
                            Note = "raw events is empty",
                            Sql = "-- warehouse\nselect count(*) from raw.events;",
                            Keys = [],
                        },
                    ]
                ),
                Scenario(
                    "Revenue reconciliation",
                    "revenue/reconciliation.feature",
                    "Revenue arrives to the cent",
                    7,
                    Outcome.Failed,
                    ["@critical", "@owner:finance"],
                    [new("Then", "the total of total_revenue in mart mart_sales_overview is the revenue of source orders", 8, null, null)],
                    [
                        new()
                        {
                            Sentence = "the total of total_revenue in mart mart_sales_overview is the revenue of source orders",
                            Line = 8,
                            Outcome = Outcome.Failed,
                            Expected = "2,345,678.90",
                            Actual = "2,345,678.89",
                            Difference = "−0.01",
                            Sql = "-- source\nselect count(*) from public.orders;\n-- warehouse\nselect count(*) from raw.orders where id <> 17 and 'a' < 'b';",
                            Keys = ["sale_date=2026-03-02"],
                        },
                    ]
                ),
                Scenario(
                    "Revenue reconciliation",
                    "revenue/reconciliation.feature",
                    "No order without its lines (user 1)",
                    12,
                    Outcome.Warned,
                    ["@warning"],
                    [
                        new("Then", "every order has at least one line", 13, null, null),
                        new("And", "this query finds no rows in core", 14, null, "select 1\nfrom core.fact_orders\nwhere line_revenue < 0"),
                    ],
                    [
                        Passed("every order has at least one line", 13, "at least 1 row", "4,999 rows"),
                        new()
                        {
                            Sentence = "this query finds no rows in core",
                            Line = 14,
                            Outcome = Outcome.Warned,
                            Expected = "no rows",
                            Actual = "2 rows",
                            Difference = "+2 rows",
                            Sql = "select 2",
                            Keys = ["order_id=4", "order_id=9"],
                        },
                    ]
                ),
                Scenario(
                    "The marts",
                    "marts/marts.feature",
                    "A mart that is asked in vain",
                    4,
                    Outcome.Error,
                    ["@nightly"],
                    [new("Then", "mart mart_daily_events is not empty", 5, null, null)],
                    [
                        new()
                        {
                            Sentence = "mart mart_daily_events is not empty",
                            Line = 5,
                            Outcome = Outcome.Error,
                            Note = "warehouse: the query did not end within 30 s; look at the store, then run again",
                            Sql = "-- warehouse\nselect count(*) from marts.mart_daily_events;",
                            Keys = [],
                        },
                    ]
                ),
            ]
        );

    /// <summary>The mixed run with earlier runs before it.</summary>
    public static RunResult AfterOthers { get; } =
        Mixed with
        {
            Since = new SinceResult(
                "20260313-020004-9f9f",
                [
                    new("counts/rows.feature", "No order is lost on its way", "20260313-020004-9f9f"),
                    new("marts/marts.feature", "A mart that is asked in vain", null),
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
        Run(Outcome.Passed, ExitCodes.Passed, [.. Enumerable.Range(1, 46).Select(i => PassedScenario(i))]) with
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
        Run(Outcome.Failed, ExitCodes.Failed, [.. Enumerable.Range(1, scenarios).Select(i => i % 10 == 0 ? FailedScenario(i) : PassedScenario(i))]);

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

    private static StepResult Given(int line) => new("Given", "the run of 2026-03-14", line, null, null);

    private static ScenarioResult PassedScenario(int i) =>
        Scenario(
            $"Feature {i % 7}",
            $"subject/feature-{i % 7}.feature",
            $"Scenario number {i} says something about a table that people care about",
            i,
            Outcome.Passed,
            ["@critical", "@owner:finance"],
            [
                Given(3),
                new("When", "the pipeline has run", 4, null, null),
                new("Then", $"raw table_{i} has as many rows as source table_{i}", i + 5, null, null),
            ],
            [Passed($"raw table_{i} has as many rows as source table_{i}", i + 5, $"5,000 rows, as in source table_{i}", "5,000 rows")]
        );

    private static ScenarioResult FailedScenario(int i) =>
        PassedScenario(i) with
        {
            Outcome = Outcome.Failed,
            Checks =
            [
                new()
                {
                    Sentence = $"raw table_{i} has as many rows as source table_{i}",
                    Line = i + 5,
                    Outcome = Outcome.Failed,
                    Expected = "5,000 rows",
                    Actual = "4,990 rows",
                    Difference = "−10 rows",
                    Sql =
                        "-- warehouse\n"
                        + $"select {string.Join(", ", Enumerable.Range(0, 40).Select(n => $"sum(case when column_{n} is null then 1 else 0 end)"))} "
                        + $"from raw.table_{i};",
                    Keys = [.. Enumerable.Range(1, 10).Select(k => $"id={k * i}")],
                },
            ],
        };

    private static ScenarioResult Scenario(
        string feature,
        string file,
        string name,
        int line,
        Outcome outcome,
        IReadOnlyList<string> tags,
        IReadOnlyList<StepResult> steps,
        IReadOnlyList<CheckResult> checks
    ) =>
        new()
        {
            Feature = feature,
            Name = name,
            File = file,
            Line = line,
            Tags = tags,
            Outcome = outcome,
            Seconds = 0.0125,
            Steps = steps,
            Checks = [.. checks.Select(c => c with { BusinessMetrics = c.Sentence.Contains("revenue", StringComparison.Ordinal) ? ["revenue"] : [] })],
        };

    private static CheckResult Reading(CheckResult check, IReadOnlyList<string> reads) =>
        check with
        {
            Reads = reads,
            BusinessMetrics = reads.Count > 0 ? ["revenue"] : check.BusinessMetrics,
        };

    private static CheckResult Passed(string sentence, int line, string expected, string actual) =>
        new()
        {
            Sentence = sentence,
            Line = line,
            Outcome = Outcome.Passed,
            Expected = expected,
            Actual = actual,
            Sql = "select 1",
            Keys = [],
        };
}
