using System.Diagnostics;
using System.Xml.Linq;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Tests.Elt;

namespace ShopStream.Tests.Architecture;

/// <summary>The project that hosts the features under stock Reqnroll, as far as a build without Reqnroll can say.</summary>
[TestFixture]
internal sealed class ReqnrollProjectTests
{
    private static readonly string Folder = Path.Combine(ShopRun.Root(), "tests", "ShopStream.Specs.Reqnroll");

    private static readonly string Configuration = Path.GetFileName(Path.GetDirectoryName(AppContext.BaseDirectory.TrimEnd('/', '\\')))!;

    private static XDocument Project => XDocument.Load(Path.Combine(Folder, "ShopStream.Specs.Reqnroll.csproj"));

    [Category("Fast")]
    [Test]
    public void It_is_outside_the_solution_since_not_every_feed_has_Reqnroll() =>
        File.ReadAllText(Path.Combine(ShopRun.Root(), "ShopStream.Quality.sln")).Should().NotContain("ShopStream.Specs.Reqnroll");

    [Category("Fast")]
    [Test]
    public void It_brings_no_Gherkin_but_Reqnrolls_own()
    {
        Project.Descendants("ProjectReference").Select(r => Path.GetFileNameWithoutExtension((string)r.Attribute("Include")!)).Should().BeEquivalentTo("ShopStream.Quality", "ShopStream.Pipeline", "ShopStream.Sandbox");
        Project.Descendants("PackageReference").Select(r => (string)r.Attribute("Include")!).Should().Contain("Reqnroll.NUnit").And.NotContain("Gherkin");
        Project.Descendants("CentralPackageTransitivePinningEnabled").Single().Value.Should().Be("false", "pinning would lift it");
    }

    [Category("Fast")]
    [Test]
    public void Every_file_that_it_compiles_besides_its_own_is_there()
    {
        var included = Project.Descendants("Compile").SelectMany(c => ((string)c.Attribute("Include")!).Split(';')).ToList();

        included.Should().HaveCountGreaterThan(3);
        foreach (var pattern in included)
        {
            var path = Path.GetFullPath(Path.Combine(Folder, pattern));
            Directory.GetFiles(Path.GetDirectoryName(path)!, Path.GetFileName(path)).Should().NotBeEmpty(pattern);
        }
    }

    [Test, Category("Live"), CancelAfter(240_000)]
    public async Task It_compiles_against_what_Reqnroll_offers(CancellationToken stop)
    {
        var folder = Directory.CreateTempSubdirectory("shopstream-reqnroll-").FullName;
        try
        {
            var name = Path.Combine(folder, "ShopStream.Specs.Reqnroll.csproj");
            WithStub().Save(name);
            await File.WriteAllTextAsync(Path.Combine(folder, "Stub.cs"), ReqnrollStub.Source, stop);
            foreach (var shared in new[] { "Directory.Build.props", "Directory.Packages.props" })
                await File.WriteAllTextAsync(Path.Combine(folder, shared), $"<Project><Import Project=\"{Path.Combine(ShopRun.Root(), shared)}\" /></Project>", stop);

            // The rooms that it refers to are built: the tests refer to them, too.
            var start = new ProcessStartInfo("dotnet", ["build", name, "-c", Configuration, "-p:BuildProjectReferences=false", "-nodeReuse:false", "-v:q"]) { WorkingDirectory = folder, RedirectStandardOutput = true, UseShellExecute = false };
            foreach (var inherited in start.Environment.Keys.Where(k => k.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList()) start.Environment.Remove(inherited);
            using var process = Process.Start(start)!;
            var said = await process.StandardOutput.ReadToEndAsync(stop);
            await process.WaitForExitAsync(stop);

            process.ExitCode.Should().Be(0, said);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Category("Fast")]
    [Test]
    public void No_step_class_says_who_hosts_it()
    {
        foreach (var file in Directory.GetFiles(Path.Combine(ShopRun.Root(), "src", "ShopStream.Features", "Steps"), "*.cs").Where(f => Path.GetFileName(f) is not "SpecBinder.cs"))
            File.ReadAllText(file).Should().NotContain("Features.Binding").And.NotContain("using Reqnroll").And.NotContain("using Gherkin", Path.GetFileName(file));
    }

    /// <summary>The project as it is, to be built elsewhere: paths in full, and what only Reqnroll's package brings left out.</summary>
    private static XDocument WithStub()
    {
        var project = Project;
        project.Descendants("PackageReference").Single(r => (string)r.Attribute("Include")! is "Reqnroll.NUnit").Remove();
        project.Descendants("ReqnrollFeatureFile").Remove();
        foreach (var path in project.Descendants().Where(e => e.Name.LocalName is "Compile" or "ProjectReference").Attributes().Where(a => a.Name.LocalName is "Include" or "Exclude"))
            path.Value = string.Join(';', path.Value.Split(';').Select(p => Path.GetFullPath(Path.Combine(Folder, p))));
        project.Root!.Add(new XElement("ItemGroup", new XElement("Compile", new XAttribute("Include", Path.Combine(Folder, "*.cs")))));
        return project;
    }
}
