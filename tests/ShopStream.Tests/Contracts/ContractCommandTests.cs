using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Results;
using ShopStream.Tests.Cli;
using ShopStream.Tests.Faults;
using ShopStream.Tests.Sandbox;

namespace ShopStream.Tests.Contracts;

/// <summary>init --from a contract, check of its rules on a loaded shop, and contract export.</summary>
[TestFixture, Category("Live")]
internal sealed class ContractCommandTests
{
    [Test]
    public async Task Rules_of_the_contract_pass_on_clean_data_and_find_a_broken_row()
    {
        using var place = new TestWorkspace();
        var shop = await LoadedShop.GetAsync();
        var good = shop.Copy();
        string[] check =
        [
            "check",
            "--quiet",
            "--settings",
            Repository.SettingsFile,
            "--features",
            place.In("features/contract"),
            "--work",
            good.Work,
            "--out",
            place.In("reports"),
            "--date",
            $"{TestPostgres.SeedOptions.Date:yyyy-MM-dd}",
        ];

        var written = await InitAsync(place, "shopstream");
        var passed = await ShopProgram.RunAsync(check);
        good.With("UPDATE raw.users SET last_login = created_at - INTERVAL 1 DAY WHERE id = 7");
        var failed = await ShopProgram.RunAsync(check);

        written.ExitCode.Should().Be(ExitCodes.Passed, $"{written}");
        written.Out.Should().Contain("198 of 207 rules in 8 features");
        written.Error.Should().Contain("shopstream.odcs.yaml:443: orders: o_soda: it is written for soda");
        (await File.ReadAllTextAsync(place.In("features/contract/rules.md"))).Should().Contain("| users.last_login: u_login_after_signup |");
        passed.ExitCode.Should().Be(ExitCodes.Passed, $"{passed}");
        passed.Out.Should().Contain("Passed all 72 scenarios");
        failed.ExitCode.Should().Be(ExitCodes.Failed, $"{failed}");
        failed.Out.Should().Contain("users.last_login: u_login_after_signup").And.Contain("1 failed, 71 of 72 scenarios passed").And.Contain("id=7");
    }

    [Test]
    public async Task Settings_are_written_where_there_are_none()
    {
        using var place = new TestWorkspace();

        var output = await InitAsync(place, "shopstream");
        var again = await InitAsync(place, "shopstream");
        var forced = await InitAsync(place, "shopstream", "--force");

        output.Out.Should().Contain($"Settings: {place.In("pipeline.runsettings")}");
        (await File.ReadAllTextAsync(place.In("pipeline.runsettings")))
            .Should()
            .Contain("name=\"source.tables\" value=\"users, products, orders, order_items, events, crm_contacts\"")
            .And.Contain("name=\"personal\" value=\"names, users.email, ");
        again.ExitCode.Should().Be(ExitCodes.Usage);
        again.Error.Should().Contain("exist already, and nothing was written");
        forced.ExitCode.Should().Be(ExitCodes.Passed, $"{forced}");
        forced.Out.Should().NotContain("Settings: ");
        var plan = await ShopProgram.RunAsync("plan", "--settings", place.In("pipeline.runsettings"), "--features", place.In("features/contract"));
        plan.ExitCode.Should().Be(ExitCodes.Passed, $"{plan}");
    }

    [Test]
    public async Task Contract_without_a_warehouse_is_loaded_without_models()
    {
        using var place = new TestWorkspace();

        var output = await InitAsync(place, "shopstream-old", "--layers", "raw");

        output.ExitCode.Should().Be(ExitCodes.Passed, $"{output}");
        (await File.ReadAllTextAsync(place.In("pipeline.runsettings"))).Should().Contain("name=\"models\" value=\"none\"").And.NotContain("external");
    }

    [TestCase("shopstream-old", new string[0], "table orders names no layer")]
    [TestCase("shopstream-old", new[] { "--layers", "gold" }, "--layers: 'gold' is not a layer")]
    [TestCase("broken-unknown-metric", new string[0], ":39: 'rowsCount' is not a metric")]
    [TestCase("shopstream", new[] { "--models" }, "--models is for the shipped models")]
    public async Task Contract_that_cannot_be_used_writes_nothing(string contract, string[] options, string message)
    {
        using var place = new TestWorkspace();

        var output = await InitAsync(place, contract, options);

        output.ExitCode.Should().Be(ExitCodes.Usage);
        output.Error.Should().Contain(message);
        Directory.Exists(place.In("features")).Should().BeFalse();
    }

    [Test]
    public async Task Exported_contract_can_be_imported()
    {
        using var place = new TestWorkspace();
        string[] export = ["contract", "export", "--settings", Repository.SettingsFile, "--features", Repository.Features];

        var printed = await ShopProgram.RunAsync([.. export, "--name", "Shop"]);
        var written = await ShopProgram.RunAsync([.. export, "--name", "Shop", "--into", place.In("shop.odcs.yaml")]);
        var again = await ShopProgram.RunAsync([.. export, "--into", place.In("shop.odcs.yaml")]);
        await File.WriteAllTextAsync(place.In("pipeline.runsettings"), await File.ReadAllTextAsync(Repository.SettingsFile));
        var imported = await ShopProgram.RunAsync("init", "--into", place.Path, "--from", place.In("shop.odcs.yaml"));

        written.ExitCode.Should().Be(ExitCodes.Passed, $"{written}");
        written.Out.Should().MatchRegex("[0-9]+ checks of [0-9]+ tables in .*: [0-9]+ in the standard's words, [0-9]+ as rules of engine shopstream");
        printed.Out.Should().Be(await File.ReadAllTextAsync(place.In("shop.odcs.yaml"))).And.StartWith("apiVersion: 'v3.1.0'\nkind: DataContract\n");
        again.ExitCode.Should().Be(ExitCodes.Usage);
        again.Error.Should().Contain("shop.odcs.yaml exists already");
        imported.ExitCode.Should().Be(ExitCodes.Passed, $"{imported}");
        imported.Error.Should().BeEmpty();
    }

    private static Task<ProgramOutput> InitAsync(TestWorkspace place, string contract, params string[] options) =>
        ShopProgram.RunAsync(["init", "--into", place.Path, "--from", ContractFileTests.PathOf(contract), .. options]);
}
