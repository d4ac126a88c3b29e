using FluentAssertions;
using NUnit.Framework;
using ShopStream.Pipeline.Git;
using ShopStream.Quality.Results;

namespace ShopStream.Tests.Changes;

/// <summary>Reading commits through the git program, without touching the clone.</summary>
[TestFixture, Category("Live")]
internal sealed class GitRepositoryTests
{
    private static CancellationToken None => CancellationToken.None;

    [Test]
    public async Task Files_of_a_commit_are_written_as_they_were()
    {
        using var clone = new GitClone();
        var bytes = "a\r\nb\0é — “x”\n";
        var commit = clone.With("models/core/a b.sql", bytes).With("models/ü.sql", "1").With("other.txt", "no").Commit("first");
        clone.With("models/core/a b.sql", "changed").Commit("second");
        using var into = new GitClone();
        var repository = await GitRepository.FindAsync(clone.Path, None);

        await repository.ExportAsync(commit, "models", into.In("out"), None);

        (await File.ReadAllTextAsync(into.In("out/core/a b.sql"))).Should().Be(bytes);
        Directory.GetFiles(into.In("out"), "*", SearchOption.AllDirectories).Should().HaveCount(2);
        (await repository.TryReadAsync(commit, "models/ü.sql", None)).Should().Be("1");
        (await repository.TryReadAsync(commit, "models/none.sql", None)).Should().BeNull();
    }

    [Test]
    public async Task Merge_base_is_that_of_the_main_branch()
    {
        using var clone = new GitClone();
        var fork = clone.With("a", "1").Commit("fork");
        clone.Git("checkout", "-q", "-b", "feature");
        clone.With("b", "1").Commit("mine");
        clone.Git("checkout", "-q", "main");
        clone.With("c", "1").Commit("theirs");
        clone.Git("checkout", "-q", "feature");
        var repository = await GitRepository.FindAsync(clone.Path, None);

        (await repository.MergeBaseAsync(null, "main", None)).Should().Be(("main", fork));
        (await repository.MergeBaseAsync("main", "main", None)).Should().Be(("main", fork));
    }

    [Test]
    public async Task Changed_files_are_listed_with_renames_and_new_ones()
    {
        using var clone = new GitClone();
        var commit = clone
            .With("models/a.sql", "SELECT 1\nFROM a\nWHERE b = 2\n")
            .With("gone.txt", "x")
            .With("same.txt", "x")
            .With(".gitignore", "*.tmp\n")
            .Commit("first");
        clone.Git("mv", "models/a.sql", "models/b.sql");
        clone.Git("rm", "-q", "gone.txt");
        clone.With("new file.txt", "1").With("x.tmp", "1");
        var repository = await GitRepository.FindAsync(clone.Path, None);

        var changed = await repository.ChangedSinceAsync(commit, None);

        changed
            .Should()
            .BeEquivalentTo([new ChangedFile("models/b.sql", "models/a.sql"), new ChangedFile("gone.txt", null), new ChangedFile("new file.txt", null)]);
        (await repository.IsDirtyAsync(None)).Should().BeTrue();
    }

    [Test]
    public async Task Folder_outside_of_a_clone_is_a_usage_error()
    {
        using var folder = new ShopStream.Tests.Cli.TestWorkspace();

        var act = () => GitRepository.FindAsync(folder.Path, None);

        (await act.Should().ThrowAsync<UsageException>()).WithMessage($"{folder.Path} is not in a git repository: run it in a clone*");
    }

    [TestCase("nowhere")]
    [TestCase("--output=x")]
    [TestCase("")]
    public async Task Unknown_commit_is_a_usage_error(string name)
    {
        using var clone = new GitClone();
        clone.With("a", "1").Commit("first");
        var repository = await GitRepository.FindAsync(clone.Path, None);

        var act = () => repository.CommitAsync(name, None);

        (await act.Should().ThrowAsync<UsageException>()).WithMessage(
            $"there is no commit '{name}' in *: expected a branch, a tag or a commit, such as origin/main*"
        );
    }

    [Test]
    public async Task Shallow_clone_says_how_to_get_older_commits()
    {
        using var origin = new GitClone();
        origin.With("a", "1").Commit("first");
        origin.Git("checkout", "-q", "-b", "feature");
        origin.With("a", "2").Commit("second");
        using var clone = new GitClone();
        GitClone.GitIn(clone.Path, "clone", "-q", "--depth", "1", "--branch", "feature", $"file://{origin.Path}", "shallow");
        var repository = await GitRepository.FindAsync(clone.In("shallow"), None);

        var noCommit = () => repository.CommitAsync("HEAD~1", None);
        var noBase = () => repository.MergeBaseAsync("main", "main", None);

        (await noCommit.Should().ThrowAsync<UsageException>()).WithMessage("*the clone is shallow and lacks older commits*fetch-depth: 0*");
        (await noBase.Should().ThrowAsync<UsageException>()).WithMessage("*has no branch main*the clone is shallow and lacks older commits*fetch-depth: 0*");
    }

    [Test]
    public async Task Branches_without_a_common_commit_are_a_usage_error()
    {
        using var clone = new GitClone();
        clone.With("a", "1").Commit("first");
        clone.Git("checkout", "-q", "--orphan", "other");
        clone.With("b", "1").Commit("second");
        var repository = await GitRepository.FindAsync(clone.Path, None);

        var act = () => repository.MergeBaseAsync(null, "main", None);

        (await act.Should().ThrowAsync<UsageException>()).WithMessage(
            "*and main have no common commit: name the base, such as shopstream compare origin/release"
        );
    }

    [Test]
    public async Task Clone_without_a_main_branch_is_a_usage_error()
    {
        using var clone = new GitClone("trunk");
        clone.With("a", "1").Commit("first");
        var repository = await GitRepository.FindAsync(clone.Path, None);

        var act = () => repository.MergeBaseAsync(null, "main", None);

        (await act.Should().ThrowAsync<UsageException>()).WithMessage("*has no branch main or master, here or at origin: name the base*");
        (await repository.MergeBaseAsync(null, "trunk", None)).Branch.Should().Be("trunk", "the settings name it");
    }

    [Test]
    public async Task Nothing_in_the_clone_is_written()
    {
        using var clone = new GitClone();
        var commit = clone.With("a", "1").Commit("first");
        clone.With("a", "2");
        var before = clone.State();
        var repository = await GitRepository.FindAsync(clone.Path, None);

        await repository.IsDirtyAsync(None);
        await repository.ChangedSinceAsync(commit, None);
        await repository.MergeBaseAsync(null, "main", None);
        await repository.TryReadAsync(commit, "a", None);

        clone.State().Should().BeEquivalentTo(before);
    }
}
