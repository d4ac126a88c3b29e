using ShopStream.Quality.Results;

namespace ShopStream.Tests.Reports;

/// <summary>Results of examples: one that passed, and one whose table has another value.</summary>
internal static class SampleExamples
{
    private const string Then = "mart mart_sales_overview has exactly these rows:";

    public static ScenarioResult Passed { get; } = Of("An order brings revenue", 4, Outcome.Passed, null);

    public static ScenarioResult Failed { get; } =
        Of(
            "A cancelled order brings no revenue",
            14,
            Outcome.Failed,
            new RowsDifference(["sale_date", "total_revenue"], [new(RowStatus.Changed, ["2025-11-28", "0.00"], ["2025-11-28", "10.00"], [1])], 0)
        );

    private static ScenarioResult Of(string name, int line, Outcome outcome, RowsDifference? rows) =>
        new()
        {
            Feature = "Sales overview",
            Name = name,
            File = "models/sales-overview.feature",
            Line = line,
            Tags = ["@owner:finance"],
            Outcome = outcome,
            Seconds = 0.0125,
            Steps =
            [
                new StepResult(
                    "Given",
                    "these orders in staging stg_orders:",
                    line + 1,
                    [
                        ["order_id"],
                        ["1"],
                    ],
                    null
                ),
                new StepResult("When", "mart_sales_overview is built", line + 4, null, null) { IsAction = true },
                new StepResult(
                    "Then",
                    Then,
                    line + 5,
                    [
                        ["sale_date", "total_revenue"],
                        ["2025-11-28", "0.00"],
                    ],
                    null
                ),
            ],
            Checks =
            [
                new CheckResult
                {
                    Sentence = Then,
                    Line = line + 5,
                    Outcome = outcome,
                    Expected = "1 row",
                    Actual = "1 row",
                    Difference = rows is null ? null : "1 row with other values",
                    Rows = rows,
                    Sql = "",
                    Reads = [],
                    Keys = [],
                },
            ],
        };
}
