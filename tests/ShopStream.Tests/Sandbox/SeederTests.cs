using FluentAssertions;
using NUnit.Framework;
using ShopStream.Sandbox;
using ShopStream.Sandbox.Seeding;

namespace ShopStream.Tests.Sandbox;

[Category("Live")]
public sealed class SeederTests
{
    private static readonly DateOnly Day = TestPostgres.SeedOptions.Date;

    // For tests that only read.
    private TestDatabase shop = null!;

    [OneTimeSetUp]
    public async Task Seed_a_database() => shop = await TestPostgres.FullDatabaseAsync();

    [OneTimeTearDown]
    public async Task Close_the_connection()
    {
        if (shop is not null)
            await shop.DisposeAsync();
    }

    [TestCase(1)]
    [TestCase(2)]
    public async Task Row_counts_are_exact_at_every_scale(int scale)
    {
        await using var database = await TestPostgres.NewDatabaseAsync();

        var report = await SeedAsync(database, new SeedOptions(Day, scale));

        report
            .Rows.Should()
            .Equal(
                ("users", 1000L * scale),
                ("products", 200L * scale),
                ("orders", 5000L * scale),
                ("order_items", 14_989L * scale),
                ("events", 10_000L * scale),
                ("crm_contacts", 500L * scale)
            );
        foreach (var (table, rows) in report.Rows)
        {
            (await database.ScalarAsync($"select count(*) from {table}")).Should().Be(rows, table);
            (await database.ScalarAsync($"select nextval(pg_get_serial_sequence('{table}', 'id'))")).Should().Be(rows + 1, table);
        }
    }

    [Test]
    public async Task Same_seed_gives_the_same_rows_and_another_seed_others()
    {
        await using var again = await TestPostgres.NewDatabaseAsync();
        await using var other = await TestPostgres.NewDatabaseAsync();
        await SeedAsync(again, TestPostgres.SeedOptions);
        await SeedAsync(other, TestPostgres.SeedOptions with { Seed = 43 });

        foreach (var table in ShopSchema.Tables)
        {
            var content = await ContentAsync(shop, table);
            (await ContentAsync(again, table)).Should().Be(content, table);
            (await ContentAsync(other, table)).Should().NotBe(content, table);
        }
    }

    // Detects a new version of Bogus, or a change of the generator, that would silently change the data.
    [Test]
    public async Task Seed_42_has_a_known_digest()
    {
        var digests = new List<string>();
        foreach (var table in ShopSchema.Tables)
            digests.Add($"{table} {await ContentAsync(shop, table)}");

        digests
            .Should()
            .Equal(
                "users 1a05b36d5f982a9d6b8c1a21fd0baf9d",
                "products dce8e1b97ff845cb7f7f45d526742068",
                "orders c28a81b9c94b1a67c000cf44abbf5962",
                "order_items 77fa235091600b622d614efc356a20f9",
                "events f28e5ca530ada6703a4d30d4372cb794",
                "crm_contacts 58d192c78ff3e4cbe905069056ea47aa"
            );
    }

    [Test]
    public async Task Date_moves_the_orders()
    {
        await using var database = await TestPostgres.NewDatabaseAsync();
        await SeedAsync(database, new SeedOptions(new DateOnly(2024, 2, 29)));

        (await database.ScalarAsync("select min(created_at)::date || ' ' || max(created_at)::date from orders")).Should().Be("2023-03-02 2024-02-29");
        (await database.ScalarAsync("select min(event_ts)::date || ' ' || max(event_ts)::date from events")).Should().Be("2023-03-02 2024-02-29");
    }

