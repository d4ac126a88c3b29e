using FluentAssertions;
using NUnit.Framework;

namespace ShopStream.Tests.Architecture;

/// <summary>Checks that no test writes to the repository's own .shopstream/ and reports/. Runs after the parallel fixtures.</summary>
[TestFixture, Category("Fast"), NonParallelizable]
internal sealed class UntouchedRepositoryTests
{
    [Test]
    public void No_test_has_written_to_the_work_or_report_folder_of_the_repository() => StarterFolder.ChangedInRepository().Should().BeEmpty();

    [Test]
    public void Commands_without_folders_work_in_the_starter_folder() => Environment.CurrentDirectory.Should().Be(StarterFolder.Path);
}
