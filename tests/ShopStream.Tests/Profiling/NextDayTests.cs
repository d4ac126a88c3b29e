using System.Globalization;
using System.Text;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Data;

namespace ShopStream.Tests.Profiling;

/// <summary>What is suggested on the data of one day passes on that of the next days, which are like the days before.</summary>
[Category("Slow")]
public sealed class NextDayTests
{
    private const int Days = 70;

    // Sixty to a hundred and forty orders a day, at any time of it; the newest day ends with the hours given.
    private static readonly CompositeFormat Shop = CompositeFormat.Parse(
        """
        CREATE MACRO h(x) AS (hash(x) % 1000003)::BIGINT;
        CREATE TABLE raw.users AS
        SELECT i::INTEGER AS id, 'user.' || i || '@mail.example' AS email, ['DEU', 'FRA', 'ITA', 'ESP', 'USA'][h(i) % 5 + 1] AS country,
            CASE WHEN h(i * 3) % 10 > 0 THEN '+49170' || (1000000 + i) END AS phone, 'AC-' || (10000 + i) AS account, 'L' || i AS label,
            TIMESTAMP '2026-01-01' + i * INTERVAL 31 MINUTE AS created_at
        FROM range(1, {0} * 20) AS t(i);
        CREATE TABLE raw.orders AS
        SELECT row_number() OVER (ORDER BY d, s)::INTEGER AS id, (h(d * 1000 + s) % 1300 + 1)::INTEGER AS user_id,
            TIMESTAMP '2026-03-01' + d * INTERVAL 1 DAY + (h(s * 31 + d) % 86400) * INTERVAL 1 SECOND AS created_at,
            ['pending', 'shipped', 'delivered', 'refunded'][h(d * 77 + s) % 4 + 1] AS status,
            ((500 + h(d + s * 13) % 40000) / 100)::DECIMAL(10,2) AS total_amount, (h(s + d * 5) % 5 + 1)::INTEGER AS quantity
        FROM range(0, {0}) AS days(d), range(0, 140) AS t(s)
        WHERE s < 60 + h(d) % 80 AND (d < {0} - 1 OR h(s * 31 + d) % 86400 < {1} * 3600);
        CREATE TABLE raw.items AS
        SELECT id AS order_id, (h(id) % 200 + k)::INTEGER AS product_id, (k + 1)::INTEGER AS quantity, (h(id) % 2000 / 100 + 1)::DECIMAL(10,2) AS unit_price
        FROM raw.orders, range(0, 3) AS t(k);
        CREATE TABLE raw.visits AS
        SELECT d * 1000 + s AS id, CAST(TIMESTAMP '2026-03-01' + d * INTERVAL 1 DAY AS DATE) AS day
        FROM range(0, {0}) AS days(d), range(0, 50) AS t(s) WHERE dayofweek(CAST(TIMESTAMP '2026-03-01' + d * INTERVAL 1 DAY AS DATE)) NOT IN (0, 6);
        CREATE TABLE raw.products AS
        SELECT product_id, row_number() OVER (ORDER BY SUM(unit_price) DESC, product_id)::INTEGER AS revenue_rank FROM raw.items GROUP BY product_id;
        """
    );

    private static readonly Lazy<Task<List<string>>> Today = new(SuggestedAsync);

    private static readonly TableInfo[] Tables =
    [
        NamesTests.Table(
            "raw orders",
            ["id"],
            ("id", "int"),
            ("user_id", "int"),
            ("created_at", "timestamp"),
            ("status", "text"),
            ("total_amount", "decimal(10,2)"),
            ("quantity", "int")
        ),
        NamesTests.Table(
            "raw users",
            ["id"],
            ("id", "int"),
            ("email", "text"),
            ("country", "text"),
            ("phone", "text"),
            ("account", "text"),
            ("label", "text"),
            ("created_at", "timestamp")
        ),
        NamesTests.Table("raw items", [], ("order_id", "int"), ("product_id", "int"), ("quantity", "int"), ("unit_price", "decimal(10,2)")),
        NamesTests.Table("raw visits", ["id"], ("id", "bigint"), ("day", "date")),
        NamesTests.Table("raw products", ["product_id"], ("product_id", "int"), ("revenue_rank", "int")),
    ];

