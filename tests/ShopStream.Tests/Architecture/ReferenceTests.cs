using System.Reflection;
using System.Xml.Linq;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Tests.Elt;

namespace ShopStream.Tests.Architecture;

/// <summary>Checks the dependencies between the projects.</summary>
[TestFixture, Category("Fast")]
internal sealed class ReferenceTests
{
    [TestCase("ShopStream.Quality", new string[0], new string[0])]
    [TestCase("ShopStream.Features", new[] { "ShopStream.Quality" }, new[] { "Cucumber.CucumberExpressions", "Gherkin", "Reqnroll" })]
    [TestCase("ShopStream.Pipeline", new[] { "ShopStream.Quality" }, new[] { "AWSSDK.Core", "AWSSDK.S3", "DuckDB.NET.Data.Full", "Npgsql", "Polly.Core", "ZstdSharp.Port" })]
    [TestCase("ShopStream.Sandbox", new[] { "ShopStream.Quality" }, new[] { "Bogus", "Npgsql", "Testcontainers.PostgreSql" })]
    [TestCase("ShopStream.Reports", new[] { "ShopStream.Quality" }, new[] { "Cucumber.Messages", "ScottPlot", "SkiaSharp", "SkiaSharp.HarfBuzz", "SkiaSharp.NativeAssets.Linux.NoDependencies", "HarfBuzzSharp.NativeAssets.Linux" })]
    [TestCase("ShopStream.Cli", new[] { "ShopStream.Quality", "ShopStream.Features", "ShopStream.Pipeline", "ShopStream.Sandbox", "ShopStream.Reports", "ShopStream.Snowflake" }, new[] { "Spectre.Console", "System.CommandLine", "Tomlyn" })]
    [TestCase("ShopStream.Snowflake", new string[0], new[] { "Snowflake.Data" })]
    public void Projects_reference_only_allowed_projects(string project, string[] projects, string[] packages)
    {
        var file = XDocument.Load(Path.Combine(ShopRun.Root(), "src", project, $"{project}.csproj"));
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
        foreach (var assembly in new Assembly[] { typeof(Quality.Results.Outcome).Assembly, typeof(ShopStream.Features.FeatureFolder).Assembly, typeof(ShopStream.Reports.ReportWriter).Assembly, typeof(ShopStream.Cli.Settings.SettingsFile).Assembly })
            assembly.GetReferencedAssemblies().Select(a => a.Name).Should().NotContain(["Npgsql", "DuckDB.NET.Data", "AWSSDK.S3", "System.Data.Common"], $"{assembly.GetName().Name} must not reference drivers");
    }

    [Test]
    public void Compiled_assembly_references_match_the_project_file()
    {
        Assembly[] assemblies = [typeof(Quality.Results.Outcome).Assembly, typeof(ShopStream.Features.FeatureFolder).Assembly, typeof(ShopStream.Pipeline.Source.SourceAddress).Assembly, typeof(ShopStream.Sandbox.Seeder).Assembly, typeof(ShopStream.Reports.ReportWriter).Assembly];
        foreach (var assembly in assemblies)
        {
            assembly.GetReferencedAssemblies().Select(a => a.Name!).Where(n => n.StartsWith("ShopStream", StringComparison.Ordinal) || n.Equals("shopstream", StringComparison.Ordinal))
                .Should().BeEquivalentTo(assembly == assemblies[0] ? [] : ["ShopStream.Quality"], $"{assembly.GetName().Name} may reference ShopStream.Quality only");
        }
    }
}
