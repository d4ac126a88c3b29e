using FluentAssertions;
using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;
using ShopStream.Pipeline.Models;
using ShopStream.Pipeline.Warehouse.DuckDb;
using ShopStream.Quality.Data;
using Snapshooter.NUnit;

namespace ShopStream.Tests.Models;

/// <summary>The shipped models on a shop small enough to calculate by hand.</summary>
internal sealed class ShippedModelsTests
{
    private const string Shop = """
        INSERT INTO raw.users BY NAME
            SELECT * FROM (VALUES (1, 'ann@x.com', 'Ann', 'Lee', 'USA', true), (2, 'bob@x.com', 'Bob', '  ', 'FRA', true),
                (3, 'cy@x.com', NULL, NULL, NULL, false), (4, 'di@x.com', 'Di', 'Oz', 'DEU', true))
            AS u(id, email, first_name, last_name, country, is_active);
        INSERT INTO raw.products BY NAME
            SELECT *, 1 AS merchant_id FROM (VALUES (1, 'Shoe', 'Fashion', 25.00), (2, 'Book', 'Books', 10.00),
                (3, 'Lamp', 'Home', 15.00), (4, 'Ball', 'Sports', 5.00), (5, 'Robot', 'Toys', 99.00), (6, 'Cream', 'Beauty', 7.00))
            AS p(id, name, category, price);
        INSERT INTO raw.orders BY NAME
            SELECT * FROM (VALUES (1, 1, TIMESTAMP '2025-01-01 10:00:00', 50.00, 'paid', 'USA'),
                (2, 2, TIMESTAMP '2025-01-01 00:00:00', 25.00, 'shipped', 'FRA'),
                (3, 1, TIMESTAMP '2025-01-01 12:00:00', 20.00, NULL, 'USA'), (4, 3, TIMESTAMP '2025-01-02 09:00:00', 7.00, 'cancelled', NULL),
                (5, 2, TIMESTAMP '2025-01-03 23:59:59.999', 5.00, 'pending', 'FRA'), (6, 1, TIMESTAMP '2025-01-05 08:00:00', 25.00, 'refunded', 'USA'))
            AS o(id, user_id, created_at, total_amount, status, country);
        INSERT INTO raw.order_items VALUES (1, 1, 1, 2, 25.00, 50.00), (2, 2, 2, 1, 10.00, 10.00), (3, 2, 3, 1, 15.00, 15.00), (4, 3, 2, 2, 10.00, 20.00),
            (5, 4, 6, 1, 7.00, 7.00), (6, 5, 4, 1, 5.00, 5.00), (7, 6, 1, 1, 25.00, 25.00), (8, 99, 1, 3, 25.00, 75.00);
        INSERT INTO raw.events VALUES (1, 1, 'view', TIMESTAMP '2025-01-01 10:00:00', '{"p":1}'), (2, 1, 'view', TIMESTAMP '2025-01-01 11:00:00', NULL),
            (3, NULL, 'view', TIMESTAMP '2025-01-01 11:00:00', NULL), (4, 2, 'purchase', TIMESTAMP '2025-01-02 11:00:00', NULL);
        INSERT INTO raw.crm_contacts BY NAME
            SELECT * FROM (VALUES (1, 'a@y.com', 'web', 'c1', true), (2, 'b@y.com', 'web', 'c1', true),
                (3, 'c@y.com', ' web ', 'c1', false), (4, 'd@y.com', ' ', NULL, true), (5, 'e@y.com', NULL, NULL, NULL))
            AS c(id, email, source, campaign_id, converted)
        """;

    private static IEnumerable<string> Names() =>
        Directory
            .GetFiles(ModelProject.ShippedFolder, "*.sql", SearchOption.AllDirectories)
            .Select(f => Path.GetFileNameWithoutExtension(f)!)
            .Order(StringComparer.Ordinal);

    [Category("Slow")]
    [Test]
    public async Task Shipped_models_are_ordered_after_those_they_read()
    {
        var models = (await TestShop.ShippedAsync()).Models;

        models.Select(m => m.Name).Should().BeEquivalentTo(Names());
        for (var i = 0; i < models.Count; i++)
            models[i].Refs.Should().BeSubsetOf(models.Take(i).Select(m => m.Name), models[i].Name);
    }

    [Category("Slow")]
    [TestCaseSource(nameof(Names))]
    public async Task Rendered_SQL_matches_the_golden_file(string name)
    {
        var project = await TestShop.ShippedAsync();
        var model = project.Models.Single(m => string.Equals(m.Name, name, StringComparison.Ordinal));
        var columns = (await project.DryBuildAsync(TestShop.RawTables, TestShop.Deadline.Span))
            .Single(t => string.Equals(t.Dataset.Table, name, StringComparison.Ordinal))
            .Columns;
        var text =
            $"-- {model.File}: {model.Materialization}, key {string.Join(", ", model.Key)}\n"
            + $"-- {string.Join(", ", columns.Select(c => $"{c.Name} {c.Type}"))}\n{model.Sql}\n";
        Snapshot.Match(text);
    }

