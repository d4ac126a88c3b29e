using FluentAssertions;
using NUnit.Framework;
using ShopStream.Application.Comparing;
using ShopStream.Application.Progress;
using ShopStream.Pipeline.Changes;
using ShopStream.Pipeline.Models;
using ShopStream.Pipeline.Options;
using ShopStream.Quality.Changes;
using ShopStream.Quality.Redaction;
using ShopStream.Quality.Results;
using ShopStream.Tests.Changes;
using ShopStream.Tests.Cli;
using ShopStream.Tests.Elt;
using ShopStream.Tests.Models;
using ShopStream.Tests.Snowflake.StandIn;

namespace ShopStream.Tests.Snowflake;

/// <summary>compare in zero-copy clones, over the driver's protocol.</summary>
[TestFixture, Category("Live")]
internal sealed class SnowflakeCompareTests : SnowflakeFixture
{
    private const string Sales = "marts/mart_sales_overview.sql";
    private const string Scratch = "SHOPSTREAM_DWH_PROOF";

    [OneTimeSetUp]
    public Task RunAsync() => Shop.RunAsync();

    [TearDown]
    public void Nothing_is_left_behind() => Schemas().Should().BeEmpty("clones are dropped after every comparison, however it ends");

    [Test]
    public async Task Filter_in_a_mart_is_reported_to_the_cent_and_nothing_else_is_written()
    {
        using var clone = GitClone.WithShop();
        clone.Replace($"models/{Sales}", "FROM {{ ref('fact_orders') }}", "FROM {{ ref('fact_orders') }}\n    WHERE status <> 'pending'");
        var net = Shop.Query("SELECT -SUM(LINE_REVENUE) FROM CORE.FACT_ORDERS WHERE STATUS = 'pending'")!;
        var (before, earlier) = (Tables(), Snowflake.Statements.Count);

        var result = await CompareAsync(clone);

        result.ExitCode.Should().Be(ExitCodes.Failed);
        result.Report.Unexpected.Select(f => $"{f}").Should().Contain($"mart mart_sales_overview, metric revenue: {net}");
        result.Report.Metrics[0].Dimensions.Single(d => d.Name is "day").Moved.Should().BePositive();
        Tables().Should().Equal(before, "only clones are changed");
        var said = Snowflake.Statements.Skip(earlier).ToList();
        said.Should()
            .Contain(s =>
                s.Sql.StartsWith($"CREATE TRANSIENT SCHEMA \"{Scratch}\".\"COMPARE_", StringComparison.Ordinal)
                && s.Sql.EndsWith("_BASE_RAW\" CLONE \"SHOPSTREAM_DWH\".\"RAW\"", StringComparison.Ordinal)
            );
        said.Should()
            .Contain(s => s.Sql.EndsWith(" CLONE \"SHOPSTREAM_DWH\".\"CORE\".\"FACT_ORDERS\"", StringComparison.Ordinal), "unchanged models are not built");
        said.Where(s => IsDefinition(s.Sql))
            .Should()
            .OnlyContain(s => s.Role == "SHOPSTREAM_TRANSFORMER" && s.Sql.Contains($" \"{Scratch}\".\"COMPARE_", StringComparison.Ordinal));
    }

    // The shop in DuckDB is loaded from the same source.
    [TestCaseSource(nameof(Edits))]
    public async Task Change_has_the_same_effect_as_in_DuckDB(ModelEdit edit)
    {
        using var models = ComparedShop.Models();
        edit.Apply(models);
        var embedded = Repository.Settings((await Faults.LoadedShop.GetAsync()).Copy().Work, null, ("warehouse.threads", "1"));

        var there = await FindAsync(embedded.Pipeline with { BusinessMetrics = Shop.Options.BusinessMetrics }, models, edit);
        var here = await FindAsync(Shop.Options, models, edit);

        // Groups that change by the same amount are in no order.
        ComparedShop.FactsOf(here).Should().BeEquivalentTo(ComparedShop.FactsOf(there));
        here.Tables.Select(Origins).Should().Equal(there.Tables.Select(Origins));

        static string Origins(TableChange table) => $"{table.Dataset} {table.IsOwn}: {string.Join(", ", table.Origins)}";
    }

