using System.Globalization;
using System.Net.Http.Headers;

namespace ShopStream.Reports.Integrations.Comments;

/// <summary>Where a comment is posted: a pull request of GitHub, or a merge request of GitLab.</summary>
public sealed record CommentTarget
{
    /// <summary>Name of the place, for messages: pull request 12 of owner/name.</summary>
    public required string Description { get; init; }

    /// <summary>Lists and creates comments.</summary>
    public required Uri Comments { get; init; }

    /// <summary>Query of the list, so that the oldest come first.</summary>
    public required string Order { get; init; }

    /// <summary>Updates the comment of an id.</summary>
    public required Func<string, Uri> Comment { get; init; }

    /// <summary>PATCH or PUT.</summary>
    public required HttpMethod Update { get; init; }

    /// <summary>Signs a request in.</summary>
    public required Action<HttpRequestHeaders> Authorize { get; init; }

    /// <summary>The most characters of a comment.</summary>
    public required int MostCharacters { get; init; }

    /// <summary>A pull request of GitHub.</summary>
    /// <param name="api">Such as https://api.github.com.</param>
    /// <param name="repository">owner/name.</param>
    /// <param name="number">The number of the pull request.</param>
    /// <param name="token">A token that may write comments.</param>
    public static CommentTarget GitHub(string api, string repository, int number, string token)
    {
        var root = $"{api.TrimEnd('/')}/repos/{string.Join('/', repository.Split('/').Select(Uri.EscapeDataString))}/issues";
        return new CommentTarget
        {
            Description = string.Create(CultureInfo.InvariantCulture, $"pull request {number} of {repository}"),
            Comments = new Uri(string.Create(CultureInfo.InvariantCulture, $"{root}/{number}/comments")),
            Order = "sort=created&direction=asc",
            Comment = id => new Uri($"{root}/comments/{id}"),
            Update = HttpMethod.Patch,
            Authorize = headers =>
            {
                headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
                headers.Accept.ParseAdd("application/vnd.github+json");
                headers.Add("X-GitHub-Api-Version", "2022-11-28");
            },
            MostCharacters = 65_536,
        };
    }

    /// <summary>A merge request of GitLab.</summary>
    /// <param name="api">Such as https://gitlab.com/api/v4.</param>
    /// <param name="project">Id of the project, or its path.</param>
    /// <param name="number">The internal id of the merge request.</param>
    /// <param name="token">A token with the scope api.</param>
    public static CommentTarget GitLab(string api, string project, int number, string token)
    {
        var root = string.Create(CultureInfo.InvariantCulture, $"{api.TrimEnd('/')}/projects/{Uri.EscapeDataString(project)}/merge_requests/{number}/notes");
        return new CommentTarget
        {
            Description = string.Create(CultureInfo.InvariantCulture, $"merge request {number} of project {project}"),
            Comments = new Uri(root),
            Order = "sort=asc&order_by=created_at",
            Comment = id => new Uri($"{root}/{id}"),
            Update = HttpMethod.Put,
            Authorize = headers => headers.Add("PRIVATE-TOKEN", token),
            MostCharacters = 1_000_000,
        };
    }
}
