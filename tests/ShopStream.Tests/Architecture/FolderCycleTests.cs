using FluentAssertions;
using Mono.Cecil;
using NUnit.Framework;

namespace ShopStream.Tests.Architecture;

/// <summary>Checks that the folders of a project, which are its namespaces, do not use each other in a circle.</summary>
[TestFixture, Category("Fast")]
internal sealed class FolderCycleTests
{
    private static readonly Type[] Projects =
    [
        typeof(Quality.Results.Outcome),
        typeof(ShopStream.Features.FeatureFolder),
        typeof(ShopStream.Pipeline.Source.SourceAddress),
        typeof(ShopStream.Sandbox.Seeder),
        typeof(ShopStream.Reports.ReportWriter),
        typeof(ShopStream.Application.Settings.SettingsFile),
    ];

    [TestCaseSource(nameof(Projects))]
    public void Folders_form_no_cycle(Type project)
    {
        using var module = ModuleDefinition.ReadModule(project.Assembly.Location);
        new FolderUses(module).Cycles().Should().BeEmpty("a folder may use another one only in one direction");
    }

    [Test]
    public void Cycle_of_two_folders_is_found()
    {
        using var module = ModuleDefinition.ReadModule(typeof(Samples.First.Begins).Assembly.Location);
        new FolderUses(module, @namespace => @namespace.StartsWith(typeof(Samples.First.Begins).Namespace![..^"First".Length], StringComparison.Ordinal))
            .Cycles()
            .Should()
            .Equal(
                "ShopStream.Tests.Architecture.Samples.First -> ShopStream.Tests.Architecture.Samples.Second: Begins uses Ends",
                "ShopStream.Tests.Architecture.Samples.Second -> ShopStream.Tests.Architecture.Samples.First: Ends uses Begins"
            );
    }

    [TestCaseSource(nameof(Projects))]
    public void Namespaces_are_folders(Type project)
    {
        var folder = Path.Combine(Clone.Root, "src", project.Assembly.GetName().Name!);
        var wrong = Directory
            .EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Select(f => (Relative: Path.GetRelativePath(folder, f), Text: File.ReadAllText(f)))
            .Where(f => !f.Relative.StartsWith("obj", StringComparison.Ordinal) && !f.Relative.StartsWith("bin", StringComparison.Ordinal))
            .Where(f =>
                !f.Text.Contains(
                    $"namespace {string.Join('.', [project.Assembly.GetName().Name!, .. f.Relative.Split(Path.DirectorySeparatorChar)[..^1]])};",
                    StringComparison.Ordinal
                )
            );
        wrong.Select(f => f.Relative).Should().BeEmpty();
    }
}