    [TestCase("order_items where line_total <> quantity * unit_price")]
    [TestCase("order_items where quantity < 1 or unit_price <= 0")]
    [TestCase("orders o where total_amount <> (select sum(line_total) from order_items i where i.order_id = o.id)")]
    [TestCase("orders o where not exists (select from order_items i where i.order_id = o.id)")]
    [TestCase("(select order_id from order_items group by order_id having count(*) > 5) x")]
    [TestCase("(select order_id from order_items group by order_id, product_id having count(*) > 1) x")]
    [TestCase("order_items i join products p on p.id = i.product_id where unit_price not in (price, round(price * 0.8, 2))")]
    [TestCase("orders o join users u on u.id = o.user_id where u.created_at > o.created_at")]
    [TestCase("order_items i join orders o on o.id = i.order_id join products p on p.id = i.product_id where p.created_at > o.created_at")]
    [TestCase("events e join users u on u.id = e.user_id where u.created_at > e.event_ts")]
    [TestCase("events where event_type = 'purchase' and user_id is null")]
    [TestCase("users where last_login < created_at")]
    [TestCase("products where updated_at < created_at")]
    [TestCase("crm_contacts where converted <> (converted_at is not null) or converted_at < created_at or converted is null")]
    [TestCase("orders where status not in ('pending', 'processing', 'shipped', 'delivered', 'cancelled', 'refunded')")]
    [TestCase("users where plan_type not in ('freemium', 'premium', 'enterprise')")]
    [TestCase("users where country not in ('USA', 'FRA', 'DEU', 'ITA', 'ESP', 'GBR', 'NLD', 'PRT')")]
    [TestCase("products where category not in ('Fashion', 'Sports', 'Beauty', 'Books', 'Electronics', 'Home', 'Toys')")]
    [TestCase("users where email !~ '^[a-z0-9]+[.][a-z0-9]+[.][0-9]+@(example[.](com|org|net)|mail[.]example)$'")]
    [TestCase("orders where created_at < '2025-01-16' or created_at >= '2026-01-16'")]
    [TestCase("orders a join orders b on b.id = a.id + 1 where b.created_at < a.created_at")]
    public async Task Every_row_keeps_the_invariants(string violations)
    {
        (await shop.ScalarAsync($"select count(*) from {violations}")).Should().Be(0L);
    }

    [TestCase("products where description is null")]
    [TestCase("products where description = ''")]
    [TestCase("products where description like '%\"%'")]
    [TestCase("products where description like '%,%'")]
    [TestCase("products where description like E'%\\r\\n%'")]
    [TestCase("products where description like '%\\\\%'")]
    [TestCase("products where description like ' % '")]
    [TestCase("products where description = 'NULL'")]
    [TestCase("users where last_login is null")]
    [TestCase("users where first_name ~ '[éèïñüöß]'")]
    [TestCase("users where not is_active")]
    [TestCase("events where user_id is null")]
    [TestCase("events where metadata is null")]
    [TestCase("events where metadata = '{}'")]
    [TestCase("events where jsonb_typeof(metadata -> 'items') = 'array'")]
    [TestCase("events where metadata -> 'campaign' -> 'tags' ? 'noël'")]
    [TestCase("events where metadata -> 'campaign' = 'null'")]
    [TestCase("events where metadata ->> 'query' ~ '[^[:ascii:]]'")]
    [TestCase("crm_contacts where campaign_id is null")]
    [TestCase("crm_contacts c join users u on u.email = c.email")]
    [TestCase("crm_contacts c left join users u on u.email = c.email where u.id is null")]
    [TestCase("order_items i join products p on p.id = i.product_id where unit_price < price")]
    [TestCase("orders o join users u on u.id = o.user_id where o.country <> u.country")]
    public async Task Data_contains_the_cases_that_tests_need(string rows)
    {
        (await shop.ScalarAsync($"select count(*) from {rows}")).As<long>().Should().BePositive();
    }

    [TestCase("cancelled", 6)]
    [TestCase("refunded", 4)]
    public async Task Some_orders_are_not_revenue(string status, double percent)
    {
        var share = await shop.ScalarAsync($"select (100.0 * count(*) filter (where status = '{status}') / count(*))::float8 from orders");

        share.As<double>().Should().BeApproximately(percent, 1);
    }

