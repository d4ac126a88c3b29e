using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Data;
using ShopStream.Quality.Profiling;

namespace ShopStream.Tests.Profiling;

[Category("Slow")]
public sealed class SuggesterTests
{
    private static readonly (string, string)[] OfOrders =
    [
        ("id", "int"),
        ("user_id", "int"),
        ("status", "text"),
        ("country", "text"),
        ("quantity", "int"),
        ("price", "decimal(10,2)"),
        ("total", "decimal(10,2)"),
        ("discount", "decimal(10,2)"),
        ("share", "decimal(9,4)"),
        ("balance", "decimal(10,2)"),
        ("email", "text"),
        ("note", "text"),
    ];

    private const string Orders = """
        CREATE TABLE raw.orders AS
        SELECT i::INTEGER AS id, (i % 50 + 1)::INTEGER AS user_id, ['paid', 'open', 'on, hold'][i % 3 + 1] AS status,
               CASE WHEN i % 10 = 0 THEN NULL ELSE ['DEU', 'FRA', 'ITA'][i % 3 + 1] END AS country,
               (i % 5 + 1)::INTEGER AS quantity, ((i % 97 + 1) / 4)::DECIMAL(10,2) AS price,
               ((i % 5 + 1) * ((i % 97 + 1) / 4)::DECIMAL(10,2))::DECIMAL(10,2) AS total,
               (i % 7)::DECIMAL(10,2) AS discount, ((i % 101) / 100)::DECIMAL(9,4) AS share, (i % 11 - 5)::DECIMAL(10,2) AS balance,
               'u' || i || '@shop.eu' AS email, CASE WHEN i % 2 = 0 THEN 'n' || i END AS note
        FROM range(1, 1001) AS t(i);
        CREATE TABLE raw.users AS SELECT i::INTEGER AS id FROM range(1, 61) AS t(i);
        """;

    [Test]
    public async Task Moments_in_their_order_and_parents_with_children_are_suggested()
    {
        await using var shop = await PlantedTables.WithAsync(
            """
            CREATE TABLE raw.orders AS
            SELECT i::INTEGER AS id, DATE '2026-01-01' + (i % 7)::INTEGER AS ordered, DATE '2026-01-01' + (i % 7 + i % 3)::INTEGER AS shipped
            FROM range(1, 101) AS t(i);
            CREATE TABLE raw.items AS SELECT i::INTEGER AS id, (i % 100 + 1)::INTEGER AS order_id FROM range(1, 301) AS t(i);
            """
        );

        var orders = NamesTests.Table("raw orders", ["id"], ("id", "int"), ("ordered", "date"), ("shipped", "date"));
        var items = NamesTests.Table("raw items", ["id"], ("id", "int"), ("order_id", "int"));

        var sentences = await shop.SuggestAsync(orders, items);

        sentences.Should().Contain("shipped in raw orders is at or after ordered").And.NotContain("ordered in raw orders is at or after shipped");
        (await shop.SuggestAsync(items, orders)).Should().Contain("every id in raw orders appears at least once as order_id in raw items");
    }

    [Test]
    public async Task Only_passing_checks_are_suggested()
    {
        await using var shop = await PlantedTables.WithAsync(Orders);

        var sentences = await shop.SuggestAsync(NamesTests.Table("raw orders", ["id"], OfOrders), NamesTests.Table("raw users", ["id"], ("id", "int")));

        sentences
            .Where(s => !s.Contains("never null", StringComparison.Ordinal))
            .Should()
            .Equal(
                "raw orders is not empty",
                "no id appears more than once in raw orders",
                "no email appears more than once in raw orders",
                "at least 80 % of country in raw orders is not null",
                "status in raw orders is one of \"on, hold\", open, paid",
                "quantity in raw orders is between 1 and 5",
                "price in raw orders is at least 0.01",
                "total in raw orders is at least 0.01",
                "discount in raw orders is never negative",
                "share in raw orders is between 0 and 1",
                "the average price in raw orders is between 6 and 25",
                "the average total in raw orders is between 18 and 73",
                "the average discount in raw orders is between 1.5 and 6.1",
                "country in raw orders is a valid three-letter country code",
                "email in raw orders is a valid email address",
                "every user_id in raw orders exists as id in raw users",
                "total equals quantity * price in every row of raw orders"
            );
        sentences
            .Where(s => s.Contains("never null", StringComparison.Ordinal))
            .Select(s => s.Split(' ')[0])
            .Should()
            .Equal("id", "user_id", "status", "quantity", "price", "total", "discount", "share", "balance", "email");
    }

