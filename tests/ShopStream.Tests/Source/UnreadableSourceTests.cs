using FluentAssertions;
using Npgsql;
using NUnit.Framework;
using ShopStream.Pipeline.Source;
using ShopStream.Quality.Results;
using ShopStream.Tests.Elt;
using ShopStream.Tests.Sandbox;

namespace ShopStream.Tests.Source;

/// <summary>A source that cannot be read as the settings say: what to correct is named, and no password is shown.</summary>
[TestFixture, Category("Live")]
internal sealed class UnreadableSourceTests
{
    [Test]
    public async Task Columns_that_differ_only_by_case_are_rejected()
    {
        await using var database = await TestPostgres.SeededDatabaseAsync();
        await database.ExecuteAsync("ALTER TABLE orders ADD \"Status\" text");
        using var shop = new ShopRun();
        (await shop.Invoking(s => s.RunAsync(database.ConnectionString)).Should().ThrowAsync<UsageException>())
            .Which.Message.Should()
            .Contain("source orders")
            .And.Contain("Status");
    }

    [Test]
    public async Task Unreachable_source_is_named_without_its_password()
    {
        var nowhere = new SourceAddress(
            "Host=127.0.0.1;Port=9;Database=shop;Username=reader;Password=not-the-password",
            "public",
            ["orders"],
            TimeSpan.FromSeconds(5)
        );

        var e = (
            await FluentActions
                .Invoking(() => SourceSnapshot.TakeAsync(nowhere, 1, shared: true, CancellationToken.None))
                .Should()
                .ThrowAsync<InfrastructureException>()
        ).Which;

        e.Message.Should().Contain("127.0.0.1:9").And.Contain("shop").And.Contain("PGHOST").And.NotContain("not-the-password");
        $"{e.InnerException}".Should().NotContain("not-the-password");
    }

    [Test]
    public async Task Wrong_password_is_not_printed()
    {
        await using var database = await TestPostgres.NewDatabaseAsync();
        var wrong = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Database = "no_such_database", Password = "not-the-password" };

        var e = (
            await FluentActions
                .Invoking(() => SourceSnapshot.TakeAsync(Landing.Source(wrong.ConnectionString, "orders"), 1, shared: true, CancellationToken.None))
                .Should()
                .ThrowAsync<UsageException>()
        ).Which;

        e.Message.Should().Contain("no_such_database").And.NotContain("not-the-password");
    }

    [Test]
    public async Task Missing_table_is_reported_with_the_nearest_name()
    {
        await using var database = await TestPostgres.SeededDatabaseAsync();
        using var shop = new ShopRun();
        var source = ShopRun.Source(database.ConnectionString) with { Tables = ["users", "products", "ordres", "order_items", "events", "crm_contacts"] };

        (await shop.Invoking(s => s.Pipeline().RunAsync(source, ShopRun.Date, "test", [], [], CancellationToken.None)).Should().ThrowAsync<UsageException>())
            .Which.Message.Should()
            .Contain("ordres")
            .And.Contain("did you mean orders")
            .And.Contain("source.tables");
        Directory.EnumerateFiles(shop.LakeFolder, "*", SearchOption.AllDirectories).Should().BeEmpty();
    }

    [Test]
    public async Task Table_named_twice_is_rejected()
    {
        await using var database = await TestPostgres.SeededDatabaseAsync();
        await database.ExecuteAsync("CREATE TABLE \"Orders\" (id int)");
        using var shop = new ShopRun();
        foreach (var twice in new[] { "orders", "Orders" })
        {
            var source = ShopRun.Source(database.ConnectionString) with { Tables = [.. ShopRun.Tables, twice] };
            (
                await shop.Invoking(s => s.Pipeline().RunAsync(source, ShopRun.Date, "test", [], [], CancellationToken.None))
                    .Should()
                    .ThrowAsync<UsageException>()
            )
                .Which.Message.Should()
                .Contain(twice)
                .And.Contain("source.tables");
        }
    }

    [Test]
    public async Task Table_without_SELECT_privilege_is_reported()
    {
        await using var database = await TestPostgres.SeededDatabaseAsync();
        var reader = $"reader_{Guid.NewGuid():n}";
        await database.ExecuteAsync(
            $"CREATE ROLE {reader} LOGIN PASSWORD 'secret'; GRANT USAGE ON SCHEMA public TO {reader}; "
                + $"GRANT SELECT ON users, products, orders, events, crm_contacts TO {reader}"
        );
        try
        {
            var connection = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Username = reader, Password = "secret" };
            for (var time = 0; time < 5; time++)
            {
                using var shop = new ShopRun();
                (await shop.Invoking(s => s.RunAsync(connection.ConnectionString)).Should().ThrowAsync<UsageException>())
                    .Which.Message.Should()
                    .Contain("order_items")
                    .And.Contain("GRANT SELECT ON");
            }
        }
        finally
        {
            await database.ExecuteAsync($"DROP OWNED BY {reader}; DROP ROLE {reader}");
        }
    }
}
