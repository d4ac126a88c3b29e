using FluentAssertions;
using NUnit.Framework;
using ShopStream.Application.Composition;
using ShopStream.Application.Selection;
using ShopStream.Application.Settings;
using ShopStream.Pipeline.Elt;
using ShopStream.Pipeline.Mutations;
using ShopStream.Pipeline.Mutations.Kinds;
using ShopStream.Pipeline.Warehouse;
using ShopStream.Pipeline.Warehouse.DuckDb;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Execution;
using ShopStream.Quality.History;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.MutationTesting;
using ShopStream.Tests.Cli;
using ShopStream.Tests.Faults;

namespace ShopStream.Tests.MutationTesting;

/// <summary>Plants and removes mutants in copies of the data of a real run.</summary>
[TestFixture, Category("Live")]
internal sealed class MutationWorkspaceTests
{
    private LoadedShop shop = null!;
    private ShopSettings settings = null!;
    private RunData runData = null!;

    [OneTimeSetUp]
    public async Task Run_the_pipeline_once()
    {
        shop = await LoadedShop.GetAsync();
        settings = Repository.Settings(shop.Copy().Work);
        runData = await new ShopPipeline(settings.Pipeline, TimeProvider.System, new Stages(null), null).OpenAsync(null, null, CancellationToken.None);
    }

    [OneTimeTearDown]
    public async Task Remove()
    {
        if (runData is not null)
            await runData.DisposeAsync();
    }

    [Test]
    public async Task Suite_passes_after_every_mutant_is_removed()
    {
        var faults = Lane.Pick(usual: 4, nightly: 100);
        await using var workspaces = await OpenAsync(faults, jobs: 2);
        var specifications = SelectedSpecs.Load(settings, CancellationToken.None).Specifications.ForRun(runData.Manifest.Date);
        specifications.Validate(runData.Catalog, new HashSet<Layer>());
        var context = new EvaluationContext(
            EvaluationContext.MomentOf(TimeProvider.System.GetUtcNow(), runData.Manifest.Date),
            runData.Manifest.Date,
            RunHistory.Empty
        );

        var off = await Task.WhenAll(
            workspaces.Workspaces.Select(
                (workspace, i) =>
                    Task.Run(async () =>
                    {
                        var tester = new MutationTester(specifications, runData.Catalog, context, settings.RedactionPolicy);
                        var red = new List<string>();
                        foreach (var mutant in workspaces.Mutants.Where((_, n) => n % workspaces.Workspaces.Count == i))
                        {
                            await workspace.PlantAsync(mutant, CancellationToken.None);
                            await workspace.RestoreAsync(CancellationToken.None);
                            red.AddRange((await tester.RunControlAsync(workspace, CancellationToken.None)).Select(r => $"after {mutant.Id}: {r}"));
                        }
                        return (tester.Controls, Red: red);
                    })
            )
        );

        off.SelectMany(o => o.Red).Should().BeEmpty();
        off.Sum(o => o.Controls).Should().Be(faults);
    }

    [Test]
    public async Task Mutant_reaches_only_its_downstream_tables()
    {
        await using var workspaces = await OpenAsync(faults: null, jobs: 1);

        // The product name is not used by the customer mart, and the price is not used by any mart.
        (await ReachedAsync(workspaces, "raw.products.name/other case"))
            .Should()
            .Contain(["raw products", "staging stg_products", "core dim_products", "mart mart_product_performance"])
            .And.NotContain(["raw orders", "core fact_orders", "mart mart_customer_rfm"]);
        (await ReachedAsync(workspaces, "raw.products.price/one cent more"))
            .Should()
            .Contain(["raw products", "staging stg_products", "core dim_products"])
            .And.NotContain(["core fact_orders", "mart mart_product_performance", "mart mart_customer_rfm"]);
        (await ReachedAsync(workspaces, "mart.mart_daily_events/row lost")).Should().Equal("mart mart_daily_events");
        (await ReachedAsync(workspaces, "source.orders.status/unknown code"))
            .Should()
            .Contain(["source orders", "lake orders", "raw orders", "core fact_orders"]);
    }

    [Test]
    public async Task Lake_mutant_changes_the_file_until_it_is_removed()
    {
        await using var workspaces = await OpenAsync(faults: null, jobs: 1);
        var workspace = workspaces.Workspaces[0];
        var question = new ManifestDifferences(new Dataset(Layer.Lake, "orders"));
        async Task<IReadOnlyList<string>> DifferencesAsync() =>
            [
                .. (
                    await Checker
                        .Of(workspace, runData.Catalog, settings.Pipeline.BusinessMetrics)
                        .Collector.CollectAloneAsync(question, CancellationToken.None)
                ).Rows.Select(r => r[0]!),
            ];

        (await DifferencesAsync()).Should().BeEmpty();
        var planted = await workspace.PlantAsync(workspaces.Mutants.Single(f => f.Id is "lake.orders/row lost"), CancellationToken.None);
        planted.Files.Should().Equal(new Dataset(Layer.Lake, "orders"));
        // Measured on the file itself, as in a run.
        (await DifferencesAsync())
            .Should()
            .Contain(["bytes", "SHA-256"])
            .And.Contain(d => d.Contains("rows", StringComparison.OrdinalIgnoreCase) || d.Contains("COUNT", StringComparison.OrdinalIgnoreCase));
        await workspace.RestoreAsync(CancellationToken.None);
        (await DifferencesAsync()).Should().BeEmpty();
    }

