using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Redaction;
using ShopStream.Quality.Results;

namespace ShopStream.Tests.Execution;

/// <summary>Rows of two stores, compared by value, and what is shown of those that differ.</summary>
[TestFixture, Category("Fast")]
internal sealed class RowForRowInMemoryTests
{
    private const string Orders = "raw orders matches source orders row for row on id";
    private const string Products = "raw products matches source products row for row on id";

    private readonly MemoryShop shop = new();

    [OneTimeTearDown]
    public void Close() => shop.Dispose();

    [TestCase(Orders, "", "Passed: the same rows as source orders (6 rows) | all 6 rows the same")]
    [TestCase(
        Orders,
        "DELETE FROM orders WHERE id IN (1, 2)",
        "Failed: the same rows as source orders (6 rows) | 2 rows missing | 2 rows | id=1: missing | id=2: missing"
    )]
    [TestCase(
        Orders,
        "INSERT INTO orders VALUES (7, NULL, NULL, NULL, NULL)",
        "Failed: the same rows as source orders (6 rows) | 1 row extra | 1 row | id=7: extra"
    )]
    [TestCase(
        Orders,
        "INSERT INTO orders SELECT * FROM orders WHERE id = 3",
        "Failed: the same rows as source orders (6 rows) | 1 row more than once | 1 row | id=3: more than once"
    )]
    [TestCase(
        Orders,
        "UPDATE orders SET status = 'late', total_amount = NULL WHERE id = 1",
        "Failed: the same rows as source orders (6 rows) | 1 row with other values | 1 row | "
            + "id=1: status expected paid, found late; total_amount expected 10, found null"
    )]
    [TestCase(
        Orders,
        "UPDATE orders SET status = '' WHERE id = 1",
        "Failed: the same rows as source orders (6 rows) | 1 row with other values | 1 row | id=1: status expected paid, found ''"
    )]
    [TestCase(
        Orders,
        "UPDATE orders SET status = 'PAID' WHERE id = 1",
        "Failed: the same rows as source orders (6 rows) | 1 row with other values | 1 row | id=1: status expected paid, found PAID | "
            + "Values look alike: id=1, status: they differ only in case: expected U+0070 U+0061 U+0069 U+0064, found U+0050 U+0041 U+0049 U+0044."
    )]
    [TestCase(
        Orders,
        "UPDATE orders SET country = repeat('x', 61) WHERE id = 5",
        "Failed: the same rows as source orders (6 rows) | 1 row with other values | 1 row | "
            + "id=5: country expected null, found xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…"
    )]
    [TestCase(
        Orders,
        "UPDATE orders SET id = NULL WHERE id = 4",
        "Failed: the same rows as source orders (6 rows) | 1 row missing, 1 extra | 2 rows | id=4: missing | id=null: extra "
            + "| The key is null in 1 row of raw orders and in 0 rows of source orders; null was compared like any other key."
    )]
    [TestCase(
        Orders,
        "ALTER TABLE orders RENAME country TO note",
        "Failed: the same columns as source orders | 2 columns on one side only | 2 columns | country exists only in source orders | "
            + "note exists only in raw orders | To compare only some columns, or columns with different names, list them: comparing …, or a table."
    )]
    [TestCase(
        Orders,
        "ALTER TABLE orders ALTER total_amount TYPE VARCHAR",
        "Error: rows cannot be compared by value because the column types differ in kind: total_amount in raw orders is text (text), "
            + "total_amount in source orders is decimal(12,2) (exact numbers). List the columns to compare: comparing …"
    )]
    [TestCase(
        "raw orders matches source orders row for row on id, stopping after 1 difference",
        "DELETE FROM orders WHERE id = 2",
        "Failed: the same rows as source orders (6 rows) | at least 1 row missing | at least 1 row | id=2: missing"
    )]
    [TestCase(
        "raw orders matches source orders row for row on id comparing status",
        "UPDATE orders SET country = 'XX'",
        "Passed: the same rows as source orders (6 rows) | all 6 rows the same"
    )]
    [TestCase(
        "raw order_items matches source order_items row for row on order_id and product_id",
        "UPDATE order_items SET line_total = 5 WHERE id = 12",
        "Failed: the same rows as source order_items (8 rows) | 1 row with other values | 1 row | order_id=1, product_id=2: line_total expected 6, found 5"
    )]
    [TestCase(
        "raw order_items matches source order_items row for row on order_id comparing line_total",
        "UPDATE order_items SET line_total = 5 WHERE id = 12",
        "Failed: the same rows as source order_items (8 rows) | 1 row with other values | 1 row | order_id=1: other values"
    )]
    [TestCase(
        "raw order_items matches source order_items row for row on order_id comparing line_total",
        "DELETE FROM order_items WHERE id = 12",
        "Failed: the same rows as source order_items (8 rows) | 1 row less often than expected | 1 row | order_id=1: less often than expected"
    )]
    public async Task Rows_are_compared_by_value(string sentence, string load, string message)
    {
        await shop.BuildAsync(models: $"USE memory.raw; {load}; USE memory.main;");

        Text(await shop.CheckAsync(sentence)).Should().Be(message);
    }

    [TestCase(
        SampleLevel.Full,
        "none",
        "id=1: category expected Toys, found TOYS | Values look alike: id=1, category: "
            + "they differ only in case: expected U+006F U+0079 U+0073, found U+004F U+0059 U+0053."
    )]
    [TestCase(
        SampleLevel.Full,
        "category",
        "id=1: category expected (hidden 1), found (hidden 2) | Values look alike: id=1, category: they differ only in case."
    )]
    [TestCase(
        SampleLevel.Full,
        "id",
        "id=(hidden 1): category expected Toys, found TOYS | Values look alike: id=(hidden 1), category: "
            + "they differ only in case: expected U+006F U+0079 U+0073, found U+004F U+0059 U+0053."
    )]
    [TestCase(SampleLevel.Keys, "none", "id=1: other values in category | Values look alike: id=1, category: they differ only in case.")]
    [TestCase(SampleLevel.None, "none", "")]
    public async Task Only_what_may_be_shown_of_a_row_is_shown(SampleLevel level, string personal, string shown)
    {
        await shop.BuildAsync("UPDATE products SET category = 'TOYS' WHERE id = 1");

        var check = await shop.CheckAsync(Products, redaction: new RedactionPolicy(level, PersonalColumns.Parse(personal)));

        string.Join(" | ", [.. check.Keys, .. new[] { check.Note }.OfType<string>()]).Should().Be(shown);
    }

    private static string Text(CheckResult check)
    {
        var parts = new[] { check.Expected, check.Actual, check.Difference }.Concat(check.Keys).Append(check.Note).OfType<string>();
        return $"{check.Outcome}: {string.Join(" | ", parts)}";
    }
}
