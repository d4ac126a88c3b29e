using ShopStream.Quality.Results;

namespace ShopStream.Tests.Reports;

/// <summary>The scenarios of the sample runs.</summary>
internal static class SampleScenarios
{
    /// <summary>One scenario of each outcome, a lost row in raw, a lost cent in the last mart.</summary>
    public static IReadOnlyList<ScenarioResult> Mixed { get; } =
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
            "A mart that cannot be read",
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
    ];

    /// <summary>A scenario that passes, one of many.</summary>
    public static ScenarioResult Passing(int i) =>
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

    /// <summary>A scenario that fails, one of many, with SQL of its own.</summary>
    public static ScenarioResult Failing(int i) =>
        Passing(i) with
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

    private static StepResult Given(int line) => new("Given", "the run of 2026-03-14", line, null, null);

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