    [Category("Slow")]
    [Test]
    public async Task No_column_is_a_float() =>
        (await (await TestShop.ShippedAsync()).DryBuildAsync(TestShop.RawTables, TestShop.Deadline.Span))
            .SelectMany(t => t.Columns)
            .Select(c => c.Type)
            .Should()
            .NotContain(["double", "real"]);

    [Category("Slow")]
    [TestCase(
        "mart mart_sales_overview",
        new[] { "2025-01-01 95.00 3 6 2 31.67", "2025-01-02 0.00 0 0 0 ∅", "2025-01-03 5.00 1 1 1 5.00", "2025-01-05 0.00 0 0 0 ∅" }
    )]
    [Category("Slow")]
    [TestCase(
        "mart mart_product_performance",
        new[]
        {
            "1 Shoe Fashion 1 2 50.00 1 0.5000 A Best Seller",
            "2 Book Books 2 3 30.00 2 0.8000 A Strong",
            "3 Lamp Home 1 1 15.00 3 0.9500 B Steady",
            "4 Ball Sports 1 1 5.00 4 1.0000 C Steady",
            "5 Robot Toys 0 0 0.00 5 1.0000 C Long Tail",
            "6 Cream Beauty 0 0 0.00 6 1.0000 C Long Tail",
        }
    )]
    [Category("Slow")]
    [TestCase(
        "mart mart_customer_rfm",
        new[] { "1 ann@x.com USA 2025-01-01 4 2 70.00 1 2 2 Lost 70.00", "2 bob@x.com FRA 2025-01-03 2 2 30.00 2 1 1 Hibernating 30.00" }
    )]
    [Category("Slow")]
    [TestCase("mart mart_daily_events", new[] { "2025-01-01 view 3 1", "2025-01-02 purchase 1 1" })]
    [TestCase("mart mart_crm_conversion", new[] { "(none) (none) 2 1 0.5000", "web c1 3 2 0.6667" })]
    [TestCase(
        "core fact_orders",
        new[]
        {
            "1 1 1 1 2025-01-01 2025-01-01 10:00:00 USA paid true 2 25.00 50.00 50.00",
            "2 2 2 2 2025-01-01 2025-01-01 00:00:00 FRA shipped true 1 10.00 10.00 10.00",
            "3 2 2 3 2025-01-01 2025-01-01 00:00:00 FRA shipped true 1 15.00 15.00 15.00",
            "4 3 1 2 2025-01-01 2025-01-01 12:00:00 USA ∅ true 2 10.00 20.00 20.00",
            "5 4 3 6 2025-01-02 2025-01-02 09:00:00 ∅ cancelled false 1 7.00 7.00 0.00",
            "6 5 2 4 2025-01-03 2025-01-03 23:59:59.999 FRA pending true 1 5.00 5.00 5.00",
            "7 6 1 1 2025-01-05 2025-01-05 08:00:00 USA refunded false 1 25.00 25.00 0.00",
            "8 99 ∅ 1 ∅ ∅ ∅ ∅ false 3 25.00 75.00 0.00",
        }
    )]
    [Category("Slow")]
    [TestCase(
        "core dim_users",
        new[]
        {
            "1 ann@x.com Ann Lee Ann Lee USA ∅ true ∅ ∅ 2025-01-01 2025-01-05 3",
            "2 bob@x.com Bob ∅ Bob FRA ∅ true ∅ ∅ 2025-01-01 2025-01-03 2",
            "3 cy@x.com ∅ ∅ ∅ ∅ ∅ false ∅ ∅ 2025-01-02 2025-01-02 1",
            "4 di@x.com Di Oz Di Oz DEU ∅ true ∅ ∅ ∅ ∅ 0",
        }
    )]
    public async Task Mart_figures_match_hand_calculation(string dataset, string[] expected)
    {
        using var shop = new TestShop();
        shop.Run(Shop);
        await shop.Runner.RunAsync(await TestShop.ShippedAsync());
        var (layer, table) = (dataset.Split(' ')[0], dataset.Split(' ')[1]);
        shop.Rows($"SELECT * FROM {(layer is "mart" ? "marts" : layer)}.{table} ORDER BY ALL").Should().Equal(expected);
    }

    [Category("Slow")]
    [TestCase("0.01", "0.01")]
    [TestCase("0.02", "0.01")]
    [TestCase("0.03", "0.02")]
    [TestCase("-0.01", "-0.01")]
    [TestCase("90071992.55", "45035996.28")]
    [TestCase("0.00", "0.00")]
    public async Task Average_of_half_a_cent_is_rounded_away_from_zero(string revenue, string average)
    {
        using var shop = new TestShop();
        shop.Run(
            $"""
            INSERT INTO raw.orders BY NAME SELECT id, 1 AS user_id, TIMESTAMP '2025-01-01' AS created_at, 'paid' AS status FROM range(1, 3) AS r(id);
            INSERT INTO raw.order_items VALUES (1, 1, 1, 1, 0, {revenue}), (2, 2, 1, 1, 0, 0)
            """
        );
        await shop.Runner.RunAsync(await TestShop.ShippedAsync());
        shop.Rows("SELECT average_order_value FROM marts.mart_sales_overview").Should().Equal(average);
    }

