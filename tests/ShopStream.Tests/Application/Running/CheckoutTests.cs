using FluentAssertions;
using NUnit.Framework;
using ShopStream.Application.Running;
using ShopStream.Tests.Models;

namespace ShopStream.Tests.Application.Running;

/// <summary>Branch and commit of a run, from the variables of CI servers and from git's files.</summary>
[TestFixture, Category("Fast")]
internal sealed class CheckoutTests
{
    private const string Id = "0123456789abcdef0123456789abcdef01234567";

    [TestCase("main", "GITHUB_REF=refs/heads/main", "GITHUB_SHA=" + Id)]
    [TestCase("feature/a", "GITHUB_REF=refs/pull/3/merge", "GITHUB_HEAD_REF=feature/a", "GITHUB_BASE_REF=main")]
    [TestCase(null, "GITHUB_REF=refs/tags/v1")]
    [TestCase("main", "CI_COMMIT_BRANCH=main")]
    [TestCase("feature", "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME=feature", "CI_MERGE_REQUEST_TARGET_BRANCH_NAME=main")]
    [TestCase("main", "BUILD_SOURCEBRANCH=refs/heads/main")]
    [TestCase("feature", "SYSTEM_PULLREQUEST_SOURCEBRANCH=refs/heads/feature", "BUILD_SOURCEBRANCH=refs/pull/3/merge")]
    [TestCase("main", "GIT_BRANCH=origin/main")]
    [TestCase("feature", "BRANCH_NAME=PR-3", "CHANGE_BRANCH=feature", "CHANGE_TARGET=main")]
    [TestCase(null)]
    public void Branch_comes_from_the_variables_of_the_CI_server(string? branch, params string[] variables)
    {
        using var folder = new TestFolder();

        Of(folder, variables).Branch.Should().Be(branch);
    }

    [Test]
    public void Branch_of_a_fork_is_not_the_one_that_it_is_for()
    {
        using var folder = new TestFolder();
        folder.With(".git/HEAD", "ref: refs/heads/main\n");

        Of(folder, ["GITHUB_HEAD_REF=main", "GITHUB_BASE_REF=main", "GITHUB_SHA=" + Id]).Should().Be(new Checkout(null, Id));
    }

    [TestCase("ref: refs/heads/feature/a\n", "feature/a")]
    [TestCase(Id, null)]
    public void Branch_and_commit_are_read_from_git_without_the_program(string head, string? branch)
    {
        using var folder = new TestFolder();
        folder.With(".git/HEAD", head).With(".git/packed-refs", $"{Id} refs/heads/feature/a\n").With("features/a.feature", "");

        Checkout.Of(Path.Combine(folder.Path, "features"), static _ => null).Should().Be(new Checkout(branch, Id));
    }

    private static Checkout Of(TestFolder folder, string[] variables)
    {
        var values = variables.Select(v => v.Split('=')).ToDictionary(v => v[0], v => v[1], StringComparer.Ordinal);
        return Checkout.Of(folder.Path, values.GetValueOrDefault);
    }
}
