using FluentAssertions;
using NUnit.Framework;
using ShopStream.Cli.Runs;
using ShopStream.Cli.Settings;
using ShopStream.Pipeline.Elt;
using ShopStream.Pipeline.Proving;
using ShopStream.Quality.Data;
using ShopStream.Quality.History;
using ShopStream.Quality.Judging;
using ShopStream.Quality.Planning;
using ShopStream.Quality.Proving;
using ShopStream.Tests.Cli;
using ShopStream.Tests.Faults;

namespace ShopStream.Tests.Proving;

/// <summary>Copies of what a real run left, in which faults are planted and taken back.</summary>
[TestFixture, Category("Live")]
internal sealed class GroundTests
{
    private LoadedShop shop = null!;
    private ShopSettings settings = null!;
    private Judgeable judgeable = null!;

    [OneTimeSetUp]
    public async Task Run_the_pipeline_once()
    {
        shop = await LoadedShop.GetAsync();
        settings = Repository.Settings(shop.Copy().Work);
        judgeable = await new ShopPipeline(settings.Pipeline, TimeProvider.System, new Stages(null), null).OpenAsync(null, null, CancellationToken.None);
    }

    [OneTimeTearDown]
    public async Task Remove()
    {
        if (judgeable is not null) await judgeable.DisposeAsync();
    }

    [Test]
    public async Task The_suite_passes_after_every_fault_that_was_planted_and_taken_back()
    {
        var faults = Lane.Pick(usual: 10, nightly: 100);
        await using var grounds = await OpenAsync(faults, jobs: 2);
        var specifications = Specs.Load(settings, CancellationToken.None).Specifications.ForRun(judgeable.Manifest.Date);
        specifications.LookUp(judgeable.Catalog, new HashSet<Layer>());
        var standpoint = new Standpoint(Standpoint.MomentOf(TimeProvider.System.GetUtcNow(), judgeable.Manifest.Date), judgeable.Manifest.Date, RunHistory.Empty);

        var off = await Task.WhenAll(grounds.Grounds.Select((ground, i) => Task.Run(async () =>
        {
            var prover = new Prover(specifications, judgeable.Catalog, standpoint, () => new MemoryStream(), settings.Discretion);
            var red = new List<string>();
            foreach (var fault in grounds.Faults.Where((_, n) => n % grounds.Grounds.Count == i))
            {
                await ground.PlantAsync(fault, CancellationToken.None);
                await ground.RestoreAsync(CancellationToken.None);
                red.AddRange((await prover.ControlAsync(ground, CancellationToken.None)).Select(r => $"after {fault.Id}: {r}"));
            }
            return (prover.Controls, Red: red);
        })));

        off.SelectMany(o => o.Red).Should().BeEmpty();
        off.Sum(o => o.Controls).Should().Be(faults);
    }

    [Test]
    public async Task Only_what_depends_on_a_fault_is_reached_and_no_further_than_the_change_goes()
    {
        await using var grounds = await OpenAsync(faults: null, jobs: 1);

        // The name of a product is in no mart of customers, and the price in no mart at all.
        (await ReachedAsync(grounds, "raw.products.name/other case")).Should().Contain(["raw products", "staging stg_products", "core dim_products", "mart mart_product_performance"]).And.NotContain(["raw orders", "core fact_orders", "mart mart_customer_rfm"]);
        (await ReachedAsync(grounds, "raw.products.price/one cent more")).Should().Contain(["raw products", "staging stg_products", "core dim_products"]).And.NotContain(["core fact_orders", "mart mart_product_performance", "mart mart_customer_rfm"]);
        (await ReachedAsync(grounds, "mart.mart_daily_events/row lost")).Should().Equal("mart mart_daily_events");
        (await ReachedAsync(grounds, "source.orders.status/unknown code")).Should().Contain(["source orders", "lake orders", "raw orders", "core fact_orders"]);
    }

    [Test]
    public async Task A_file_of_the_lake_is_changed_for_real_and_the_manifest_knows_it_until_it_is_taken_back()
    {
        await using var grounds = await OpenAsync(faults: null, jobs: 1);
        var ground = grounds.Grounds[0];
        var question = new ManifestDifferences(new Dataset(Layer.Lake, "orders"));
        async Task<IReadOnlyList<string>> DifferencesAsync() =>
            [.. (await new Asker(judgeable.Catalog, ground.Stores).AskAloneAsync(question, CancellationToken.None)).Rows.Select(r => r[0]!)];

        (await DifferencesAsync()).Should().BeEmpty();
        var planted = await ground.PlantAsync(grounds.Faults.Single(f => f.Id is "lake.orders/row lost"), CancellationToken.None);
        planted.Files.Should().Equal(new Dataset(Layer.Lake, "orders"));
        // Measured on the file itself, as a run does.
        (await DifferencesAsync()).Should().Contain(["bytes", "SHA-256"]).And.Contain(d => d.Contains("rows", StringComparison.OrdinalIgnoreCase) || d.Contains("COUNT", StringComparison.OrdinalIgnoreCase));
        await ground.RestoreAsync(CancellationToken.None);
        (await DifferencesAsync()).Should().BeEmpty();
    }

    [Test]
    public async Task A_survivor_is_told_by_its_key_its_day_and_its_codes()
    {
        await using var grounds = await OpenAsync(faults: null, jobs: 1);
        var fault = grounds.Faults.Single(f => f.Id is "raw.orders.total_amount/one cent more");
        var row = await grounds.Grounds[0].RowOfAsync(fault, CancellationToken.None);
        row.Select(c => c.Column).Should().Equal("id", "created_at", "status", "country");
        row.Should().OnlyContain(c => c.Value != null);
    }

    private Task<ProvingGrounds> OpenAsync(int? faults, int jobs) => ProvingGrounds.OpenAsync(settings.Pipeline, judgeable.Manifest, judgeable.Catalog, new ProvingOptions(42, faults, jobs), CancellationToken.None);

    private static async Task<IReadOnlyList<string>> ReachedAsync(ProvingGrounds grounds, string fault)
    {
        var planted = await grounds.Grounds[0].PlantAsync(grounds.Faults.Single(f => string.Equals(f.Id, fault, StringComparison.Ordinal)), CancellationToken.None);
        await grounds.Grounds[0].RestoreAsync(CancellationToken.None);
        return [.. planted.Reached.Select(d => $"{d}")];
    }
}
