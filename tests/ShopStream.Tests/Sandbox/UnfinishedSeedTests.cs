using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Results;
using ShopStream.Sandbox;
using ShopStream.Sandbox.Seeding;

namespace ShopStream.Tests.Sandbox;

/// <summary>A database is seeded as a whole or not at all.</summary>
[TestFixture, Category("Live")]
public sealed class UnfinishedSeedTests
{
    private static readonly string UserObjects =
        "select count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'";

    [TestCase("create table old_orders (id int)", "public.old_orders")]
    [TestCase("create view v as select 1 as one", "public.v")]
    [TestCase("create sequence s", "public.s")]
    [TestCase("create schema crm; create table crm.\"Contacts\" (id int)", "crm.\"Contacts\"")]
    [TestCase("create materialized view m as select 1 as one", "public.m")]
    public async Task Nonempty_database_is_left_unchanged(string ddl, string found)
    {
        await using var database = await TestPostgres.NewDatabaseAsync();
        await database.ExecuteAsync(ddl);
        var before = await database.ScalarAsync(UserObjects);

        var seed = () => Seeder.SeedAsync(database.ConnectionString, TestPostgres.SeedOptions, progress: null, CancellationToken.None);

        (await seed.Should().ThrowAsync<UsageException>()).Which.Message.Should().ContainAll(found, database.Name, "Nothing was changed", "empty database");
        (await database.ScalarAsync(UserObjects)).Should().Be(before);
    }

    [Test]
    public async Task Only_one_of_two_concurrent_seeds_succeeds()
    {
        await using var database = await TestPostgres.NewDatabaseAsync();

        var seeds = Enumerable
            .Range(0, 2)
            .Select(_ => Task.Run(() => Seeder.SeedAsync(database.ConnectionString, TestPostgres.SeedOptions, progress: null, CancellationToken.None)))
            .ToArray();
        await Task.WhenAll(seeds.Select(s => s.ContinueWith(_ => { }, TaskScheduler.Default)));

        seeds.Should().ContainSingle(s => s.IsCompletedSuccessfully);
        seeds.Single(s => s.IsFaulted).Exception!.InnerException.Should().BeOfType<UsageException>();
        (await database.ScalarAsync("select count(*) from orders")).Should().Be(5000L);
    }

    [TestCase("users")]
    [TestCase("order_items")]
    [TestCase("keys and indexes")]
    public async Task Cancelled_seed_leaves_the_database_empty(string step)
    {
        await using var database = await TestPostgres.NewDatabaseAsync();
        using var cancel = new CancellationTokenSource();

        var seed = () => Seeder.SeedAsync(database.ConnectionString, TestPostgres.SeedOptions, new CancelAt(step, cancel), cancel.Token);

        await seed.Should().ThrowAsync<OperationCanceledException>();
        (await database.ScalarAsync(UserObjects)).Should().Be(0L);
    }

    [Test]
    public async Task Server_failure_during_seeding_leaves_the_database_empty()
    {
        await using var database = await TestPostgres.NewDatabaseAsync();
        var kill = new At(
            "events",
            () =>
                database
                    .ExecuteAsync("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()")
                    .GetAwaiter()
                    .GetResult()
        );

        var seed = () => Seeder.SeedAsync(database.ConnectionString, TestPostgres.SeedOptions, kill, CancellationToken.None);

        (await seed.Should().ThrowAsync<InfrastructureException>()).Which.Message.Should().Contain(database.Name);
        (await database.ScalarAsync(UserObjects)).Should().Be(0L);
    }

    [Test]
    public async Task Missing_CREATE_privilege_is_reported()
    {
        await using var database = await TestPostgres.NewDatabaseAsync();
        await database.ExecuteAsync("revoke create on schema public from public; drop role if exists reader; create role reader login password 'reader'");
        var reader = new Npgsql.NpgsqlConnectionStringBuilder(database.ConnectionString) { Username = "reader", Password = "reader" };

        var seed = () => Seeder.SeedAsync(reader.ConnectionString, TestPostgres.SeedOptions, progress: null, CancellationToken.None);

        (await seed.Should().ThrowAsync<UsageException>()).Which.Message.Should().ContainAll("schema public", "GRANT CREATE");
    }

    private sealed class At(string step, Action act) : IProgress<SeedProgress>
    {
        private bool done;

        public void Report(SeedProgress value)
        {
            if (done || !string.Equals(value.Step, step, StringComparison.Ordinal))
                return;
            done = true;
            act();
        }
    }

    private sealed class CancelAt(string step, CancellationTokenSource cancel) : IProgress<SeedProgress>
    {
        public void Report(SeedProgress value)
        {
            if (string.Equals(value.Step, step, StringComparison.Ordinal))
                cancel.Cancel();
        }
    }
}
