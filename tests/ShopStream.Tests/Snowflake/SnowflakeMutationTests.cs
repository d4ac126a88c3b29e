using FluentAssertions;
using NUnit.Framework;
using ShopStream.Application.Proving;
using ShopStream.Application.Selection;
using ShopStream.Pipeline.Mutations;
using ShopStream.Quality.MutationTesting;
using ShopStream.Quality.Results;
using ShopStream.Tests.Cli;
using ShopStream.Tests.Elt;

namespace ShopStream.Tests.Snowflake;

/// <summary>Mutants in zero-copy clones, over the driver's protocol.</summary>
[TestFixture, Category("Live")]
internal sealed class SnowflakeMutationTests
{
    private SnowflakeShop shop = null!;

    [OneTimeSetUp]
    public async Task Run_the_pipeline_once()
    {
        shop = await SnowflakeShop.StartAsync();
        await shop.RunAsync(SnowflakeShop.Shipped());
    }

    [OneTimeTearDown]
    public async Task Remove()
    {
        if (shop is not null)
            await shop.DisposeAsync();
    }

    [Test]
    public async Task Mutants_are_planted_in_clones_and_the_warehouse_is_unchanged()
    {
        var before = Tables();
        var earlier = shop.Snowflake.Statements.Count;

        var report = await ProveAsync(faults: Lane.Pick(usual: 6, nightly: 60));

        report.NotProven.Should().BeEmpty("every check is judged in the clones, too");
        report.Faults.Where(f => f.Outcome == MutantOutcome.Error).Should().BeEmpty();
        report.Open.Select(f => $"{f.Id}: {f.Description}").Should().BeEmpty();
        report.Count(MutantOutcome.Caught).Should().BeGreaterThan(Lane.Pick(usual: 3, nightly: 45));
        report.Faults.Select(f => f.Layer).Distinct(StringComparer.Ordinal).Should().HaveCountGreaterThanOrEqualTo(Lane.Pick(usual: 3, nightly: 6));
        Tables().Should().Equal(before, "only clones are changed");
        var said = shop.Snowflake.Statements.Skip(earlier).ToList();
        said.Should()
            .Contain(s =>
                s.Sql.StartsWith(
                    "CREATE OR REPLACE TRANSIENT SCHEMA \"SHOPSTREAM_DWH_PROOF\".\"GOOD_RAW\" CLONE \"SHOPSTREAM_DWH\".\"RAW\"",
                    StringComparison.Ordinal
                )
            );
        said.Where(s => s.Role is "SHOPSTREAM_CHECKER")
            .Should()
            .OnlyContain(s =>
                s.Sql.StartsWith("SELECT", StringComparison.Ordinal)
                || s.Sql.StartsWith("WITH", StringComparison.Ordinal)
                || s.Sql.StartsWith("ALTER SESSION", StringComparison.Ordinal)
                || s.Sql.StartsWith("USE SCHEMA", StringComparison.Ordinal)
            );
        shop.Query("SELECT COUNT(*) FROM SHOPSTREAM_DWH_PROOF.INFORMATION_SCHEMA.TABLES").Should().Be("0", "the clones are dropped");
    }

    [NightlyCase]
    public async Task Same_seed_plants_the_same_mutants_as_in_DuckDB()
    {
        var faults = Lane.Pick(usual: 5, nightly: 40);
        var embedded = await Faults.LoadedShop.GetAsync();
        var settings = Repository.Settings(embedded.Copy().Work, null, ("seed", "7"));
        var there = await new MutationSession(
            new ProveRequest
            {
                Settings = settings,
                MutantCount = faults,
                Jobs = 1,
            },
            SelectedSpecs.Load(settings, CancellationToken.None),
            TimeProvider.System,
            ShopStream.Application.Progress.WorkObserver.None
        ).RunAsync(CancellationToken.None);

        var here = await ProveAsync(faults, seed: 7);

        // Snowflake's integers have other types, so other columns can be exchanged: the samples differ in some mutants.
        var both = Outcomes(there).Select(f => f.Id).Intersect(Outcomes(here).Select(f => f.Id), StringComparer.Ordinal).ToHashSet(StringComparer.Ordinal);
        both.Should().HaveCountGreaterThan(faults / 4);
        Outcomes(here).Where(f => both.Contains(f.Id)).Should().Equal(Outcomes(there).Where(f => both.Contains(f.Id)));
    }

