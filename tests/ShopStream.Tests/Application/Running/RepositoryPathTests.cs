using FluentAssertions;
using NUnit.Framework;
using ShopStream.Application.Running;
using ShopStream.Tests.Cli;

namespace ShopStream.Tests.Application.Running;

/// <summary>Paths in the repository, as CI servers name files.</summary>
[TestFixture, Category("Fast")]
public sealed class RepositoryPathTests
{
    [Test]
    public void Locations_are_relative_to_the_repository()
    {
        RepositoryPath.Of(Repository.Features, _ => null).Should().Be("features");
        RepositoryPath.Of(Path.Combine(Repository.Features, ".."), _ => null).Should().BeEmpty();
        RepositoryPath.Of(Path.Combine(Clone.Root, "a", "b"), name => name is "GITHUB_WORKSPACE" ? Path.Combine(Clone.Root, "a") : null).Should().Be("b");
        RepositoryPath
            .Of(Path.Combine(Clone.Root, "a"), name => name is "CI_PROJECT_DIR" ? Path.Combine(Clone.Root, "elsewhere") : null)
            .Should()
            .Be("a", "the clone outranks the variable");
        RepositoryPath.Of(Path.GetTempPath(), _ => null).Should().BeNull();
    }
}
