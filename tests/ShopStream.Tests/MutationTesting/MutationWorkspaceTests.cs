using FluentAssertions;
using NUnit.Framework;
using ShopStream.Application.Composition;
using ShopStream.Application.Selection;
using ShopStream.Application.Settings;
using ShopStream.Pipeline.Elt;
using ShopStream.Pipeline.Mutations;
using ShopStream.Quality.Data;
using ShopStream.Quality.Execution;
using ShopStream.Quality.History;
using ShopStream.Quality.MutationTesting;
using ShopStream.Quality.Planning;
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
        if (runData is not null) await runData.DisposeAsync();
    }

    [Test]
    public async Task Suite_passes_after_every_mutant_is_removed()
    {
        var faults = Lane.Pick(usual: 10, nightly: 100);
        await using var workspaces = await OpenAsync(faults, jobs: 2);
        var specifications = SelectedSpecs.Load(settings, CancellationToken.None).Specifications.ForRun(runData.Manifest.Date);
        specifications.Validate(runData.Catalog, new HashSet<Layer>());
        var context = new EvaluationContext(EvaluationContext.MomentOf(TimeProvider.System.GetUtcNow(), runData.Manifest.Date), runData.Manifest.Date, RunHistory.Empty);

        var off = await Task.WhenAll(workspaces.Workspaces.Select((workspace, i) => Task.Run(async () =>
        {
            var tester = new MutationTester(specifications, runData.Catalog, context, () => new MemoryStream(), settings.RedactionPolicy);
            var red = new List<string>();
            foreach (var mutant in workspaces.Mutants.Where((_, n) => n % workspaces.Workspaces.Count == i))
            {
                await workspace.PlantAsync(mutant, CancellationToken.None);
                await workspace.RestoreAsync(CancellationToken.None);
                red.AddRange((await tester.RunControlAsync(workspace, CancellationToken.None)).Select(r => $"after {mutant.Id}: {r}"));
            }
            return (tester.Controls, Red: red);
        })));

        off.SelectMany(o => o.Red).Should().BeEmpty();
        off.Sum(o => o.Controls).Should().Be(faults);
    }

    [Test]
    public async Task Mutant_reaches_only_its_downstream_tables()
    {
        await using var workspaces = await OpenAsync(faults: null, jobs: 1);

        // The product name is not used by the customer mart, and the price is not used by any mart.
        (await ReachedAsync(workspaces, "raw.products.name/other case")).Should().Contain(["raw products", "staging stg_products", "core dim_products", "mart mart_product_performance"]).And.NotContain(["raw orders", "core fact_orders", "mart mart_customer_rfm"]);
        (await ReachedAsync(workspaces, "raw.products.price/one cent more")).Should().Contain(["raw products", "staging stg_products", "core dim_products"]).And.NotContain(["core fact_orders", "mart mart_product_performance", "mart mart_customer_rfm"]);
        (await ReachedAsync(workspaces, "mart.mart_daily_events/row lost")).Should().Equal("mart mart_daily_events");
        (await ReachedAsync(workspaces, "source.orders.status/unknown code")).Should().Contain(["source orders", "lake orders", "raw orders", "core fact_orders"]);
    }

    [Test]
    public async Task Lake_mutant_changes_the_file_until_it_is_removed()
    {
        await using var workspaces = await OpenAsync(faults: null, jobs: 1);
        var workspace = workspaces.Workspaces[0];
        var question = new ManifestDifferences(new Dataset(Layer.Lake, "orders"));
        async Task<IReadOnlyList<string>> DifferencesAsync() =>
            [.. (await Checker.Of(workspace, runData.Catalog, settings.Pipeline.BusinessMetrics).Collector.CollectAloneAsync(question, CancellationToken.None)).Rows.Select(r => r[0]!)];

        (await DifferencesAsync()).Should().BeEmpty();
        var planted = await workspace.PlantAsync(workspaces.Mutants.Single(f => f.Id is "lake.orders/row lost"), CancellationToken.None);
        planted.Files.Should().Equal(new Dataset(Layer.Lake, "orders"));
        // Measured on the file itself, as in a run.
        (await DifferencesAsync()).Should().Contain(["bytes", "SHA-256"]).And.Contain(d => d.Contains("rows", StringComparison.OrdinalIgnoreCase) || d.Contains("COUNT", StringComparison.OrdinalIgnoreCase));
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

    private Task<MutationWorkspaces> OpenAsync(int? faults, int jobs) => MutationWorkspaces.OpenAsync(settings.Pipeline, runData.Manifest, runData.Catalog, new MutationOptions(42, faults, jobs), CancellationToken.None);

    private static async Task<IReadOnlyList<string>> ReachedAsync(MutationWorkspaces workspaces, string fault)
    {
        var planted = await workspaces.Workspaces[0].PlantAsync(workspaces.Mutants.Single(f => string.Equals(f.Id, fault, StringComparison.Ordinal)), CancellationToken.None);
        await workspaces.Workspaces[0].RestoreAsync(CancellationToken.None);
        return [.. planted.Reached.Select(d => $"{d}")];
    }
}