    [Test]
    public async Task Missing_mutation_database_is_reported_with_the_fix()
    {
        var open = async () =>
            await SnowflakeMutationEngine.OpenAsync(shop.Settings with { Database = "SHOPSTREAM_OTHER" }, shop.Options, CancellationToken.None);
        (await open.Should().ThrowAsync<UsageException>()).Which.Message.Should().Contain("shopstream setup snowflake");
    }

    [Test]
    public async Task Statements_are_printed_without_planting_mutants()
    {
        var earlier = shop.Snowflake.Statements.Count;
        await using var runData = await shop.Pipeline.OpenAsync(null, null, CancellationToken.None);

        var parts = await MutationSql.OfAsync(shop.Options, runData, new MutationOptions(1, 6, 1), CancellationToken.None);

        parts[0].Statements.Should().Contain("CREATE OR REPLACE TRANSIENT SCHEMA \"SHOPSTREAM_DWH_PROOF\".\"GOOD_CORE\" CLONE \"SHOPSTREAM_DWH\".\"CORE\"");
        parts[^1].Statements.Should().OnlyContain(s => s.StartsWith("DROP SCHEMA IF EXISTS \"SHOPSTREAM_DWH_PROOF\".", StringComparison.Ordinal));
        parts.Should().HaveCount(8);
        parts
            .Skip(1)
            .SkipLast(1)
            .Should()
            .OnlyContain(p => p.Statements[0].StartsWith("CREATE OR REPLACE TRANSIENT TABLE \"PLANTED\".", StringComparison.Ordinal));
        shop.Snowflake.Statements.Skip(earlier)
            .Should()
            .OnlyContain(s =>
                s.Sql.StartsWith("SELECT", StringComparison.Ordinal)
                || s.Sql.StartsWith("WITH", StringComparison.Ordinal)
                || s.Sql.StartsWith("ALTER SESSION", StringComparison.Ordinal)
            );

        // The printed statements run as printed.
        foreach (var statement in parts.SelectMany(p => p.Statements))
            shop.Snowflake.Execute(statement, "SHOPSTREAM_DWH_PROOF");
    }

    private Task<MutationReport> ProveAsync(int faults, int seed = 42)
    {
        var settings = Repository.Settings(shop.Options.WorkFolder, null, ("date", $"{ShopRun.Date:yyyy-MM-dd}"), ("seed", $"{seed}")) with
        {
            Pipeline = shop.Options,
        };
        return new MutationSession(
            new ProveRequest
            {
                Settings = settings,
                MutantCount = faults,
                Jobs = 1,
            },
            SelectedSpecs.Load(settings, CancellationToken.None),
            TimeProvider.System,
            ShopStream.Application.Progress.WorkObserver.None
        ).RunAsync(CancellationToken.None);
    }

    private static IEnumerable<(string Id, MutantOutcome Outcome, long Rows, decimal? Amount)> Outcomes(MutationReport report) =>
        report.Faults.Select(f => (f.Id, f.Outcome, f.Rows, f.Amount));

    private IReadOnlyList<string> Tables() =>
        [
            .. new[] { "RAW.ORDERS", "RAW.ORDER_ITEMS", "CORE.FACT_ORDERS", "MARTS.MART_SALES_OVERVIEW", "MARTS.MART_CUSTOMER_RFM" }.Select(t =>
                $"{t} {shop.Query($"SELECT COUNT(*) FROM {t}")} {shop.Query($"SELECT HASH_AGG(*) FROM {t}")}"
            ),
        ];
}
