using System.Diagnostics;
using System.Text.Json;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Results;
using ShopStream.Tests.Cli;
using ShopStream.Tests.Faults;
using YamlDotNet.RepresentationModel;

namespace ShopStream.Tests.Dbt.Project;

/// <summary>models --dbt: what Jinja makes of the project builds the same tables, and its tests find what is wrong.</summary>
[TestFixture, Category("Live")]
internal sealed class DbtProjectTests
{
    private TestWorkspace place = null!;
    private ProgramOutput written = null!;
    private RenderedProject rendered = null!;

    private sealed record RenderedProject(Dictionary<string, string> Models, Dictionary<string, string> Tests);

    [OneTimeSetUp]
    public async Task WriteAsync()
    {
        place = new TestWorkspace();
        foreach (var file in Repository.FeatureFiles)
            place.With($"features/{Path.GetRelativePath(Repository.Features, file)}", await File.ReadAllTextAsync(file));
        place.With("features/own.feature", "Feature: Own\n\n  Scenario: Codes are capitals\n    Then country in raw orders matches [A-Z]{3}\n");
        written = await DbtAsync();
        written.ExitCode.Should().Be(ExitCodes.Passed, $"{written}");
        rendered = await RenderAsync("duckdb");
    }

    [OneTimeTearDown]
    public void Remove() => place.Dispose();

    [Test]
    public async Task Every_model_has_the_rows_that_we_build()
    {
        var shop = (await LoadedShop.GetAsync()).Copy();

        rendered.Models.Should().HaveCount(Repository.ModelCount);
        foreach (var (name, sql) in rendered.Models)
        {
            var table = shop.Value($"SELECT table_schema || '.' || table_name FROM information_schema.tables WHERE table_name = '{name}'");
            shop.Value($"SELECT COUNT(*) FROM ((FROM ({sql}) EXCEPT ALL FROM {table}) UNION ALL (FROM {table} EXCEPT ALL FROM ({sql})))")
                .Should()
                .Be("0", name);
        }
    }

    [Test]
    public async Task Tests_find_nothing_in_clean_data_and_what_is_wrong_otherwise()
    {
        var shop = (await LoadedShop.GetAsync()).Copy();
        string Found(string test) => shop.Value($"SELECT COUNT(*) FROM ({rendered.Tests[test]})");

        rendered.Tests.Should().HaveCountGreaterThan(15);
        foreach (var test in rendered.Tests.Keys)
            Found(test).Should().Be("0", test);
        shop.With("UPDATE raw.orders SET country = 'fr' WHERE id IN (1, 2, 3)");

        Found("codes_are_capitals").Should().Be("3");
    }

    [Test]
    public async Task Macros_are_those_of_Snowflake_there()
    {
        var project = await RenderAsync("snowflake");

        project.Models["fact_orders"].Should().Contain("o.\"STATUS\" NOT IN ('cancelled', 'refunded')");
        project.Models["mart_sales_overview"].Should().Contain("AS NUMBER(38, 0))").And.NotContain("HUGEINT");
    }

    [Test]
    public void Schema_files_are_YAML_with_every_model_and_source()
    {
        IEnumerable<string> Names(string file, string list)
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(File.ReadAllText(place.In($"dbt/{file}"))));
            var items = (YamlSequenceNode)stream.Documents[0].RootNode[list];
            return items.Select(i => ((YamlScalarNode)i["name"]).Value!);
        }

        Names("models/raw.yml", "sources").Should().Equal("raw");
        Names("models/staging.yml", "models")
            .Concat(Names("models/core.yml", "models"))
            .Concat(Names("models/marts.yml", "models"))
            .Should()
            .BeEquivalentTo(rendered.Models.Keys);
        File.ReadAllText(place.In("dbt/models/core.yml")).Should().Contain("relationships:\n              to: ref('");
        File.ReadAllText(place.In("dbt/dbt_project.yml")).Should().Contain("profile: shopstream");
    }

    [Test]
    public async Task What_dbt_cannot_test_is_listed_and_existing_files_stay()
    {
        written.Out.Should().MatchRegex("14 models and [0-9]+ tests in .*dbt: [0-9]+ of columns, [0-9]+ queries");
        written
            .Error.Should()
            .Contain("revenue in source orders reconciles with revenue in mart mart_sales_overview by day to the cent: dbt reads the warehouse alone");

        var again = await DbtAsync();
        var forced = await DbtAsync("--force");

        again.ExitCode.Should().Be(ExitCodes.Usage);
        again.Error.Should().Contain("and nothing was written");
        forced.ExitCode.Should().Be(ExitCodes.Passed);
    }

    private Task<ProgramOutput> DbtAsync(params string[] options) =>
        ShopProgram.RunAsync(["models", "--dbt", place.In("dbt"), "--settings", Repository.SettingsFile, "--features", place.In("features"), .. options]);

    private async Task<RenderedProject> RenderAsync(string adapter)
    {
        var python = new[] { "python3", "/usr/bin/python3" }.FirstOrDefault(p => RunAsync(p, "-c", "import jinja2").GetAwaiter().GetResult().Code == 0);
        ServerRequirement.Require(python is not null, "no python3 with jinja2: apt-get install python3-jinja2");
        var script = Path.Combine(Clone.Root, "tests", "ShopStream.Tests", "Dbt", "Project", "render.py");
        var (code, output) = await RunAsync(python!, script, place.In("dbt"), adapter);
        code.Should().Be(0, output);
        return JsonSerializer.Deserialize<RenderedProject>(output, JsonSerializerOptions.Web)!;
    }

    private static async Task<(int Code, string Output)> RunAsync(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo(program, arguments)
                {
                    UseShellExecute = false,
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                }
            )!;
            var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            await process.WaitForExitAsync();
            return (process.ExitCode, process.ExitCode == 0 ? await output : await error);
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            return (127, e.Message);
        }
    }
}
