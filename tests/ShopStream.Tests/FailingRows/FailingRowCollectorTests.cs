using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.FailingRows;
using ShopStream.Quality.Redaction;
using ShopStream.Tests.Execution;

namespace ShopStream.Tests.FailingRows;

/// <summary>Which rows are kept of a failed check, by its kind.</summary>
[Category("Fast")]
public sealed class FailingRowCollectorTests
{
    private MemoryShop shop = null!;

    [OneTimeSetUp]
    public void Open() => shop = new MemoryShop();

    [OneTimeTearDown]
    public void Close() => shop.Dispose();

    [Test]
    public async Task A_rule_has_a_row_for_each_value_that_breaks_it()
    {
        await shop.BuildAsync("INSERT INTO orders SELECT 100 + i, '2026-01-05', CASE WHEN i % 2 = 0 THEN '' END, 'lost', -1 FROM range(25) AS r(i)");

        var (check, rows) = await shop.FailingRowsAsync("total_amount in raw orders is at least 0");

        rows.Should().HaveCount(25).And.OnlyContain(r => r.Column == "total_amount" && r.Actual == "-1.00" && r.Expected == null);
        rows.Select(r => r.Key).Should().BeEquivalentTo(Enumerable.Range(100, 25).Select(id => $$"""{"id":"{{id}}"}"""));
        check.Dataset.Should().Be("raw orders");
        check.Expected.Should().Be("every row: total_amount is at least 0");
        check.Cause.Should().Be("breaks the rule");
        check.Missing.Should().BeNull();
    }

    [Test]
    public async Task Null_differs_from_the_empty_text()
    {
        await shop.BuildAsync("UPDATE orders SET status = CASE WHEN id = 1 THEN '' END WHERE id <= 2");

        var (_, rows) = await shop.FailingRowsAsync("this query finds no rows in raw:\n\"\"\"\nSELECT id, status FROM orders WHERE id <= 2\n\"\"\"");

        rows.Should()
            .BeEquivalentTo(
                new[] { new FailingRow("""{"id":"1"}""", "status", null, "", null, null), new FailingRow("""{"id":"2"}""", "status", null, null, null, null) }
            );
    }

    [Test]
    public async Task A_repeated_value_is_one_row_with_its_number()
    {
        await shop.BuildAsync("INSERT INTO orders SELECT * FROM orders WHERE id <= 2; INSERT INTO orders SELECT * FROM orders WHERE id = 1 LIMIT 1");

        var (check, rows) = await shop.FailingRowsAsync("no id appears more than once in raw orders");

        rows.Should()
            .BeEquivalentTo(
                new[]
                {
                    new FailingRow("""{"id":"1"}""", "id", null, "3 times", null, null),
                    new FailingRow("""{"id":"2"}""", "id", null, "2 times", null, null),
                }
            );
        check.Cause.Should().Be("more than once");
    }

    [Test]
    public async Task An_orphan_is_named_by_its_own_key()
    {
        await shop.BuildAsync("DELETE FROM orders WHERE id = 3");

        var (check, rows) = await shop.FailingRowsAsync("every order_id in raw order_items exists as id in raw orders");

        rows.Select(r => (r.Key, r.Column, r.Actual)).Should().BeEquivalentTo([("""{"id":"31"}""", "order_id", "3"), ("""{"id":"32"}""", "order_id", "3")]);
        check.Cause.Should().Be("without a match");
    }

    [Test]
    public async Task A_value_that_another_store_lacks_is_its_own_key()
    {
        await shop.BuildAsync("DELETE FROM orders WHERE id = 3");

        var (_, rows) = await shop.FailingRowsAsync("every id in source orders exists as id in raw orders");

        rows.Should().Equal(new FailingRow("""{"id":"3"}""", "id", null, "3", null, null));
    }

    [Test]
    public async Task Values_that_no_store_judges_have_the_key_of_their_row()
    {
        await shop.BuildAsync("UPDATE orders SET status = CASE id WHEN 1 THEN '{' WHEN 2 THEN '{}' END");

        var (_, rows) = await shop.FailingRowsAsync("status in raw orders is valid JSON");

        rows.Should().Equal(new FailingRow("""{"id":"1"}""", "status", null, "{", null, null));
    }

    [Test]
    public async Task A_row_level_comparison_has_a_row_for_each_value_that_differs()
    {
        await shop.BuildAsync(
            "DELETE FROM orders WHERE id = 1; UPDATE orders SET country = NULL, status = '' WHERE id = 2; "
                + "INSERT INTO orders SELECT * FROM orders WHERE id = 3; INSERT INTO orders VALUES (9, NULL, 'DE', 'paid', 1)"
        );

        var (check, rows) = await shop.FailingRowsAsync("raw orders matches source orders row for row on id");

        rows.Should()
            .BeEquivalentTo(
                new[]
                {
                    new FailingRow("""{"id":"1"}""", null, "1 row", "0 rows", "missing", null),
                    new FailingRow("""{"id":"2"}""", "country", "FR", null, "other values", null),
                    new FailingRow("""{"id":"2"}""", "status", "paid", "", "other values", null),
                    new FailingRow("""{"id":"3"}""", null, "1 row", "2 rows", "more than once", null),
                    new FailingRow("""{"id":"9"}""", null, "0 rows", "1 row", "extra", null),
                }
            );
        (check.Expected, check.Cause, check.Dataset).Should().Be((null, null, "raw orders"));
    }