    [Test]
    public async Task Profiling_needs_few_scans_whatever_is_proposed()
    {
        await using var shop = await PlantedTables.WithAsync(Orders);

        await shop.SuggestAsync(NamesTests.Table("raw orders", ["id"], OfOrders), NamesTests.Table("raw users", ["id"], ("id", "int")));

        shop.Queries.Should()
            .Be(9, "values of two columns at a time; what may hold, in two tables; the values of all short lists at once; one reference in both directions");
    }

    [TestCase("UPDATE raw.orders SET total = total + 0.01 WHERE id = 500", "total equals")]
    [TestCase("UPDATE raw.orders SET id = 499 WHERE id = 500", "no id appears")]
    [TestCase("UPDATE raw.orders SET quantity = -1 WHERE id = 500", "quantity in")]
    [TestCase("UPDATE raw.orders SET email = 'u500 at shop.eu' WHERE id = 500", "email in raw orders is a valid email address")]
    [TestCase("UPDATE raw.orders SET user_id = 61 WHERE id = 500", "every user_id")]
    [TestCase("UPDATE raw.orders SET status = NULL WHERE id = 500", "status is never null")]
    [TestCase("UPDATE raw.orders SET status = 'x' || id % 20", "status in raw orders is one of")]
    [TestCase("UPDATE raw.orders SET status = 'pa' || chr(8238) || 'id' WHERE status = 'paid'", "status in raw orders is one of")]
    [TestCase("UPDATE raw.orders SET share = 1.5 WHERE id = 500", "share in raw orders is between")]
    public async Task One_violating_row_removes_a_suggestion(string fault, string sentence)
    {
        await using var good = await PlantedTables.WithAsync(Orders);
        await using var bad = await PlantedTables.WithAsync($"{Orders} {fault}");
        TableInfo[] tables = [NamesTests.Table("raw orders", ["id"], OfOrders), NamesTests.Table("raw users", ["id"], ("id", "int"))];

        (await good.SuggestAsync(tables)).Should().Contain(s => s.StartsWith(sentence, StringComparison.Ordinal));
        (await bad.SuggestAsync(tables)).Should().NotContain(s => s.StartsWith(sentence, StringComparison.Ordinal));
    }

    [TestCase(1000, 10, true)]
    [TestCase(1000, 11, false)]
    [TestCase(1200, 12, true)]
    [TestCase(5000, 13, false)]
    public async Task Value_list_has_at_most_twelve_values_and_one_per_hundred_rows(int rows, int values, bool listed)
    {
        await using var shop = await PlantedTables.WithAsync($"CREATE TABLE raw.things AS SELECT 'v' || i % {values} AS kind FROM range(0, {rows}) AS t(i)");

        var sentences = await shop.SuggestAsync(NamesTests.Table("raw things", [], ("kind", "text")));

        sentences.Any(s => s.Contains("is one of", StringComparison.Ordinal)).Should().Be(listed);
    }

    [Test]
    public async Task Values_of_personal_columns_are_never_shown()
    {
        await using var shop = await PlantedTables.WithAsync(
            """
            CREATE TABLE raw.users AS
            SELECT i::INTEGER AS id, ['Ada', 'Bob'][i % 2 + 1] AS first_name, ['Kiel', 'Rome'][i % 2 + 1] AS city,
                (18 + i % 3)::INTEGER AS age, ['Ada L', 'Bob M'][i % 2 + 1] AS name, (100 + i % 9)::DECIMAL(10,2) AS salary
            FROM range(1, 1001) AS t(i)
            """
        );

        var table = await shop.TableAsync(
            NamesTests.Table(
                "raw users",
                ["id"],
                ("id", "int"),
                ("first_name", "text"),
                ("city", "text"),
                ("age", "int"),
                ("name", "text"),
                ("salary", "decimal(10,2)")
            )
        );

        string.Join("\n", table.Suggestions.Select(s => $"{ShopStream.Features.Writing.SentenceText.Of(s)} {s.Evidence}"))
            .Should()
            .NotContainAny("Ada", "Bob", "Kiel", "Rome", "18", "20", "100", "108")
            .And.Contain("first_name is never null");
    }

    [Test]
    public async Task Only_the_columns_of_an_empty_table_are_suggested()
    {
        await using var shop = await PlantedTables.WithAsync("CREATE TABLE raw.orders (id INTEGER, status VARCHAR)");

        var table = await shop.TableAsync(NamesTests.Table("raw orders", ["id"], ("id", "int"), ("status", "text")));

        table.Suggestions.Should().ContainSingle().Which.Subject.Should().Be(Subject.Shape);
    }