    [TestCase(1)]
    [TestCase(10)]
    public async Task A_fifth_to_a_third_of_the_products_make_80_percent_of_revenue(int scale)
    {
        await using var database = await TestPostgres.NewDatabaseAsync();
        await SeedAsync(database, new SeedOptions(Day, scale));

        var share = await database.ScalarAsync(
            """
            with sold as (select sum(line_total) as revenue from order_items group by product_id),
            ranked as (select sum(revenue) over (order by revenue desc) as so_far, sum(revenue) over () as total from sold)
            select (count(*) filter (where so_far <= 0.8 * total))::float8 / (select count(*) from products) from ranked
            """
        );

        share.As<double>().Should().BeInRange(0.18, 0.33);
    }

    [Test]
    public async Task Winter_and_weekends_sell_more()
    {
        (
            await shop.ScalarAsync(
                "select bool_and(n > 0) from (select d, count(o.id) n "
                    + "from generate_series('2025-01-16'::date, '2026-01-15', '1 day') d left join orders o on o.created_at::date = d::date group by 1) x"
            )
        )
            .Should()
            .Be(true);
        (
            await shop.ScalarAsync(
                "select (count(*) filter (where extract(month from created_at) = 12))::float8 / count(*) filter "
                    + "(where extract(month from created_at) = 4) from orders"
            )
        )
            .As<double>()
            .Should()
            .BeGreaterThan(1.5);
        (
            await shop.ScalarAsync(
                "select (count(*) filter (where extract(isodow from created_at) = 6))::float8 / count(*) filter "
                    + "(where extract(isodow from created_at) = 2) from orders"
            )
        )
            .As<double>()
            .Should()
            .BeGreaterThan(1.2);
    }

    [Test]
    public async Task Events_form_a_funnel()
    {
        var steps = await shop.ScalarAsync(
            "select string_agg(event_type, ' > ' order by n desc) from (select event_type, count(*) n from events where event_type in "
                + "('page_view', 'product_view', 'add_to_cart', 'checkout', 'purchase') group by 1) x"
        );

        steps.Should().Be("page_view > product_view > add_to_cart > checkout > purchase");
    }

    [Test]
    public async Task Seeded_schema_matches_the_documentation()
    {
        await using var plain = await TestPostgres.NewDatabaseAsync();
        await plain.ExecuteAsync(ShopSchema.Sql);
        const string schema = """
            select string_agg(line, E'\n' order by line) from (
              select format('%s.%s %s %s %s', attrelid::regclass, attname, format_type(atttypid, atttypmod), attnotnull, pg_get_expr(adbin, adrelid)) as line
              from pg_attribute a left join pg_attrdef d on d.adrelid = attrelid and adnum = attnum
                  where attnum > 0 and attrelid::regclass::text = any ('{users,products,orders,order_items,events,crm_contacts}')
              union all select format('%s %s', conrelid::regclass, pg_get_constraintdef(oid)) from pg_constraint where connamespace = 'public'::regnamespace
              union all select indexdef from pg_indexes where schemaname = 'public') x
            """;

        var text = (await shop.ScalarAsync(schema)).As<string>();

        text.Should().Be((await plain.ScalarAsync(schema)).As<string>());
        text.Should()
            .ContainAll(
                "events.id bigint t nextval('events_id_seq'::regclass)",
                "users.plan_type character varying(20) f 'freemium'::character varying",
                "orders.total_amount numeric(10,2) t",
                "events.metadata jsonb f",
                "order_items FOREIGN KEY (product_id) REFERENCES products(id)",
                "users UNIQUE (email)",
                "crm_contacts UNIQUE (email)",
                "ON public.events USING btree (event_ts)"
            );
        text.Split('\n').Count(l => l.Contains("FOREIGN KEY", StringComparison.Ordinal)).Should().Be(4);
        // 15 explicit ones, six primary keys and two unique constraints.
        text.Split('\n').Count(l => l.Contains(" INDEX ", StringComparison.Ordinal)).Should().Be(23);
    }

    private static Task<SeedReport> SeedAsync(TestDatabase database, SeedOptions options) =>
        Seeder.SeedAsync(database.ConnectionString, options, progress: null, CancellationToken.None);

    private static async Task<string> ContentAsync(TestDatabase database, string table) =>
        (await database.ScalarAsync($"select md5(string_agg(t::text, E'\\n' order by id)) from {table} t")).As<string>();
}
