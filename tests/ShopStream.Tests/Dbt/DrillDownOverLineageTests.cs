using System.Globalization;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Results;
using ShopStream.Tests.Cli;

namespace ShopStream.Tests.Dbt;

/// <summary>
/// Faults planted table by table in copies of the shared project's warehouse, with everything below built again: every reconciliation that fails has to
/// name the planted table. docs/attach.md has the number of the whole set.
/// </summary>
[TestFixture, Category("Live")]
internal sealed class DrillDownOverLineageTests
{
    private const string Reconciliations = """
        Feature: Amounts survive the project

          Scenario: Lines reach the facts
            Then raw order_items reconciles with core fact_orders:
              | what   | raw order_items | core fact_orders |
              | amount | line_total      | line_total       |

          Scenario: Lines reach the totals of orders
            Then raw order_items reconciles with core fact_order_totals:
              | what   | raw order_items | core fact_order_totals |
              | key    | order_id        | order_id               |
              | amount | line_total      | lines_total            |

          Scenario: Orders reach their totals
            Then raw orders reconciles with core fact_order_totals:
              | what   | raw orders   | core fact_order_totals |
              | key    | user_id      | user_id                |
              | amount | total_amount | total_amount           |

          Scenario: Revenue reaches finance
            Then revenue in raw orders reconciles with revenue in mart daily_revenue by day

          Scenario: Revenue of the facts reaches finance
            Then core fact_orders reconciles with mart daily_revenue:
              | what    | core fact_orders | mart daily_revenue |
              | key     | date_key         | sale_date          |
              | revenue | line_revenue     | total_revenue      |

          Scenario: Revenue is that of all customers, products and countries
            Then core fact_orders reconciles with mart mart_customer_rfm:
              | what    | core fact_orders | mart mart_customer_rfm |
              | revenue | line_revenue     | monetary               |
            And core fact_orders reconciles with mart mart_product_performance:
              | what    | core fact_orders | mart mart_product_performance |
              | revenue | line_revenue     | total_revenue                 |
            And core fact_orders reconciles with mart SalesByCountry:
              | what    | core fact_orders | mart SalesByCountry |
              | revenue | line_revenue     | "Revenue EUR"       |

          Scenario: Prices reach both versions of the products
            Then raw products reconciles with core dim_products:
              | what  | raw products | core dim_products |
              | key   | category     | category          |
              | price | price        | price             |
            And raw products reconciles with core dim_products_v1:
              | what  | raw products | core dim_products_v1 |
              | key   | category     | category             |
              | price | price        | price                |
        """;

    private static readonly (string Name, string Value)[] Rules =
    [
        ("rule.revenue", "status is not one of cancelled, refunded"),
        ("rule.revenue.in.orders", "total_amount where rule; row order: id; day: created_at; status: status"),
        ("rule.revenue.in.order_items", $"line_total where rule on orders; lookup orders by order_id = id; row line: id; {OfOrder("orders", "created_at")}"),
        ("rule.revenue.in.stg_orders", "total_amount where rule; row order: order_id; day: order_date; status: status"),
        (
            "rule.revenue.in.stg_order_items",
            "line_total where rule on stg_orders; lookup stg_orders by order_id = order_id; row line: order_item_id; " + OfOrder("stg_orders", "order_date")
        ),
        ("rule.revenue.in.fact_orders", "line_revenue where rule; row line: order_item_id; order: order_id; day: date_key; status: status"),
        ("rule.revenue.in.mart_sales_overview", "total_revenue; day: sale_date"),
        ("rule.revenue.in.daily_revenue", "total_revenue; day: sale_date"),
    ];

    // Every table that a reconciliation passes, with its amounts and the columns by which it is grouped.
    private static readonly (string Table, string[] Amounts, string[] Groups)[] Tables =
    [
        ("raw.order_items", ["line_total"], ["order_id"]),
        ("staging.stg_orders", ["total_amount"], ["user_id", "order_date", "status"]),
        ("staging.stg_order_items", ["line_total"], ["order_id"]),
        ("staging.stg_products", ["price"], ["category"]),
        ("core.fact_orders", ["line_total", "line_revenue"], ["date_key"]),
        ("core.fact_order_totals", ["lines_total", "total_amount"], ["user_id"]),
        ("core.dim_products", ["price"], ["category"]),
        ("core.dim_products_v1", ["price"], ["category"]),
        ("marts.mart_sales_overview", ["total_revenue"], ["sale_date"]),
        ("marts.mart_customer_rfm", ["monetary"], []),
        ("marts.mart_product_performance", ["total_revenue"], []),
        ("finance.daily_revenue", ["total_revenue"], ["sale_date"]),
        ("reports.SalesByCountry", ["Revenue EUR"], []),
    ];

    private TestWorkspace folder = null!;