    [Test]
    public async Task Refactoring_without_effect_has_no_differences()
    {
        using var models = ComparedShop.Models();
        ModelEdit.Replace("core/fact_orders.sql", "FROM lines", "FROM (SELECT * FROM lines) AS lines")(models);

        var found = await FindAsync(Shop.Options, models, null);

        found.Compared.Should().Be(4);
        found.Tables.Should().BeEmpty();
    }

    [Test]
    public async Task Order_of_ties_that_depends_on_chance_is_reported()
    {
        using var models = ComparedShop.Models();
        ModelEdit.Replace(
            "marts/mart_product_performance.sql",
            "(ORDER BY total_revenue DESC, product_id) AS revenue_rank",
            "(ORDER BY category) AS revenue_rank"
        )(models);

        var found = await FindAsync(Shop.Options, models, null);

        found.Tables.Should().ContainSingle().Which.ByChance.Should().Contain("revenue_rank");
    }

    [Test]
    public async Task Wrong_SQL_names_side_file_and_line_and_the_tables_as_the_model_does()
    {
        using var clone = GitClone.WithShop();
        clone.Replace($"models/{Sales}", "SUM(line_revenue)", "SUM(line_revenues)");

        var thrown = (await FluentActions.Awaiting(() => CompareAsync(clone)).Should().ThrowAsync<UsageException>()).Which;

        thrown.Message.Should().Contain("at the head: The models in").And.Contain($"{Sales}:").And.Contain("LINE_REVENUES").And.NotContain("COMPARE_");
    }

    [Test]
    public async Task Value_that_a_model_cannot_convert_is_not_shown()
    {
        using var models = ComparedShop.Models();
        ModelEdit.Replace("core/dim_users.sql", "u.email,", "CAST(u.email AS NUMBER) AS email,")(models);
        var email = Shop.Query("SELECT EMAIL FROM RAW.USERS ORDER BY ID LIMIT 1")!;

        var thrown = (await FluentActions.Awaiting(() => FindAsync(Shop.Options, models, null)).Should().ThrowAsync<UsageException>()).Which;

        thrown
            .Message.Should()
            .Contain("core/dim_users.sql:")
            .And.Contain("(hidden)")
            .And.NotContain(email[(email.IndexOf('@', StringComparison.Ordinal) + 1)..]);
    }

    [TestCase("CREATE TRANSIENT SCHEMA")]
    [TestCase("CREATE TRANSIENT TABLE")]
    [TestCase("SELECT COUNT(*)")]
    public async Task Clones_are_dropped_after_a_fault(string at)
    {
        using var models = Changed();
        var planted = 0;
        Snowflake.Faults.Error = sql =>
            sql.StartsWith(at, StringComparison.Ordinal) && sql.Contains("COMPARE_", StringComparison.Ordinal) && ++planted == 2
                ? new SnowflakeError(604, "57014", "planted")
                : null;

        await FluentActions.Awaiting(() => FindAsync(Shop.Options, models, null)).Should().ThrowAsync<InfrastructureException>();

        planted.Should().BeGreaterThanOrEqualTo(2);
    }

    [Test]
    public async Task Clones_are_dropped_after_a_lost_connection()
    {
        using var models = Changed();
        var dropped = 0;
        Snowflake.Faults.Drop = sql =>
            sql.StartsWith("CREATE TRANSIENT TABLE", StringComparison.Ordinal) && sql.Contains("COMPARE_", StringComparison.Ordinal) && ++dropped == 1;

        var thrown = await FluentActions.Awaiting(() => FindAsync(Shop.Options, models, null)).Should().ThrowAsync<InfrastructureException>();

        thrown.Which.Message.Should().Contain("to transform with TRANSFORM_WH").And.Contain("Nothing that is kept was changed. Run again.");
    }

    [Test]
    public async Task Clones_are_dropped_after_a_cancellation()
    {
        using var models = Changed();
        using var cancel = new CancellationTokenSource();
        Snowflake.Faults.Error = sql =>
        {
            if (sql.StartsWith("CREATE TRANSIENT TABLE", StringComparison.Ordinal) && sql.Contains("_DIFFERENCES\"", StringComparison.Ordinal))
                cancel.Cancel();
            return null;
        };

        await FluentActions.Awaiting(() => FindAsync(Shop.Options, models, null, cancel.Token)).Should().ThrowAsync<OperationCanceledException>();
    }

