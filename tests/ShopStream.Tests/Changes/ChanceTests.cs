using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Redaction;
using static ShopStream.Tests.Changes.ModelEdit;

namespace ShopStream.Tests.Changes;

/// <summary>What depends on chance, keys that do not identify a row, and what is shown of rows.</summary>
[TestFixture, Category("Slow")]
internal sealed class ChanceTests
{
    private const string Products = "marts/mart_product_performance.sql";
    private ComparedShop shop = null!;

    [OneTimeSetUp]
    public async Task Build_the_warehouse_once() => shop = await ComparedShop.GetAsync();

    [Test]
    public async Task Order_of_ties_that_depends_on_chance_is_reported_and_not_counted()
    {
        using var models = ComparedShop.Models();
        Replace(Products, "(ORDER BY total_revenue DESC, product_id) AS revenue_rank", "(ORDER BY category) AS revenue_rank")(models);

        var found = await shop.CompareAsync(models);

        var table = found.Tables.Should().ContainSingle().Which;
        table.ByChance.Should().Contain("revenue_rank");
        table.Columns.Select(c => c.Column).Should().NotContain("revenue_rank");
        table.RowsByChance.Should().BeFalse();
    }

    [Test]
    public async Task Rows_that_are_chosen_by_chance_are_not_compared()
    {
        using var models = ComparedShop.Models();
        Replace("core/dim_products.sql", "FROM {{ ref('stg_products') }}", "FROM {{ ref('stg_products') }}\nORDER BY category\nLIMIT 5")(models);

        var found = await shop.CompareAsync(models);

        var table = found.Tables.Single(t => string.Equals(t.Dataset, "core dim_products", StringComparison.Ordinal));
        table.RowsByChance.Should().BeTrue();
        table.HasRows.Should().BeFalse();
    }

    [Test]
    public async Task Chance_of_a_table_is_found_in_the_tables_that_read_it()
    {
        using var models = ComparedShop.Models();
        Replace("core/dim_users.sql", "COALESCE(o.orders_placed, 0) AS orders_placed", "ROW_NUMBER() OVER (ORDER BY u.country) AS orders_placed")(models);
        models.With("marts/mart_tops.sql", "{{ config(unique_key='user_id') }}\nSELECT user_id, orders_placed AS n FROM {{ ref('dim_users') }}");
        using var before = ComparedShop.Models();
        before.With("marts/mart_tops.sql", "{{ config(unique_key='user_id') }}\nSELECT user_id, orders_placed AS n FROM {{ ref('dim_users') }}");

        var found = await shop.CompareAsync(before.Path, models.Path);

        found.Tables.Select(t => $"{t.Dataset}: {string.Join(", ", t.ByChance)}").Should().Equal("core dim_users: orders_placed", "mart mart_tops: n");
    }

    [Test]
    public async Task Window_with_a_complete_order_does_not_depend_on_chance()
    {
        using var models = ComparedShop.Models();
        Replace(Products, "total_revenue DESC, product_id) AS revenue_rank", "total_revenue, product_id) AS revenue_rank")(models);

        var found = await shop.CompareAsync(models);

        found.Tables.Should().ContainSingle().Which.ByChance.Should().BeEmpty();
        found.Tables[0].Columns.Select(c => c.Column).Should().Contain("revenue_rank");
    }

    [Test]
    public async Task Model_without_a_key_is_compared_as_a_multiset()
    {
        using var models = ComparedShop.Models();
        Replace("core/dim_products.sql", "{{ config(unique_key='product_id') }}", "")(models);
        Replace("core/dim_products.sql", "    price,\n", "    price + 1 AS price,\n")(models);
        using var before = ComparedShop.Models();
        Replace("core/dim_products.sql", "{{ config(unique_key='product_id') }}", "")(before);

        var found = await shop.CompareAsync(before.Path, models.Path);

        var table = found.Tables.Single(t => string.Equals(t.Dataset, "core dim_products", StringComparison.Ordinal));
        table.Key.Should().BeEmpty();
        table.KeyNote.Should().Be("rows are compared as a multiset: no key is known; add config(unique_key=…) to the model");
        (table.Added, table.Removed, table.Changed).Should().Be((25, 25, 0));
        table.Samples.Should().BeEmpty("rows without a key are named by their values");
    }

