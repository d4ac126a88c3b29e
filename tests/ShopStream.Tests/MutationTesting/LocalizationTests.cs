using FluentAssertions;
using NUnit.Framework;
using ShopStream.Application.Selection;
using ShopStream.Application.Settings;
using ShopStream.Pipeline.Elt;
using ShopStream.Pipeline.Mutations;
using ShopStream.Quality.Data;
using ShopStream.Quality.Execution;
using ShopStream.Quality.History;
using ShopStream.Quality.MutationTesting;
using ShopStream.Quality.Reconciliation;
using ShopStream.Tests.Cli;
using ShopStream.Tests.Faults;

namespace ShopStream.Tests.MutationTesting;

/// <summary>The drill-downs of a real run's copies are compared with what was planted.</summary>
[TestFixture, Category("Live")]
internal sealed class LocalizationTests
{
    private ShopSettings settings = null!;
    private RunData runData = null!;
    private MutationWorkspaces workspaces = null!;
    private MutationTester tester = null!;

    private IMutationWorkspace Workspace => workspaces.Workspaces[0];

    private IReadOnlyCollection<BusinessMetric> BusinessMetrics => [.. settings.Pipeline.BusinessMetrics.Values];

    [OneTimeSetUp]
    public async Task Open_copies_of_a_run()
    {
        settings = Repository.Settings((await LoadedShop.GetAsync()).Copy().Work);
        runData = await new ShopPipeline(settings.Pipeline, TimeProvider.System, new Stages(null), null).OpenAsync(null, null, CancellationToken.None);
        workspaces = await MutationWorkspaces.OpenAsync(
            settings.Pipeline,
            runData.Manifest,
            runData.Catalog,
            new MutationOptions(42, null, 1),
            CancellationToken.None
        );
        var specifications = SelectedSpecs.Load(settings, CancellationToken.None).Specifications.ForRun(runData.Manifest.Date);
        specifications.Validate(runData.Catalog, new HashSet<Layer>());
        var context = new EvaluationContext(
            EvaluationContext.MomentOf(TimeProvider.System.GetUtcNow(), runData.Manifest.Date),
            runData.Manifest.Date,
            RunHistory.Empty
        );
        tester = new MutationTester(specifications, runData.Catalog, context, settings.RedactionPolicy)
        {
            BusinessMetrics = BusinessMetrics,
            Lineage = await ShopPipeline.LineageAsync(settings.Pipeline, settings.Tables, CancellationToken.None),
        };
        (await tester.RunControlAsync(Workspace, CancellationToken.None)).Should().BeEmpty();
    }

    [OneTimeTearDown]
    public async Task Remove()
    {
        if (workspaces is not null)
            await workspaces.DisposeAsync();
        if (runData is not null)
            await runData.DisposeAsync();
    }

    [TestCase("raw.orders.total_amount/one cent more")]
    [NightlyCase("raw.orders.total_amount/values exchanged")]
    [TestCase("raw.orders.status/another known code")]
    [NightlyCase("raw.orders.country/invisible character")]
    [NightlyCase("raw.orders/middle day lost")]
    [TestCase("lake.orders/partition loaded again")]
    [NightlyCase("lake.order_items/file cut short")]
    [TestCase("raw.order_items/row lost")]
    [TestCase("raw.order_items.product_id/keys exchanged")]
    [NightlyCase("raw.orders.total_amount/a day scaled")]
    [TestCase("raw.products.category/another known code")]
    [NightlyCase("staging.stg_order_items.line_total/a cent moved")]
    [TestCase("core.fact_orders.line_revenue/sign flipped")]
    [TestCase("core.fact_orders/row twice")]
    [TestCase("mart.mart_sales_overview/zero group added")]
    [TestCase("raw.orders.total_amount/two faults at once")]
    public async Task Reconciliations_name_the_planted_table_and_keys(string id)
    {
        var result = await TestAsync(id);

        result.Outcome.Should().Be(MutantOutcome.Caught, result.Problem);
        result.Localization.Should().NotBeNull("a reconciliation catches it");
        result.Localization!.Problem.Should().BeNull();
        result.Localization.IsRight.Should().BeTrue();
    }

    [TestCase("raw.orders.total_amount/one cent more", "raw.order_items.line_total/one cent more", Description = "another table")]
    [TestCase("raw.orders.total_amount/one cent more", "raw.orders.total_amount/× 100", Description = "another row of the same table")]
    public async Task Drill_down_to_something_else_than_was_planted_is_not_localized(string planted, string claimed)
    {
        var (there, other) = (Mutant(planted), Mutant(claimed));
        try
        {
            await Workspace.PlantAsync(there, CancellationToken.None);
            var collector = new MetricCollector(runData.Catalog, Workspace.Stores);
            var check = SelectedSpecs
                .Load(settings, CancellationToken.None)
                .Specifications.SelectMany(s => s.Checks.Select(c => new SuiteCheck(s, c)))
                .First(c => c.Check.Sentence is "revenue in source orders reconciles with revenue in raw orders by day to the cent");
            await collector.CollectAsync(check.Check.Check.GetMetrics(), CancellationToken.None);
            var drilled = await new DrilledChecks(runData.Catalog, BusinessMetrics, []).OfAsync([check], collector, CancellationToken.None);

            (await new FaultLocalizer(there, Workspace, collector, BusinessMetrics).CompareAsync(drilled, CancellationToken.None))!.IsRight.Should().BeTrue();
            // The other mutant's rows are the truth to compare with, although it is not what the check sees.
            await Workspace.RestoreAsync(CancellationToken.None);
            await Workspace.PlantAsync(other, CancellationToken.None);
            (await new FaultLocalizer(other, Workspace, collector, BusinessMetrics).CompareAsync(drilled, CancellationToken.None))!.IsRight.Should().BeFalse();
        }
        finally
        {
            await Workspace.RestoreAsync(CancellationToken.None);
        }
    }

    [TestCase("raw.orders.total_amount/a fault beside a reconciling item")]
    [TestCase("core.fact_orders.line_total/a fault beside a reconciling item")]
    [TestCase("mart.mart_product_performance.total_revenue/a fault beside a reconciling item")]
    public async Task Reconciling_item_hides_no_other_fault(string id) => (await TestAsync(id)).Outcome.Should().Be(MutantOutcome.Caught);

    [TestCase("raw.orders/rows in another order")]
    [TestCase("raw.order_items.line_total/wider numbers")]
    [TestCase("raw.events.metadata/JSON written otherwise")]
    [TestCase("core.fact_orders.line_revenue/wider numbers")]
    public async Task Equal_values_raise_no_alarm(string id)
    {
        var result = await TestAsync(id);
        result.CaughtBy.Should().BeEmpty();
        result.Outcome.Should().Be(MutantOutcome.Equivalent);
    }

    [Test]
    public async Task Manifest_of_another_date_is_refused() => (await TestAsync("lake.manifest/manifest of another date")).CaughtBy.Should().Equal("lake");

    private Mutant Mutant(string id) => workspaces.Mutants.Single(m => string.Equals(m.Id, id, StringComparison.Ordinal));

    private async Task<MutantResult> TestAsync(string id) => (await tester.RunAsync([Mutant(id)], [Workspace], _ => { }, CancellationToken.None)).Single();
}