    [Test]
    public async Task Clones_of_a_comparison_that_was_killed_are_dropped_a_day_later()
    {
        using var models = Changed();
        foreach (var time in new[] { "20200101120000", "29990101120000" })
            await TransformAsync($"CREATE TRANSIENT SCHEMA \"{Scratch}\".\"COMPARE_{time}_0A1B2C3D_BASE_RAW\"");

        await FindAsync(Shop.Options, models, null);

        Schemas().Should().Equal("COMPARE_29990101120000_0A1B2C3D_BASE_RAW");
        await TransformAsync($"DROP SCHEMA \"{Scratch}\".\"COMPARE_29990101120000_0A1B2C3D_BASE_RAW\"");
    }

    [TestCase("USAGE, CREATE SCHEMA ON DATABASE SHOPSTREAM_DWH_PROOF FROM ROLE SHOPSTREAM_TRANSFORMER", "SHOPSTREAM_DWH_PROOF")]
    [TestCase(
        "SELECT ON FUTURE TABLES IN SCHEMA SHOPSTREAM_DWH.RAW FROM ROLE SHOPSTREAM_TRANSFORMER; "
            + "SELECT ON ALL TABLES IN SCHEMA SHOPSTREAM_DWH.RAW FROM ROLE SHOPSTREAM_TRANSFORMER",
        "does not exist or not authorized"
    )]
    public async Task Missing_grant_is_reported_with_the_fix(string grants, string said)
    {
        using var models = Changed();
        foreach (var grant in grants.Split("; "))
            Snowflake.Execute("REVOKE " + grant, Shop.Settings.Database);
        try
        {
            var thrown = await FluentActions.Awaiting(() => FindAsync(Shop.Options, models, null)).Should().ThrowAsync<UsageException>();
            thrown.Which.Message.Should().Contain(said).And.Contain("shopstream setup snowflake");
        }
        finally
        {
            await Shop.SetUpAsync();
        }
    }

    [NightlyCase]
    public async Task Another_database_of_the_account_can_be_the_base()
    {
        using var clone = GitClone.WithShop();
        await Shop.SetUpAsync("SHOPSTREAM_OTHER");
        foreach (var table in ShopRun.Tables)
            Snowflake.Execute($"CREATE TABLE SHOPSTREAM_OTHER.RAW.{table} AS SELECT * FROM SHOPSTREAM_DWH.RAW.{table}", "SHOPSTREAM_OTHER");
        var (id, amount) = (
            Shop.Query("SELECT MIN(ID) FROM RAW.ORDERS WHERE STATUS = 'delivered'"),
            Shop.Query("SELECT TOTAL_AMOUNT FROM RAW.ORDERS WHERE STATUS = 'delivered' ORDER BY ID LIMIT 1")
        );
        Snowflake.Execute($"DELETE FROM SHOPSTREAM_OTHER.RAW.ORDERS WHERE ID = {id}", "SHOPSTREAM_OTHER");

        var result = await CompareAsync(clone, r => r with { BaseWarehouse = "shopstream_other" });

        result.Report.Notes.Should().ContainMatch("The base is built from the rows of shopstream_other*");
        result.Report.Unexpected.Select(f => $"{f}").Should().Contain($"mart mart_sales_overview, metric revenue: +{amount}");
    }

    [TestCase(null, "2026-01-01", "--base-date loads another date into a scratch warehouse*--warehouse duckdb*")]
    [TestCase("other/warehouse.duckdb", null, "--base-warehouse is 'other/warehouse.duckdb': expected the name of a database*")]
    public async Task Rows_that_Snowflake_does_not_have_are_refused(string? warehouse, string? date, string message)
    {
        using var clone = GitClone.WithShop();

        var comparing = () =>
            CompareAsync(clone, r => r with { BaseWarehouse = warehouse, BaseDate = date is null ? null : DateOnly.ParseExact(date, "yyyy-MM-dd") });

        await comparing.Should().ThrowAsync<UsageException>().WithMessage(message);
    }