    [Category("Slow")]
    [Test]
    public async Task Segments_and_tiers_are_named_and_scores_are_quintiles()
    {
        using var shop = new TestShop();
        shop.Run(
            """
            INSERT INTO raw.orders BY NAME SELECT u * 100 + n AS id, u AS user_id,
                TIMESTAMP '2025-01-01' + to_days(CAST((u * 37) % 100 AS INTEGER)) AS created_at, 'paid' AS status
                FROM range(1, 101) AS a(u), range(0, 10) AS b(n) WHERE n <= (u * 7) % 10;
            INSERT INTO raw.products BY NAME SELECT id, 'p' || id AS name, 1 AS price, 1 AS merchant_id FROM range(1, 21) AS r(id);
            INSERT INTO raw.order_items SELECT id, id, 1 + (id // 100 + id) % 20, 1, 1 + id % 13, 1 + id % 13 FROM raw.orders
            """
        );
        await shop.Runner.RunAsync(await TestShop.ShippedAsync());
        shop.Rows(
                "SELECT COUNT(*), COUNT(*) FILTER (WHERE r_score = 5), COUNT(*) FILTER (WHERE f_score = 1), "
                    + "COUNT(*) FILTER (WHERE m_score = 3) FROM marts.mart_customer_rfm"
            )
            .Should()
            .Equal("100 20 20 20");
        shop.Rows("SELECT DISTINCT rfm_segment FROM marts.mart_customer_rfm ORDER BY 1")
            .Should()
            .BeEquivalentTo("Champions", "Loyal", "New", "Potential Loyalist", "Cannot Lose", "At Risk", "Hibernating", "Lost");
        shop.Rows("SELECT performance_tier, COUNT(*) FROM marts.mart_product_performance GROUP BY 1 ORDER BY 1")
            .Should()
            .Equal("Best Seller 2", "Long Tail 3", "Slow 5", "Steady 6", "Strong 4");
    }

    [FsCheck.NUnit.Property(MaxTest = 12)]
    [Category("Slow")]
    public Property Revenue_is_the_same_in_the_fact_and_in_the_marts_whatever_the_shop()
    {
        // An order: user, day (0 for none), status, and its lines' products (7 to 9 are missing) and cents.
        var line = from product in Gen.Choose(1, 9) from cents in Gen.Choose(-50, 99_999) select (product, cents);
        var order =
            from user in Gen.Choose(1, 5)
            from day in Gen.Choose(0, 4)
            from status in Gen.Elements("'paid'", "'cancelled'", "'refunded'", "NULL")
            from lines in Gen.ListOf(line)
            select (user, day, status, lines: lines.ToList());
        return Prop.ForAll(
            Gen.ListOf(order).Select(o => o.ToList()).ToArbitrary(),
            orders =>
            {
                using var shop = new TestShop();
                shop.Run("INSERT INTO raw.products BY NAME SELECT id, 'p' AS name FROM range(1, 7) AS r(id)");
                foreach (var (o, id) in orders.Select((o, i) => (o, i + 1)))
                {
                    var day = o.day == 0 ? "NULL" : $"TIMESTAMP '2025-01-0{o.day}'";
                    shop.Run($"INSERT INTO raw.orders VALUES ({id}, {o.user}, {day}, 0, {o.status}, 'USA', 'card')");
                    foreach (var (product, cents) in o.lines)
                        shop.Run($"INSERT INTO raw.order_items VALUES (1, {id}, {product}, 1, 0, CAST({cents} AS DECIMAL(10, 0)) * 0.01)");
                }
                shop.Runner.RunAsync(TestShop.ShippedAsync().GetAwaiter().GetResult()).GetAwaiter().GetResult();
                var expected = orders.Where(o => o.status is "'paid'" or "NULL").SelectMany(o => o.lines).Sum(l => l.cents) / 100m;
                var found = new[]
                {
                    "line_revenue) FROM core.fact_orders",
                    "total_revenue) FROM marts.mart_sales_overview",
                    "total_revenue) FROM marts.mart_product_performance",
                    "lifetime_value) FROM marts.mart_customer_rfm",
                }.Select(s => shop.Rows($"SELECT COALESCE(SUM({s.Replace(")", "), 0)", StringComparison.Ordinal)}")[0]);
                found.Should().AllSatisfy(f => decimal.Parse(f, System.Globalization.CultureInfo.InvariantCulture).Should().Be(expected));
            }
        );
    }
}