    [Test]
    public async Task Surviving_mutant_is_described_by_key_day_and_codes()
    {
        await using var workspaces = await OpenAsync(faults: null, jobs: 1);
        var mutant = workspaces.Mutants.Single(f => f.Id is "raw.orders.total_amount/one cent more");
        var row = await workspaces.Workspaces[0].DescribeRowAsync(mutant, CancellationToken.None);
        row.Select(c => c.Column).Should().Equal("id", "created_at", "status", "country");
        row.Should().OnlyContain(c => c.Value != null);
    }

    [NightlyCase("raw.orders.total_amount/one cent more")]
    [NightlyCase("core.fact_orders/row lost")]
    [TestCase("raw.orders.total_amount/two faults at once")]
    public async Task Printed_statements_are_those_that_planting_sends(string id)
    {
        var mutation = new MutationOptions(42, null, 1);
        var printed = (await MutationSql.OfAsync(settings.Pipeline, runData, mutation, CancellationToken.None))
            .Single(p => string.Equals(p.Mutant?.Id, id, StringComparison.Ordinal))
            .Statements;
        await using var database = await DuckDbMutationEngine.OpenAsync(
            settings.Pipeline.WarehousePath,
            DuckWarehouse.Settings(settings.Pipeline),
            CancellationToken.None
        );
        var engine = new RecordedEngine(database);
        var tables = runData.Manifest.Tables.Select(t => t.Table).ToList();
        var project = await ShopPipeline.ModelsAsync(settings.Pipeline, tables, CancellationToken.None);
        // The mutants are drawn from the views of the workspace.
        var byId = new Dictionary<string, MutantPlan>(StringComparer.Ordinal);
        await using var workspace = await MutationWorkspace.OpenAsync(engine, null, tables, project.Models, byId, runData.Catalog, CancellationToken.None);
        var (plans, _, _) = await MutationWorkspaces.SampleAsync(
            new MutantSampler(((IMutationEngine)engine).TryReadAsync, engine.Dialect, mutation.Seed),
            project,
            runData.Catalog,
            runData.Manifest,
            mutation,
            CancellationToken.None
        );
        foreach (var plan in plans)
            byId[plan.Mutant.Id] = plan;
        engine.Statements.Clear();

        await workspace.PlantAsync(plans.Single(p => string.Equals(p.Mutant.Id, id, StringComparison.Ordinal)).Mutant, CancellationToken.None);
        await workspace.RestoreAsync(CancellationToken.None);

        // Models that the change does not reach are not replaced.
        engine.Statements.Should().BeSubsetOf(printed).And.HaveCountGreaterThan(4);
        engine.Statements[0].Should().Be(printed[0]);
    }

    [Test]
    public async Task Rows_that_do_not_fit_into_memory_go_to_a_file()
    {
        await using var workspaces = await OpenAsync(faults: 1, jobs: 1);
        await using var spilled = workspaces.Workspaces[0].Spill();
        spilled.Should().BeOfType<FileStream>().Which.Name.Should().StartWith(settings.Pipeline.Scratch);
    }

    private Task<MutationWorkspaces> OpenAsync(int? faults, int jobs) =>
        MutationWorkspaces.OpenAsync(settings.Pipeline, runData.Manifest, runData.Catalog, new MutationOptions(42, faults, jobs), CancellationToken.None);

    private static async Task<IReadOnlyList<string>> ReachedAsync(MutationWorkspaces workspaces, string fault)
    {
        var planted = await workspaces
            .Workspaces[0]
            .PlantAsync(workspaces.Mutants.Single(f => string.Equals(f.Id, fault, StringComparison.Ordinal)), CancellationToken.None);
        await workspaces.Workspaces[0].RestoreAsync(CancellationToken.None);
        return [.. planted.Reached.Select(d => $"{d}")];
    }

    // Sends the statements, and keeps them.
    private sealed class RecordedEngine(IMutationEngine engine) : IMutationEngine
    {
        public List<string> Statements { get; } = [];

        public MutationDialect Dialect => engine.Dialect;

        public string OriginalOf(Dataset dataset) => engine.OriginalOf(dataset);

        public Task ExecuteAsync(string sql, CancellationToken cancellationToken)
        {
            Statements.Add(sql);
            return engine.ExecuteAsync(sql, cancellationToken);
        }

        public Task<Measurement> ReadAsync(string sql, CancellationToken cancellationToken) => engine.ReadAsync(sql, cancellationToken);

        public string? RefusalReason(Exception e) => engine.RefusalReason(e);

        public IStore Store(StoreId id, Catalog catalog) => engine.Store(id, catalog);

        public ValueTask DisposeAsync() => engine.DisposeAsync();
    }
}
