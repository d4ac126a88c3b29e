using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Results;
using ShopStream.Tests.Faults;
using ShopStream.Tests.Sandbox;

namespace ShopStream.Tests.Cli;

/// <summary>Tables and columns are looked up in the catalogs before any table is read.</summary>
[TestFixture, Category("Live")]
public sealed class LookUpTests
{
    private TestWorkspace place = null!;
    private TestDatabase database = null!;

    [SetUp]
    public async Task Open()
    {
        place = new TestWorkspace();
        database = await TestPostgres.SeededDatabaseAsync();
    }

    [TearDown]
    public async Task Close()
    {
        place.Dispose();
        if (database is not null)
            await database.DisposeAsync();
    }

    [Test]
    public async Task All_unknown_tables_and_columns_are_reported_before_reading_data()
    {
        var features = place.Features(
            "source ordrs is not empty",
            "emial is never null in source users",
            "raw orders has as many rows as source orders",
            "line_revenu in core fact_orders is never negative",
            "mart mart_sales is not empty"
        );

        var output = await RunAsync("--features", features);

        output.ExitCode.Should().Be(ExitCodes.Usage);
        output
            .Out.Should()
            .Contain("features/a.feature:3: there is no table source ordrs; did you mean orders?")
            .And.Contain("features/a.feature:5: source users has no column emial; did you mean email?")
            .And.Contain("features/a.feature:9: core fact_orders has no column line_revenu; did you mean line_revenue")
            .And.Contain("features/a.feature:11: there is no table mart mart_sales")
            .And.NotContain("a.feature:7");
        (await RowsReadAsync()).Should().Be(0);
        Directory.EnumerateFiles(place.In("work"), "*.csv", SearchOption.AllDirectories).Should().BeEmpty();
    }

    [Test]
    public async Task Missing_table_from_the_settings_is_reported_before_reading_data()
    {
        var settings = place.With(
            "my.runsettings",
            (await File.ReadAllTextAsync(Repository.SettingsFile)).Replace("events, crm_contacts\"", "events, crm_contacts, shops\"", StringComparison.Ordinal)
        );

        var output = await RunAsync("--settings", settings, "--features", place.Features("raw users is not empty"));

        output.ExitCode.Should().Be(ExitCodes.Usage);
        output.Out.Should().Contain("schema public, has no table shops").And.Contain("(setting source.tables)");
        (await RowsReadAsync()).Should().Be(0);
    }

    [Test]
    public async Task A_good_run_reads_the_tables_and_changes_nothing_in_the_source()
    {
        var output = await RunAsync("--features", place.Features("raw orders has as many rows as source orders"));

        output.ExitCode.Should().Be(ExitCodes.Passed, $"{output}");
        (await RowsReadAsync()).Should().BePositive();
        (await database.ScalarAsync("SELECT SUM(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_user_tables")).Should().Be(0m);
        (
            await database.ScalarAsync(
                "SELECT COUNT(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'public' AND c.relkind = 'r'"
            )
        )
            .Should()
            .Be(6L);
    }

    private Task<ProgramOutput> RunAsync(params string[] arguments) =>
        ShopProgram.RunAsync(LoadedShop.Source(database.ConnectionString), ["run", .. place.Options, .. arguments]);

    // A backend hands its counts over when it ends.
    private async Task<decimal> RowsReadAsync()
    {
        await Task.Delay(500);
        return (decimal)(await database.ScalarAsync("SELECT SUM(seq_tup_read + COALESCE(idx_tup_fetch, 0)) FROM pg_stat_user_tables"))!;
    }
}
