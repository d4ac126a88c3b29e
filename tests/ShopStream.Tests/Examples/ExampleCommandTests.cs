using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Results;
using ShopStream.Tests.Cli;
using ShopStream.Tests.Faults;

namespace ShopStream.Tests.Examples;

/// <summary>`shopstream example` writes a scenario of a real row, which passes as it is, and shows no personal value.</summary>
[TestFixture, Category("Live")]
public sealed class ExampleCommandTests
{
    private LoadedShop shop = null!;
    private FaultyShop data = null!;

    [OneTimeSetUp]
    public async Task Run_the_pipeline_once()
    {
        shop = await LoadedShop.GetAsync();
        data = shop.Copy();
    }

    [TestCase("dim_users", "user_id", "core.dim_users")]
    [TestCase("stg_users", "user_id", "staging.stg_users")]
    [TestCase("fact_orders", "order_item_id", "core.fact_orders")]
    [TestCase("mart_sales_overview", "sale_date", "marts.mart_sales_overview")]
    public async Task Written_example_passes_and_names_the_values_of_the_row(string model, string key, string table)
    {
        var value = data.Value($"SELECT MIN({key}) FROM {table}");

        var written = await ExampleAsync(model, "--row", $"{key}={value}");

        written.ExitCode.Should().Be(ExitCodes.Passed, $"{written}");
        written.Out.Should().StartWith($"Feature: {model} by example\n").And.Contain($"When {model} is built").And.Contain("has exactly these rows:");
        using var place = new ExampleWorkspace().WithFeature(written.Out);
        var tested = await place.TestAsync();
        tested.Out.Should().StartWith("Passed the one example", $"{tested}\n{written.Out}");
    }

    [Test]
    public async Task Example_of_a_customer_notices_what_its_rows_are_about_and_hides_who_it_is()
    {
        // Two orders or more with few lines: every line is a row that the example tries to do without.
        var id = data.Value(
            "SELECT user_id FROM core.fact_orders WHERE is_revenue AND user_id IS NOT NULL GROUP BY 1 "
                + "HAVING COUNT(DISTINCT order_id) > 1 ORDER BY COUNT(*), 1 LIMIT 1"
        );
        var (email, name) = (
            data.Value($"SELECT email FROM core.dim_users WHERE user_id = {id}"),
            data.Value($"SELECT first_name FROM core.dim_users WHERE user_id = {id}")
        );

        var written = await ExampleAsync("mart_customer_rfm", "--row", $"user_id={id}");
        var users = await ExampleAsync("dim_users", "--row", $"user_id={id}");

        written.Out.Should().NotContain(email).And.Contain("person1@example.com").And.Contain("personal values are replaced");
        users.Out.Should().NotContain(email).And.NotContain($"| {name} ").And.Contain("| Person ");
        using var place = new ExampleWorkspace().WithFeature(written.Out);
        (await place.TestAsync()).Out.Should().StartWith("Passed the one example", written.Out);
        var lines = written.Out.Split('\n').ToList();
        // The line after the header of the first table.
        lines.RemoveAt(lines.FindIndex(l => l.EndsWith("in staging stg_orders:", StringComparison.Ordinal)) + 2);
        using var wrong = new ExampleWorkspace().WithFeature(string.Join('\n', lines));
        (await wrong.TestAsync()).ExitCode.Should().Be(ExitCodes.Failed, "every row that is left matters");
    }

    [TestCase("mart_customer_rfm", "user_id=-1", "names no row of mart mart_customer_rfm: expected one, such as --row user_id=…")]
    [TestCase("mart_customer_rfm", "country=DEU", "rows of mart mart_customer_rfm: expected one, such as --row user_id=…")]
    [TestCase("mart_customer_rfm", "user=1", "expected a column of mart mart_customer_rfm and its value, such as --row user_id=…")]
    [TestCase("mart_customer_rfm", "user_id=x", "--row user_id=x: user_id is int: expected a number")]
    [TestCase("mart_customer", "user_id=1", "there is no model mart_customer")]
    public async Task Row_that_cannot_be_found_is_exit_code_2(string model, string row, string message)
    {
        var output = await ExampleAsync(model, "--row", row);

        output.ExitCode.Should().Be(ExitCodes.Usage, $"{output}");
        output.Error.Should().Contain(message);
    }

    [Test]
    public async Task No_example_is_written_where_no_rows_may_be_shown()
    {
        var output = await ExampleAsync("dim_users", "--row", "user_id=1", "--samples", "none");

        output.ExitCode.Should().Be(ExitCodes.Usage, $"{output}");
        output.Error.Should().Contain("an example consists of rows, and samples is none");
        output.Out.Should().BeEmpty();
    }

    [Test]
    public async Task Failed_check_of_a_mart_offers_the_command_and_the_command_works()
    {
        using var place = new TestWorkspace();
        var least = data.Value("SELECT MIN(monetary) FROM marts.mart_customer_rfm");
        string[] check =
        [
            "check",
            "--work",
            data.Work,
            "--out",
            place.In("reports"),
            "--features",
            place.Features($"monetary in mart mart_customer_rfm is above {least}", "user_id in core dim_users is below 0"),
            "--quiet",
        ];

        var failed = await ShopProgram.RunAsync(check);
        var hidden = await ShopProgram.RunAsync([.. check, "--samples", "none"]);

        failed.ExitCode.Should().Be(ExitCodes.Failed, $"{failed}");
        hidden.Out.Should().NotContain("shopstream example");
        var offered = failed.Out.Split('\n').Where(l => l.StartsWith("    example ", StringComparison.Ordinal)).Select(l => l[16..]).ToList();
        offered.Should().HaveCount(2);
        offered[0].Should().MatchRegex(@"^shopstream example mart_customer_rfm --row user_id=\d+$");
        foreach (var command in offered)
        {
            var written = await ExampleAsync(command.Split(' ')[2..]);
            written.ExitCode.Should().Be(ExitCodes.Passed, $"{written}");
        }
    }

    private Task<ProgramOutput> ExampleAsync(params string[] arguments) => ShopProgram.RunAsync(["example", .. arguments, "--work", data.Work, "--quiet"]);
}