    [Test]
    public async Task Null_float_and_huge_number_columns_are_handled()
    {
        await using var shop = await PlantedTables.WithAsync(
            """
            CREATE TABLE raw.odd AS
            SELECT NULL::VARCHAR AS nothing, NULL::DECIMAL(10,2) AS none, CASE WHEN i = 1 THEN 'NaN'::DOUBLE ELSE i END AS f,
                (i * 1e30)::DECIMAL(38,2) AS huge, (i * 2e30)::DECIMAL(38,2) AS huger, i::HUGEINT * 100000000000000000000000000000 AS whole
            FROM range(1, 101) AS t(i)
            """
        );

        var sentences = await shop.SuggestAsync(
            NamesTests.Table(
                "raw odd",
                [],
                ("nothing", "text"),
                ("none", "decimal(10,2)"),
                ("f", "double"),
                ("huge", "decimal(38,2)"),
                ("huger", "decimal(38,2)"),
                ("whole", "hugeint")
            )
        );

        sentences
            .Should()
            .Contain("raw odd is not empty")
            .And.Contain("f is never null in raw odd")
            .And.NotContain(s => s.Contains("nothing", StringComparison.Ordinal) || s.Contains("none", StringComparison.Ordinal));
    }

    [Test]
    public async Task Composite_key_and_upstream_amounts_are_suggested()
    {
        await using var shop = await PlantedTables.WithAsync(
            """
            CREATE TABLE raw.days AS SELECT DATE '2026-01-01' + (i // 2)::INTEGER AS day, ['a', 'b'][i % 2 + 1] AS kind,
                i::DECIMAL(10,2) AS amount, i::DECIMAL(10,2) AS fee FROM range(0, 100) AS t(i);
            CREATE TABLE staging.stg_days AS SELECT * REPLACE (CASE WHEN fee = 3 THEN 3.01 ELSE fee END AS fee) FROM raw.days
            """
        );
        (string, string)[] columns = [("day", "date"), ("kind", "text"), ("amount", "decimal(10,2)"), ("fee", "decimal(10,2)")];

        var sentences = await shop.SuggestAsync(NamesTests.Table("staging stg_days", ["day", "kind"], columns), NamesTests.Table("raw days", [], columns));

        sentences
            .Should()
            .Contain("staging stg_days has as many rows as raw days")
            .And.Contain("no day and kind together appear more than once in staging stg_days")
            .And.Contain("the sum of amount in raw days equals the sum of amount in staging stg_days to the cent")
            .And.NotContain(s => s.StartsWith("the sum of fee", StringComparison.Ordinal));
    }

    [Test]
    public async Task Distributions_of_the_layer_before_are_suggested_where_they_are_alike()
    {
        await using var shop = await PlantedTables.WithAsync(
            """
            CREATE TABLE raw.visits AS SELECT i AS id, ['web', 'app', 'web'][i % 3 + 1] AS channel, ['a', 'b'][i % 2 + 1] AS device FROM range(0, 1000) AS t(i);
            CREATE TABLE staging.stg_visits AS SELECT * REPLACE (CASE WHEN id % 4 = 0 THEN 'b' ELSE device END AS device) FROM raw.visits
            """
        );
        (string, string)[] columns = [("id", "int"), ("channel", "text"), ("device", "text")];

        var sentences = await shop.SuggestAsync(NamesTests.Table("staging stg_visits", ["id"], columns), NamesTests.Table("raw visits", ["id"], columns));

        sentences
            .Where(s => s.Contains("drifted", StringComparison.Ordinal))
            .Should()
            .Equal("channel in staging stg_visits has not drifted from channel in raw visits");
    }

    [Test]
    public async Task Column_sums_are_suggested_only_with_enough_rows()
    {
        const string Sql =
            "CREATE TABLE raw.bills AS SELECT i::DECIMAL(10,2) AS net, (i % 7)::DECIMAL(10,2) AS tax, "
            + "(i + i % 7)::DECIMAL(10,2) AS gross, 0::DECIMAL(10,2) AS zero FROM range(1, {0}) AS t(i)";
        var bills = NamesTests.Table(
            "raw bills",
            [],
            ("net", "decimal(10,2)"),
            ("tax", "decimal(10,2)"),
            ("gross", "decimal(10,2)"),
            ("zero", "decimal(10,2)")
        );
        await using var many = await PlantedTables.WithAsync(string.Format(null, Sql, 101));
        await using var few = await PlantedTables.WithAsync(string.Format(null, Sql, 6));

        (await many.SuggestAsync(bills))
            .Where(s => s.Contains("every row", StringComparison.Ordinal))
            .Should()
            .Equal("gross equals net + tax in every row of raw bills");
        (await few.SuggestAsync(bills)).Should().NotContain(s => s.Contains("every row", StringComparison.Ordinal));
    }
}
