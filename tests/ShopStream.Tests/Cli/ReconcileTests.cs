using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Results;
using ShopStream.Tests.Faults;

namespace ShopStream.Tests.Cli;

/// <summary>reconcile: the drill-down on the console.</summary>
[TestFixture, Category("Live")]
public sealed class ReconcileTests
{
    private LoadedShop shop = null!;

    [OneTimeSetUp]
    public async Task Run_the_pipeline_once() => shop = await LoadedShop.GetAsync();

    [Test]
    public async Task Passing_run_reconciles_at_every_layer()
    {
        var output = await ShopProgram.RunAsync("reconcile", "revenue", "--by", "day", "--work", shop.Copy().Work);

        output.ExitCode.Should().Be(ExitCodes.Passed, "{0}", output);
        output
            .Out.Split('\n')
            .Where(l => l.Length > 0)
            .Should()
            .OnlyContain(l => l.StartsWith("Passed ", StringComparison.Ordinal) || l.StartsWith("Source  PostgreSQL at ", StringComparison.Ordinal))
            .And.Contain(l => l.Contains("mart mart_sales_overview"))
            .And.Contain(l => l.Contains("lake orders"));
    }

    [Test]
    public async Task Reconcile_drills_down_from_the_first_to_the_last_layer()
    {
        var faulty = await shop.Copy().WithBadLoadAsync("DELETE FROM raw.orders WHERE id = (SELECT MIN(id) FROM raw.orders WHERE status = 'delivered')");

        var output = await ShopProgram.RunAsync("reconcile", "revenue", "--by", "day", "--work", faulty.Work);

        output.ExitCode.Should().Be(ExitCodes.Failed, "{0}", output);
        output
            .Out.Should()
            .Contain("revenue in source orders reconciles with revenue in raw orders by day to the cent")
            .And.Contain("revenue in source orders reconciles with revenue in mart mart_sales_overview by day to the cent")
            .And.Contain("begins in   raw orders")
            .And.Contain("missing: 1 key");
    }

    [Test]
    public async Task Both_datasets_can_be_named_and_json_is_one_line()
    {
        var output = await ShopProgram.RunAsync(
            "reconcile",
            "revenue",
            "--by",
            "product",
            "--from",
            "source order_items",
            "--to",
            "mart mart_product_performance",
            "--json",
            "--work",
            shop.Copy().Work
        );

        output.ExitCode.Should().Be(ExitCodes.Passed, "{0}", output);
        output.Out.TrimEnd().Should().StartWith("{\"checks\":[{").And.NotContain("\n").And.Contain("\"outcome\":\"passed\"");
    }

    [TestCase("there is no metric 'revenu'; did you mean revenue?", "revenu")]
    [TestCase("--by 'dya': no table of the metric revenue has this key; did you mean day", "revenue", "--by", "dya")]
    [TestCase("'mart mart_sales' does not have the metric by these keys", "revenue", "--by", "day", "--to", "mart mart_sales")]
    [TestCase("source orders is compared with itself", "revenue", "--to", "source orders")]
    [TestCase("--tolerance: 'about' is not a tolerance", "revenue", "--tolerance", "about")]
    public async Task Incomparable_datasets_are_a_usage_error(string message, params string[] arguments)
    {
        var output = await ShopProgram.RunAsync(["reconcile", .. arguments, "--work", shop.Copy().Work]);

        output.ExitCode.Should().Be(ExitCodes.Usage, "{0}", output);
        output.Error.Should().Contain(message);
    }
}
