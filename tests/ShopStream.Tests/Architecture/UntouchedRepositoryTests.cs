using FluentAssertions;
using NUnit.Framework;
using ShopStream.Tests.Cli;

namespace ShopStream.Tests.Architecture;

/// <summary>Checks that no test reads or writes the repository's own .shopstream/ and reports/. Runs after the parallel fixtures.</summary>
[TestFixture, Category("Fast"), NonParallelizable]
internal sealed class UntouchedRepositoryTests
{
    [Test]
    public void No_test_has_touched_the_work_or_report_folder_of_the_repository() => StarterFolder.TouchedInRepository().Should().BeEmpty();

    [Test, Platform("Linux")]
    public void Opened_file_is_noticed_at_any_depth()
    {
        using var place = new TestWorkspace();
        var file = Path.Combine(Directory.CreateDirectory(place.In("a/b")).FullName, "c.txt");
        File.WriteAllText(file, "c");
        using var opened = new OpenedFiles([place.In("a"), place.In("missing")]);
        opened.Take().Should().BeEmpty();

        File.ReadAllText(file).Should().Be("c");
        Directory.GetFiles(place.In("a/b")).Should().ContainSingle();

        opened.Take().Should().Equal(file);
    }

    [Test]
    public void Commands_without_folders_work_in_the_starter_folder() => Environment.CurrentDirectory.Should().Be(StarterFolder.Path);
}