    [SetUp]
    public void Require()
    {
        SharedDbt.Require();
        folder = new TestWorkspace();
    }

    [TearDown]
    public void Remove() => folder?.Dispose();

    [Test]
    public async Task First_divergent_table_is_the_planted_one()
    {
        var settings = await SettingsAsync();
        (await CheckAsync(settings, SharedDbt.Warehouse, "clean")).Scenarios.Should().OnlyContain(s => s.Outcome == Outcome.Passed);
        var faults = Faults().ToList();
        var (right, all, wrong) = (0, 0, new List<string>());
        foreach (var (fault, number) in faults.Where((_, i) => i % Lane.Pick(25, 1) == 0).Select((f, i) => (f, i)))
        {
            var name = number.ToString(CultureInfo.InvariantCulture);
            var copy = await PlantedProject.PlantAsync(folder.In(name), fault.Table, fault.Sql);
            var result = await CheckAsync(settings, copy, name);
            foreach (var check in result.Scenarios.SelectMany(s => s.Checks).Where(c => c.Outcome != Outcome.Passed))
            {
                all++;
                var found = check.RootCause?.Dataset ?? check.DrillDown?.FirstDivergentLayer;
                if (found is not null && string.Equals(found.Split(' ')[1], fault.Table.Split('.')[1], StringComparison.Ordinal))
                    right++;
                else
                    wrong.Add($"{fault.Table}: {fault.Sql}: '{check.Sentence}' begins in {found ?? "no table"}. {check.Note} {check.DrillDown?.Note}");
            }
            Directory.Delete(folder.In(name), recursive: true);
        }
        await TestContext.Out.WriteLineAsync(
            string.Create(CultureInfo.InvariantCulture, $"{right} of {all} failed reconciliations name the planted table ({faults.Count} faults in all)")
        );

        all.Should().BeGreaterThan(Lane.Pick(3, 60));
        ((double)right / all).Should().BeGreaterThanOrEqualTo(0.95, string.Join("\n", wrong));
    }

    private static string OfOrder(string orders, string day) => $"order: order_id; day: {orders}.{day}; status: {orders}.status";

    private static IEnumerable<(string Table, string Sql)> Faults()
    {
        foreach (var (table, amounts, groups) in Tables)
        {
            foreach (var amount in amounts.Select(a => $"\"{a}\""))
            {
                var one = $"rowid = (SELECT MAX(rowid) FROM {{0}} WHERE {amount} > 1)";
                yield return (table, $"UPDATE {{0}} SET {amount} = {amount} + 0.01 WHERE {one}");
                yield return (table, $"UPDATE {{0}} SET {amount} = -{amount} WHERE {one}");
                yield return (table, $"UPDATE {{0}} SET {amount} = NULL WHERE {one}");
                yield return (table, $"UPDATE {{0}} SET {amount} = ROUND({amount} * 1.1, 2) WHERE rowid % 3 = 0");
            }
            var sold = $"rowid = (SELECT MAX(rowid) FROM {{0}} WHERE \"{amounts[^1]}\" > 1)";
            yield return (table, $"DELETE FROM {{0}} WHERE {sold}");
            yield return (table, $"DELETE FROM {{0}} WHERE rowid % 4 = 0");
            yield return (table, $"INSERT INTO {{0}} SELECT * FROM {{0}} WHERE {sold}");
            foreach (var group in groups.Select(g => $"\"{g}\""))
            {
                yield return (table, $"UPDATE {{0}} SET {group} = (SELECT MIN({group}) FROM {{0}}) WHERE {sold}");
                yield return (table, $"UPDATE {{0}} SET {group} = NULL WHERE {sold}");
            }
        }
    }

    private async Task<string> SettingsAsync()
    {
        var imported = await SharedDbt.ImportAsync(folder.In("quality"));
        folder.With("specs/amounts.feature", Reconciliations);
        var rules = string.Concat(Rules.Select(r => $"<Parameter name=\"{r.Name}\" value=\"{r.Value}\" />\n"));
        var written = await File.ReadAllTextAsync(imported.Files[0]);
        return folder.With("settings/pipeline.runsettings", written.Replace("</TestRunParameters>", $"{rules}</TestRunParameters>", StringComparison.Ordinal));
    }

    private async Task<RunResult> CheckAsync(string settings, string warehouse, string name)
    {
        var reports = folder.In($"reports-{name}");
        var output = await ShopProgram.RunAsync(
            "check",
            "--settings",
            settings,
            "--warehouse-file",
            warehouse,
            "--features",
            folder.In("specs"),
            "--out",
            reports
        );
        output.ExitCode.Should().BeOneOf([ExitCodes.Passed, ExitCodes.Failed], $"{output}");
        return await SharedDbt.ResultsInAsync(reports);
    }
}