    [TestCase(Days + 1, 24)]
    [TestCase(Days + 1, 3, Description = "the day is not over")]
    [TestCase(Days + 7, 24)]
    public async Task Suggestions_pass_on_later_days(int days, int hours)
    {
        var suggested = await Today.Value;
        await using var later = await ShopAsync(days, hours);

        (await later.NotPassedAsync(suggested, Tables)).Should().BeEmpty();
    }

    [Test]
    public async Task Suggestions_are_of_the_new_kinds()
    {
        (await Today.Value)
            .Should()
            .Contain([
                "raw orders has rows for every day of created_at",
                "no day of created_at in raw orders has fewer than 25 % of the median rows",
                "the rows of raw orders by day of created_at are usual",
                "raw visits has rows for every day of day, weekends excepted",
                "email in raw users is a valid email address",
                "phone in raw users is a valid phone number",
                "country in raw users is a valid three-letter country code",
                "account in raw users has exactly 8 characters",
                "label in raw users is never blank",
                "at least 75 % of phone in raw users is not null",
                "revenue_rank in raw products has no gaps",
                "no order_id and product_id together appear more than once in raw items",
            ])
            .And.Contain("the average total_amount in raw orders is between 100 and 410");
    }

    [TestCase("DELETE FROM raw.orders WHERE CAST(created_at AS DATE) = DATE '2026-03-20'", "raw orders has rows for every day of created_at")]
    [TestCase("DELETE FROM raw.orders WHERE CAST(created_at AS DATE) = DATE '2026-03-20' AND id % 9 > 0", "no day of created_at in raw orders has fewer")]
    [TestCase("DELETE FROM raw.orders WHERE CAST(created_at AS DATE) = DATE '2026-03-20' AND id % 9 > 0", "raw orders has rows for every day of created_at")]
    [TestCase("DELETE FROM raw.orders WHERE created_at >= TIMESTAMP '2026-05-09'", "the rows of raw orders by day of created_at are usual")]
    [TestCase("UPDATE raw.users SET email = 'user at mail.example' WHERE id = 7", "email in raw users is a valid email address")]
    [TestCase("UPDATE raw.users SET account = 'AC-1' WHERE id = 7", "account in raw users has exactly")]
    [TestCase("UPDATE raw.users SET label = ' ' WHERE id = 7", "label in raw users is never blank")]
    [TestCase("UPDATE raw.users SET phone = NULL WHERE id % 2 = 0", "at least 75 % of phone in raw users")]
    [TestCase("DELETE FROM raw.products WHERE revenue_rank = 7", "revenue_rank in raw products has no gaps")]
    [TestCase("INSERT INTO raw.items SELECT * FROM raw.items LIMIT 1", "no order_id and product_id together appear more than once in raw items")]
    [TestCase(
        "UPDATE raw.orders SET total_amount = 0 WHERE id > 20; UPDATE raw.orders SET total_amount = 400000 WHERE id = 1",
        "the average total_amount in raw orders"
    )]
    public async Task Suggestion_needs_its_evidence(string fault, string sentence)
    {
        await using var shop = await ShopAsync(Days, 24, fault);

        (await Today.Value).Should().Contain(s => s.StartsWith(sentence, StringComparison.Ordinal));
        var table = Tables.Single(t => sentence.Contains($"{t.Dataset}", StringComparison.Ordinal));
        (await SuggestedAsync(shop, table)).Should().NotContain(s => s.StartsWith(sentence, StringComparison.Ordinal));
    }

    private static async Task<PlantedTables> ShopAsync(int days, int hours, string fault = "")
    {
        var shop = await PlantedTables.WithAsync(string.Format(CultureInfo.InvariantCulture, Shop, days, hours) + fault);
        shop.Moment = new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero).AddDays(days - 1).AddHours(hours);
        return shop;
    }

    private static async Task<List<string>> SuggestedAsync()
    {
        await using var today = await ShopAsync(Days, 24);
        var sentences = new List<string>();
        foreach (var table in Tables)
            sentences.AddRange(await SuggestedAsync(today, table));
        return sentences;
    }

    private static Task<IReadOnlyList<string>> SuggestedAsync(PlantedTables shop, TableInfo table) =>
        shop.SuggestAsync([table, .. Tables.Where(t => t != table)]);
}
