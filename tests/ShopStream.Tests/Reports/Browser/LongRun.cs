using ShopStream.Quality.Results;

namespace ShopStream.Tests.Reports.Browser;

/// <summary>A run with many failures, drill-downs, long names, and tables wider than a phone.</summary>
internal static class LongRun
{
    public static RunResult Make(int failures = 20) =>
        Samples.WithMarts with
        {
            Lineage =
            [
                new("source", "orders", []),
                new("lake", "orders", ["source orders"]),
                new("raw", "orders", ["lake orders"]),
                new("staging", "stg_orders_of_all_countries_and_channels", ["raw orders"]),
                new("core", "fact_orders", ["staging stg_orders_of_all_countries_and_channels"]),
                new("mart", "mart_customer_lifetime_value_by_country", ["core fact_orders"]),
                new("mart", "mart_sales_overview", ["core fact_orders"]),
            ],
            Scenarios = [.. Enumerable.Range(1, failures).Select(Failed), .. Samples.WithMarts.Scenarios],
            Features =
            [
                new(
                    "Revenue reconciliation of all marts by day, country, category and channel",
                    "What the board relies on.",
                    "features/revenue/reconciliation-of-all-marts.feature"
                ),
                .. Samples.WithMarts.Features,
            ],
            ReconcilingItems =
            [
                new(
                    1,
                    "Revenue arrives",
                    "order=17",
                    -0.01m,
                    "Rounded by the payment provider, as agreed upon with it in writing",
                    "finance",
                    new DateOnly(2026, 12, 31),
                    ItemState.Explains,
                    "explains −0.01 of it"
                ),
            ],
        };

    private static ScenarioResult Failed(int i) =>
        new()
        {
            Feature = "Revenue reconciliation of all marts by day, country, category and channel",
            Name =
                $"Revenue of channel {i} arrives in mart_customer_lifetime_value_by_country to the cent, "
                + "whatever was returned or refunded after the day was closed",
            File = "features/revenue/reconciliation-of-all-marts.feature",
            Line = 10 * i,
            Tags = ["@critical", "@nightly", "@owner:finance"],
            Outcome = Outcome.Failed,
            Seconds = 1.5,
            Steps =
            [
                new("Given", "only rows of these:", (10 * i) + 1, [Columns("country_of_the_customer"), Columns("FRA"), Columns("DEU")], null),
                new(
                    "Then",
                    "this query finds no rows in core:",
                    (10 * i) + 2,
                    null,
                    "select order_id, sum(line_revenue) from core.fact_orders group by order_id having sum(line_revenue) < 0 order by order_id limit 10000000"
                ),
            ],
            Checks = [Check(i)],
        };

    private static string[] Columns(string name) => [.. Enumerable.Range(1, 8).Select(c => $"{name}_{c}")];

    private static CheckResult Check(int i) =>
        new()
        {
            Sentence = "revenue in source orders reconciles with revenue in mart mart_customer_lifetime_value_by_country by day to the cent",
            Line = (10 * i) + 2,
            Outcome = Outcome.Failed,
            Expected = "2,345,678.90 on 364 days",
            Actual = $"2,345,{100 + i}.90 on 364 days",
            Difference = $"−{578 - i}.00",
            Note = "3 orders arrived late; see https://example.org/a/very/long/address/that/does/not/break/anywhere/of/its/own",
            Sql = $"-- warehouse\nselect sum(line_revenue) from core.fact_orders where channel = {i}",
            Keys = [.. Enumerable.Range(1, 10).Select(k => $"sale_date=2026-03-{k:00}, country=FRA, channel={i}")],
            Reads = ["source orders", "mart mart_customer_lifetime_value_by_country"],
            DrillDown = new DrillDownResult
            {
                Metric = "revenue",
                BusinessMetric = "revenue",
                Difference = -578m + i,
                FirstDivergentLayer = "core fact_orders",
                Note = "The source was not queried: its snapshot is gone.",
                Levels = [new("total", 1, 1), new("day", 364, 2), new("order", 5_000, 3), new("line", 14_989, 3)],
                Layers =
                [
                    new("source orders", 2_345_678.90m, 0),
                    new("raw orders", 2_345_678.90m, 0),
                    new("staging stg_orders_of_all_countries_and_channels", 2_345_678.90m, 0),
                    new("core fact_orders", 2_345_100.90m + i, -578m + i),
                ],
                Causes = [new("missing", 2, -500m, 500m, 86.51m, null), new("moved to another day", 1, -78m + i, 78m - i, 13.49m, "all by +1 day")],
                Rows =
                [
                    .. Enumerable
                        .Range(1, 3)
                        .Select(k => new DrillDownRow(
                            $"order={k * 1_000_003}",
                            "missing",
                            250m,
                            0,
                            -250m,
                            "core fact_orders",
                            "line 3 of 5, returned by the customer on the day after"
                        )),
                ],
            },
        };
}
