using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using FluentAssertions;
using NUnit.Framework;

namespace ShopStream.Tests.Architecture;

/// <summary>Checks the dependencies between the projects.</summary>
[TestFixture, Category("Fast")]
internal sealed partial class ReferenceTests
{
    [TestCase("ShopStream.Quality", new string[0], new string[0])]
    [TestCase("ShopStream.Features", new[] { "ShopStream.Quality" }, new[] { "Cucumber.CucumberExpressions", "Gherkin", "JsonSchema.Net", "Reqnroll" })]
    [TestCase(
        "ShopStream.Pipeline",
        new[] { "ShopStream.Quality" },
        new[] { "AWSSDK.Core", "AWSSDK.S3", "DuckDB.NET.Data.Full", "Npgsql", "Polly.Core", "ZstdSharp.Port" }
    )]
    [TestCase("ShopStream.Sandbox", new[] { "ShopStream.Quality" }, new[] { "Bogus", "Npgsql", "Testcontainers.PostgreSql" })]
    [TestCase(
        "ShopStream.Reports",
        new[] { "ShopStream.Quality" },
        new[]
        {
            "Cucumber.Messages",
            "MailKit",
            "ScottPlot",
            "SkiaSharp",
            "SkiaSharp.HarfBuzz",
            "SkiaSharp.NativeAssets.Linux.NoDependencies",
            "HarfBuzzSharp.NativeAssets.Linux",
        }
    )]
    [TestCase("ShopStream.Contracts", new[] { "ShopStream.Quality", "ShopStream.Features" }, new[] { "YamlDotNet" })]
    [TestCase(
        "ShopStream.Application",
        new[] { "ShopStream.Quality", "ShopStream.Contracts", "ShopStream.Features", "ShopStream.Pipeline", "ShopStream.Sandbox", "ShopStream.Reports" },
        new[] { "Tomlyn" }
    )]
    [TestCase("ShopStream.Cli", new[] { "ShopStream.Application", "ShopStream.Snowflake" }, new[] { "Spectre.Console", "System.CommandLine" })]
    [TestCase("ShopStream.Snowflake", new string[0], new[] { "Snowflake.Data" })]
    public void Projects_reference_only_allowed_projects(string project, string[] projects, string[] packages)
    {
        var file = XDocument.Load(Path.Combine(Clone.Root, "src", project, $"{project}.csproj"));
        file.Descendants("ProjectReference").Select(r => Path.GetFileNameWithoutExtension((string)r.Attribute("Include")!)).Should().BeEquivalentTo(projects);
        file.Descendants("PackageReference").Select(r => (string)r.Attribute("Include")!).Should().BeSubsetOf(packages);
    }

    [Test]
    public void Quality_depends_only_on_the_base_library()
    {
        var references = typeof(Quality.Results.Outcome).Assembly.GetReferencedAssemblies().Select(a => a.Name!);
        references.Should().OnlyContain(r => r.StartsWith("System.", StringComparison.Ordinal) || r == "netstandard");
    }

    [Test]
    public void Only_the_pipeline_and_the_sandbox_touch_databases()
    {
        foreach (
            var assembly in new Assembly[]
            {
                typeof(Quality.Results.Outcome).Assembly,
                typeof(ShopStream.Features.FeatureFolder).Assembly,
                typeof(ShopStream.Reports.ReportWriter).Assembly,
                typeof(ShopStream.Application.Settings.SettingsFile).Assembly,
                typeof(ShopStream.Cli.Program).Assembly,
            }
        )
            assembly
                .GetReferencedAssemblies()
                .Select(a => a.Name)
                .Should()
                .NotContain(["Npgsql", "DuckDB.NET.Data", "AWSSDK.S3", "System.Data.Common"], $"{assembly.GetName().Name} must not reference drivers");
    }

    [Test]
    public void Compiled_assembly_references_match_the_project_file()
    {
        Assembly[] assemblies =
        [
            typeof(Quality.Results.Outcome).Assembly,
            typeof(ShopStream.Features.FeatureFolder).Assembly,
            typeof(ShopStream.Pipeline.Source.SourceAddress).Assembly,
            typeof(ShopStream.Sandbox.Seeder).Assembly,
            typeof(ShopStream.Reports.ReportWriter).Assembly,
        ];
        foreach (var assembly in assemblies)
        {
            assembly
                .GetReferencedAssemblies()
                .Select(a => a.Name!)
                .Where(n => n.StartsWith("ShopStream", StringComparison.Ordinal) || n.Equals("shopstream", StringComparison.Ordinal))
                .Should()
                .BeEquivalentTo(assembly == assemblies[0] ? [] : ["ShopStream.Quality"], $"{assembly.GetName().Name} may reference ShopStream.Quality only");
        }
    }

    [Test]
    public void Application_has_no_console_and_parses_no_arguments()
    {
        var references = typeof(ShopStream.Application.Settings.SettingsFile).Assembly.GetReferencedAssemblies().Select(a => a.Name!);
        references.Should().NotContain(["System.Console", "System.CommandLine", "Spectre.Console", "shopstream"]);
    }

    [Test]
    public void Command_line_starts_no_server_and_reads_no_store() =>
        typeof(ShopStream.Cli.Program)
            .Assembly.GetReferencedAssemblies()
            .Select(a => a.Name!)
            .Should()
            .Contain("ShopStream.Application")
            .And.NotContain(["ShopStream.Sandbox", "Tomlyn"]);

    [Test]
    public void One_place_wires_collector_runner_and_drill_down()
    {
        var places = Sources("src")
            .Concat(Sources("tests/ShopStream.Specs"))
            .Where(f => Wiring().IsMatch(File.ReadAllText(f)))
            .Select(f => Path.GetRelativePath(Clone.Root, f).Replace('\\', '/'));

        // The extraction has the snapshot only, and measures before there is anything to check. Mutation testing is part of the core: it
        // measures each mutant's workspace anew.
        places
            .Should()
            .BeEquivalentTo(
                "src/ShopStream.Application/Composition/Checker.cs",
                "src/ShopStream.Pipeline/Elt/Extraction.cs",
                "src/ShopStream.Quality/MutationTesting/MutationTester.cs",
                "src/ShopStream.Quality/MutationTesting/DrilledChecks.cs"
            );
    }

    [Test]
    public void Internals_of_the_command_line_are_visible_to_its_own_tests_only() =>
        XDocument
            .Load(Path.Combine(Clone.Root, "src", "ShopStream.Cli", "ShopStream.Cli.csproj"))
            .Descendants("InternalsVisibleTo")
            .Select(i => (string)i.Attribute("Include")!)
            .Should()
            .BeEquivalentTo("ShopStream.Tests");

    [Test]
    public void Constructors_of_Application_and_the_command_line_have_at_most_six_parameters() =>
        new[] { typeof(ShopStream.Application.Settings.SettingsFile).Assembly, typeof(ShopStream.Cli.Program).Assembly }
            .SelectMany(a => a.GetTypes())
            .Where(t => !t.Name.Contains('<', StringComparison.Ordinal))
            .SelectMany(t =>
                t.GetConstructors(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance)
                    .Where(c => c.GetParameters().Length > 6)
                    .Select(_ => t.FullName)
            )
            .Should()
            .BeEmpty();

    private static IEnumerable<string> Sources(string folder) =>
        Directory
            .EnumerateFiles(Path.Combine(Clone.Root, folder), "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal));

    [GeneratedRegex(@"new (MetricCollector|DrillDownRunner)\(", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Wiring();
}