    [Test]
    public async Task Key_that_is_not_unique_is_said_and_not_used()
    {
        using var models = ComparedShop.Models();
        models.With(
            "core/dim_products.sql",
            "{{ config(unique_key='product_id') }}\nSELECT product_id, product_name, category, merchant_id, price, stock_quantity, "
                + "description, created_at, updated_at "
                + "FROM {{ ref('stg_products') }} CROSS JOIN (SELECT UNNEST([1, 2]) AS twice) AS t WHERE twice = 1 OR product_id <= 3"
        );

        var found = await shop.CompareAsync(models);

        var table = found.Tables.Single(t => string.Equals(t.Dataset, "core dim_products", StringComparison.Ordinal));
        table.KeyNote.Should().Be("rows are compared as a multiset: product_id (unique_key of the model) is not unique: 3 values repeat");
        (table.Added, table.Removed).Should().Be((3, 0));
    }

    [Test]
    public async Task Samples_follow_the_privacy_settings()
    {
        using var models = ComparedShop.Models();
        Replace("staging/stg_users.sql", "    email,\n", "    UPPER(email) AS email,\n")(models);
        Replace("staging/stg_users.sql", "    country,\n", "    LOWER(country) AS country,\n")(models);

        var none = await SampleAsync(models, SampleLevel.None);
        var keys = await SampleAsync(models, SampleLevel.Keys);
        var full = await SampleAsync(models, SampleLevel.Full);

        none.Samples.Should().BeEmpty();
        none.Columns.Should().OnlyContain(c => c.Samples.Count == 0);
        keys.Samples.Should().OnlyContain(s => s.Key.StartsWith("user_id=") && s.Values.Count == 0);
        keys.Columns.SelectMany(c => c.Samples).Should().OnlyContain(s => s.Before == null && s.After == null);
        full.Columns.Single(c => string.Equals(c.Column, "country", StringComparison.Ordinal)).Samples[0].After.Should().Be("ita");
        full.Columns.Single(c => string.Equals(c.Column, "email", StringComparison.Ordinal))
            .Samples.Should()
            .OnlyContain(s => s.Before!.StartsWith("(hidden ") && s.After!.StartsWith("(hidden "));
        full.Samples.SelectMany(s => s.Values)
            .Where(v => string.Equals(v.Name, "email", StringComparison.Ordinal))
            .Should()
            .OnlyContain(v => v.After!.StartsWith("(hidden "));
    }

    [TestCase(SampleLevel.Keys)]
    [TestCase(SampleLevel.Full)]
    public async Task Personal_key_stays_hidden_under_a_new_name(SampleLevel level)
    {
        const string Customers = "marts/mart_customer_rfm.sql";
        using var before = ComparedShop.Models();
        Replace(Customers, "unique_key='user_id'", "unique_key='email'")(before);
        using var models = ComparedShop.Models();
        Replace(Customers, "unique_key='user_id'", "unique_key='contact'")(models);
        Replace(Customers, "u.email,", "u.email AS contact,")(models);
        Replace(Customers, "s.monetary AS lifetime_value", "s.monetary + 1 AS lifetime_value")(models);

        var found = await shop.CompareAsync(before.Path, models.Path, null, new RedactionPolicy(level, PersonalColumns.Default));

        var table = found.Tables.Single();
        table.Key.Should().Equal("contact");
        table.Schema.Select(s => $"{s.Column} {s.Change}").Should().Equal("contact renamed from email");
        table.Samples.Should().NotBeEmpty().And.OnlyContain(s => s.Key.StartsWith("contact=(hidden "));
        table.Columns.Single().Keyed.Should().BeNull("a line of expected changes would name the key");
        System.Text.Json.JsonSerializer.Serialize(found).Should().NotContain("@example.com");
    }

    private async Task<ShopStream.Quality.Changes.TableChange> SampleAsync(ShopStream.Tests.Models.TestFolder models, SampleLevel level) =>
        (await shop.CompareAsync(models, null, new RedactionPolicy(level, PersonalColumns.Default))).Tables.Single(t =>
            string.Equals(t.Dataset, "staging stg_users", StringComparison.Ordinal)
        );
}