    [Test]
    public async Task A_row_level_comparison_keeps_thousands_of_changed_rows()
    {
        await shop.BuildAsync();
        await shop.BuildAsync(
            "INSERT INTO orders SELECT 1000 + i, '2026-01-05', 'DE', 'paid', i FROM range(20000) AS r(i)",
            "CREATE TABLE core.copy AS SELECT * FROM raw.orders; UPDATE core.copy SET total_amount = total_amount + 1, country = NULL WHERE id >= 1000"
        );

        var (_, rows) = await shop.FailingRowsAsync("core copy matches raw orders row for row on id");

        rows.Should().HaveCount(40_000);
        rows.Select(r => (r.Key, r.Column)).Distinct().Should().HaveCount(40_000);
        rows.Should().Contain(new FailingRow("""{"id":"20999"}""", "total_amount", "19999", "20000", "other values", null));
        rows.Should().Contain(new FailingRow("""{"id":"1000"}""", "country", "DE", null, "other values", null));
    }

    [Test]
    public async Task A_reconciliation_has_every_key_with_its_cause_and_first_divergent_layer()
    {
        await shop.BuildAsync("UPDATE orders SET total_amount = 11 WHERE id = 1; DELETE FROM orders WHERE id = 2");

        var (check, rows) = await shop.FailingRowsAsync("revenue in source orders reconciles with revenue in raw orders by day to the cent");

        rows.Should()
            .BeEquivalentTo(
                new[]
                {
                    new FailingRow("""{"order":"1"}""", "revenue", "10.00", "11.00", "amount changed", "raw orders"),
                    new FailingRow("""{"order":"2"}""", "revenue", "20.50", "0.00", "missing", "raw orders"),
                }
            );
        check.Missing.Should().BeNull();
    }

    [Test]
    public async Task Custom_sql_has_the_columns_that_it_selects()
    {
        await shop.BuildAsync();

        var (check, rows) = await shop.FailingRowsAsync("this query finds no rows in raw:\n\"\"\"\nSELECT id, country FROM orders WHERE id >= 5\n\"\"\"");

        rows.Should()
            .BeEquivalentTo(
                new[]
                {
                    new FailingRow("""{"id":"5"}""", "country", null, null, null, null),
                    new FailingRow("""{"id":"6"}""", "country", null, "DE", null, null),
                }
            );
        check.Dataset.Should().BeNull();
    }

    [TestCase("raw orders has at least 100 rows")]
    [TestCase("the average total_amount in raw orders is at least 1000")]
    public async Task A_check_of_numbers_has_no_rows_and_says_so(string sentence)
    {
        await shop.BuildAsync();

        var (check, rows) = await shop.FailingRowsAsync(sentence);

        rows.Should().BeEmpty();
        check.Missing.Should().Be("it judges numbers, not rows");
    }

    [Test]
    public async Task Only_keys_are_shown_at_the_level_of_keys()
    {
        await shop.BuildAsync("UPDATE orders SET status = 'lost' WHERE id <= 2");
        var keys = new RedactionPolicy(SampleLevel.Keys, PersonalColumns.None);

        var (_, rules) = await shop.FailingRowsAsync("status in raw orders is one of paid, delivered, cancelled, refunded", keys);
        var (_, compared) = await shop.FailingRowsAsync("raw orders matches source orders row for row on id", keys);

        rules.Should().BeEquivalentTo(Enumerable.Range(1, 2).Select(id => new FailingRow($$"""{"id":"{{id}}"}""", "status", null, "(hidden)", null, null)));
        compared
            .Should()
            .BeEquivalentTo(
                Enumerable.Range(1, 2).Select(id => new FailingRow($$"""{"id":"{{id}}"}""", "status", "(hidden)", "(hidden)", "other values", null))
            );
    }

    [Test]
    public async Task Equal_personal_values_can_be_matched_within_a_file_and_not_between_files()
    {
        await shop.BuildAsync("UPDATE orders SET status = 'lost', id = 1 WHERE id <= 3; UPDATE orders SET status = 'gone' WHERE id = 4");
        const string sentence = "status in raw orders is one of paid, delivered, cancelled, refunded";
        var personal = new RedactionPolicy(SampleLevel.Full, PersonalColumns.Parse("status"));

        var (_, first) = await shop.FailingRowsAsync(sentence, personal);
        var (_, second) = await shop.FailingRowsAsync(sentence, personal);

        first
            .Should()
            .OnlyContain(r => r.Actual!.StartsWith("(hidden ", StringComparison.Ordinal))
            .And.NotContain(r => r.Actual!.Contains("lost", StringComparison.Ordinal));
        first.Select(r => r.Actual).Distinct(StringComparer.Ordinal).Should().HaveCount(2);
        first.Select(r => r.Actual).Should().NotIntersectWith(second.Select(r => r.Actual));
    }

    [Test]
    public async Task A_personal_key_is_hidden_as_well()
    {
        await shop.BuildAsync("UPDATE orders SET total_amount = -1 WHERE id = 4");

        var (_, rows) = await shop.FailingRowsAsync(
            "total_amount in raw orders is at least 0",
            new RedactionPolicy(SampleLevel.Full, PersonalColumns.Parse("id"))
        );

        rows.Should().ContainSingle().Which.Key.Should().MatchRegex("""^\{"id":"\(hidden [0-9a-f]{16}\)"\}$""");
    }
}
