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

    private static XDocument Project => XDocument.Load(Path.Combine(Folder, "ShopStream.Specs.Reqnroll.csproj"));

    [Test]
    public void It_is_outside_the_solution_since_not_every_feed_has_Reqnroll() =>
        File.ReadAllText(Path.Combine(ShopRun.Root(), "ShopStream.Quality.sln")).Should().NotContain("ShopStream.Specs.Reqnroll");

    [Test]
    public void It_brings_no_Gherkin_but_Reqnrolls_own()
    {
        Project.Descendants("ProjectReference").Select(r => Path.GetFileNameWithoutExtension((string)r.Attribute("Include")!)).Should().BeEquivalentTo("ShopStream.Quality", "ShopStream.Pipeline", "ShopStream.Sandbox");
        Project.Descendants("PackageReference").Select(r => (string)r.Attribute("Include")!).Should().Contain("Reqnroll.NUnit").And.NotContain("Gherkin");
        Project.Descendants("CentralPackageTransitivePinningEnabled").Single().Value.Should().Be("false", "pinning would lift it");
    }

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

    [Test]
    public void No_step_class_says_who_hosts_it()
    {
        foreach (var file in Directory.GetFiles(Path.Combine(ShopRun.Root(), "src", "ShopStream.Features", "Steps"), "*.cs").Where(f => Path.GetFileName(f) is not "SpecBinder.cs"))
            File.ReadAllText(file).Should().NotContain("Features.Binding").And.NotContain("using Reqnroll").And.NotContain("using Gherkin", Path.GetFileName(file));
    }
}