    [Test]
    public async Task Rows_that_a_run_replaced_meanwhile_are_not_judged()
    {
        using var clone = GitClone.WithShop();
        clone.Replace($"models/{Sales}", "SUM(line_revenue)", "SUM(line_revenue + 1)");
        Snowflake.Faults.Error = sql =>
        {
            if (sql.Contains("_DIFFERENCES\"", StringComparison.Ordinal))
                Snowflake.Execute("""UPDATE "META"."LOADS" SET "RUN_ID" = 'another' WHERE "IS_CURRENT" """, Shop.Settings.Database);
            return null;
        };
        try
        {
            (await FluentActions.Awaiting(() => CompareAsync(clone)).Should().ThrowAsync<InfrastructureException>())
                .Which.Message.Should()
                .Contain("while it was being read");
        }
        finally
        {
            Snowflake.Faults.Error = null;
            await Shop.RunAsync();
        }
    }

    private static IEnumerable<ModelEdit> Edits() => ModelEdits.All.Where((_, i) => i % Lane.Pick(usual: 12, nightly: 1) == 0);

    private static bool IsDefinition(string sql) =>
        new[] { "CREATE", "DROP", "INSERT", "DELETE", "UPDATE", "ALTER TABLE", "COPY" }.Any(w => sql.StartsWith(w, StringComparison.Ordinal));

    private static TestFolder Changed()
    {
        var models = ComparedShop.Models();
        ModelEdit.Replace(Sales, "SUM(line_revenue)", "SUM(line_revenue + 1)")(models);
        return models;
    }

    private static Task<FoundChanges> FindAsync(PipelineOptions options, TestFolder models, ModelEdit? edit, CancellationToken cancellationToken = default)
    {
        var head = options with { ModelsFolder = models.Path };
        return ModelComparison.RunAsync(
            new ComparisonRequest
            {
                Head = edit?.Head(head) ?? head,
                Base = options with { ModelsFolder = ModelProject.ShippedFolder },
                BaseName = "main",
                RawTables = ShopRun.Tables,
                Redaction = new RedactionPolicy(SampleLevel.Keys, PersonalColumns.Default),
            },
            cancellationToken
        );
    }

    private Task<CompareResult> CompareAsync(GitClone clone, Func<CompareRequest, CompareRequest>? change = null)
    {
        var settings = Repository.Settings(
            Shop.Options.WorkFolder,
            null,
            ("features", clone.In("features")),
            ("models", clone.In("models")),
            ("out", clone.In("reports")),
            ("date", $"{ShopRun.Date:yyyy-MM-dd}")
        );
        var request = new CompareRequest
        {
            Settings = settings with { Pipeline = Shop.Options with { ModelsFolder = clone.In("models") } },
            SettingsFile = clone.Settings,
            Options = new Dictionary<string, string>(StringComparer.Ordinal) { ["models"] = clone.In("models") },
            Ref = "HEAD",
        };
        return new CompareUseCase(TimeProvider.System).RunAsync(change?.Invoke(request) ?? request, WorkObserver.None, CancellationToken.None);
    }

    private async Task TransformAsync(string sql)
    {
        await using var session = await ShopStream.Pipeline.Warehouse.Snowflake.SnowflakeSession.OpenAsync(
            ShopStream.Pipeline.Warehouse.Snowflake.SnowflakeProvider.Find(),
            Shop.Settings,
            Purpose.Transform,
            "test",
            TimeSpan.FromSeconds(20),
            CancellationToken.None
        );
        await session.ExecuteAsync(sql, CancellationToken.None);
    }

    private IReadOnlyList<string> Schemas() =>
        [
            .. Snowflake
                .Execute($"SELECT SCHEMA_NAME FROM {Scratch}.INFORMATION_SCHEMA.SCHEMATA WHERE STARTSWITH(SCHEMA_NAME, 'COMPARE_')", Scratch)
                .Rows.Select(r => r[0]!),
        ];

    private IReadOnlyList<string> Tables() =>
        [
            .. new[] { "RAW.ORDERS", "RAW.ORDER_ITEMS", "CORE.FACT_ORDERS", "MARTS.MART_SALES_OVERVIEW", "MARTS.MART_CUSTOMER_RFM" }.Select(t =>
                $"{t} {Shop.Query($"SELECT COUNT(*) FROM {t}")} {Shop.Query($"SELECT HASH_AGG(*) FROM {t}")}"
            ),
        ];
}
