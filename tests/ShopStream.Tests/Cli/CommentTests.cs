using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Results;
using ShopStream.Reports.Integrations.Comments;

namespace ShopStream.Tests.Cli;

/// <summary>comment: one comment on a pull or merge request, created and then updated, against stand-ins of both APIs.</summary>
[TestFixture, Category("Slow")]
public sealed class CommentTests
{
    [TestCase(false)]
    [TestCase(true)]
    public async Task Comment_is_created_once_and_then_updated(bool gitLab)
    {
        using var server = new CommentServer(gitLab);
        using var folder = new TestWorkspace();
        server.Comments.Add((1, "Of a colleague, about <!-- shopstream compare -->"));

        var first = await CommentAsync(server, folder.With("a.md", "## first\n"));
        var second = await CommentAsync(server, folder.With("b.md", "## second\n"));

        first.ExitCode.Should().Be(ExitCodes.Passed, "{0}", first);
        first.Out.Should().StartWith("Comment created on ");
        second.Out.Should().StartWith("Comment updated on ").And.Contain(gitLab ? "merge request 7 of project group/shop" : "pull request 7 of owner/shop");
        server.Comments.Select(c => c.Body).Should().Equal("Of a colleague, about <!-- shopstream compare -->", $"{CommentPublisher.Marker}\n## second\n");
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task Own_comment_is_found_behind_many_others(bool gitLab)
    {
        using var server = new CommentServer(gitLab);
        using var folder = new TestWorkspace();
        server.Comments.AddRange(Enumerable.Range(1, 230).Select(i => (i, "x")));
        server.Comments.Add((500, $"{CommentPublisher.Marker}\nold"));

        var found = await CommentAsync(server, folder.With("a.md", "new"));

        found.Out.Should().StartWith("Comment updated on ", "{0}", found);
        server.Comments.Should().HaveCount(231);
        server.Comments[^1].Body.Should().EndWith("new");
    }

    [Test]
    public async Task Rate_limit_is_waited_for()
    {
        using var server = new CommentServer();
        using var folder = new TestWorkspace();
        server.Then(429, "0").Then(403, "0").Then(500);

        var found = await CommentAsync(server, folder.With("a.md", "text"));

        found.ExitCode.Should().Be(ExitCodes.Passed, "{0}", found);
        server.Comments.Should().ContainSingle();
    }

    [Test]
    public async Task Long_rate_limit_is_an_infrastructure_error()
    {
        using var server = new CommentServer();
        using var folder = new TestWorkspace();
        server.Then(429, "3600");

        var found = await CommentAsync(server, folder.With("a.md", "text"));

        found.ExitCode.Should().Be(ExitCodes.Infrastructure, "{0}", found);
        found
            .Error.Should()
            .Be(
                "pull request 7 of owner/shop: the server limits requests (429); the comment was not written. "
                    + "The report stands; run shopstream comment again later\n"
            );
    }

    [TestCase(403)]
    [TestCase(401)]
    public async Task Fork_without_rights_is_said_and_does_not_fail(int status)
    {
        using var server = new CommentServer();
        using var folder = new TestWorkspace();
        server.Then(status);

        var found = await CommentAsync(server, folder.With("a.md", "text"));

        found.ExitCode.Should().Be(ExitCodes.Passed, "{0}", found);
        found.Error.Should().Contain("the token may not write comments on pull request 7 of owner/shop").And.Contain("step summary");
    }

    [Test]
    public async Task Too_long_text_is_shortened_at_a_line()
    {
        using var server = new CommentServer { MostCharacters = 20_000 };
        using var folder = new TestWorkspace();
        var text = string.Concat(Enumerable.Range(0, 10_000).Select(i => $"| row {i} |\n"));

        var found = await CommentAsync(server, folder.With("a.md", text));

        found.ExitCode.Should().Be(ExitCodes.Passed, "{0}", found);
        var body = server.Comments.Should().ContainSingle().Which.Body;
        body.Length.Should().BeLessThanOrEqualTo(20_000);
        body.Should().MatchRegex(@"\| row \d+ \|\n\n… shortened: the whole text is in compare\.md of the run\.\n$");
    }

    [Test]
    public async Task Newest_comparison_is_posted_by_default()
    {
        using var server = new CommentServer();
        using var folder = new TestWorkspace();
        folder.With("reports/20250101-000000-aaaa/compare.md", "old");
        folder.With("reports/20250102-000000-aaaa/compare.md", "new");
        folder.With("reports/20250103-000000-aaaa/results.json", "{}");

        var found = await ShopProgram.RunAsync(Environment(server), "comment", "--out", folder.In("reports"));

        found.ExitCode.Should().Be(ExitCodes.Passed, "{0}", found);
        server.Comments.Single().Body.Should().EndWith("\nnew");
    }

    [TestCase("GITHUB_REF", "refs/heads/main", "there is no pull request to comment on: expected GITHUB_REF=refs/pull/<number>/merge")]
    [TestCase("GITHUB_TOKEN", "", "the variable GITHUB_TOKEN is not set")]
    [TestCase("GITHUB_REPOSITORY", "", "the variable GITHUB_REPOSITORY is not set")]
    [TestCase("GITHUB_REF", "refs/pull/x/merge", "GITHUB_REF names 'x': expected the number of a pull request")]
    public async Task Missing_or_wrong_variables_are_a_usage_error(string name, string value, string message)
    {
        using var server = new CommentServer();
        using var folder = new TestWorkspace();
        var environment = Environment(server);
        environment[name] = value;

        var found = await ShopProgram.RunAsync(environment, "comment", folder.With("a.md", "text"));

        found.ExitCode.Should().Be(ExitCodes.Usage, "{0}", found);
        found.Error.Should().Contain(message).And.NotContain("secret");
        server.Requests.Should().BeEmpty();
    }

    [Test]
    public async Task Wrong_repository_is_a_usage_error_without_the_token()
    {
        using var server = new CommentServer();
        using var folder = new TestWorkspace();
        var environment = Environment(server);
        environment["GITHUB_REPOSITORY"] = "owner/other";

        var found = await ShopProgram.RunAsync(environment, "comment", folder.With("a.md", "text"));

        found.ExitCode.Should().Be(ExitCodes.Usage, "{0}", found);
        found.Error.Should().Contain("pull request 7 of owner/other: the server answered").And.NotContain("secret");
    }

    private static Task<ProgramOutput> CommentAsync(CommentServer server, string file) => ShopProgram.RunAsync(Environment(server), "comment", file);

    private static Dictionary<string, string> Environment(CommentServer server) =>
        server.IsGitLab
            ? new(StringComparer.Ordinal)
            {
                ["CI_API_V4_URL"] = server.Address,
                ["CI_PROJECT_ID"] = "group/shop",
                ["CI_MERGE_REQUEST_IID"] = "7",
                ["SHOPSTREAM_COMMENT_TOKEN"] = "secret",
            }
            : new(StringComparer.Ordinal)
            {
                ["GITHUB_API_URL"] = server.Address,
                ["GITHUB_REPOSITORY"] = "owner/shop",
                ["GITHUB_REF"] = "refs/pull/7/merge",
                ["GITHUB_TOKEN"] = "secret",
            };
}
