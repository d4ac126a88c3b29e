using System.Globalization;
using ShopStream.Application.Settings;
using ShopStream.Quality.Results;
using ShopStream.Reports.Integrations.Comments;

namespace ShopStream.Application.Commenting;

/// <summary>What to post where.</summary>
public sealed record CommentRequest
{
    /// <summary>The validated settings, with the environment of the CI server.</summary>
    public required ShopSettings Settings { get; init; }

    /// <summary>The Markdown file; null for compare.md of the newest comparison.</summary>
    public string? File { get; init; }
}

/// <summary>comment: posts the Markdown of a comparison to the pull request that CI runs for, and updates it from then on.</summary>
/// <param name="clock">Measures deadlines and pauses.</param>
public sealed class CommentUseCase(TimeProvider clock)
{
    private const string Markdown = "compare.md";

    /// <summary>Posts or updates the comment.</summary>
    /// <returns>What became of it, and where.</returns>
    /// <exception cref="UsageException">There is no pull request, no token or no file.</exception>
    /// <exception cref="InfrastructureException">The server did not answer.</exception>
    public async Task<(CommentOutcome Outcome, string Place)> RunAsync(CommentRequest request, CancellationToken cancellationToken)
    {
        var target = TargetOf(request.Settings.Environment);
        var text = await ReadAsync(request.File ?? Newest(request.Settings.Out), cancellationToken);
        using var publisher = new CommentPublisher(new HttpClientHandler { AllowAutoRedirect = false }, clock);
        return (await publisher.PublishAsync(target, text, cancellationToken), target.Description);
    }

    // As the CI servers name them.
    private static CommentTarget TargetOf(Func<string, string?> environment)
    {
        if (Value("CI_MERGE_REQUEST_IID") is { } iid)
            return CommentTarget.GitLab(
                Required("CI_API_V4_URL"),
                Required("CI_PROJECT_ID"),
                Number("CI_MERGE_REQUEST_IID", iid),
                Required("SHOPSTREAM_COMMENT_TOKEN")
            );
        if (Value("GITHUB_REF") is not { } reference || reference.Split('/') is not ["refs", "pull", var number, ..])
            throw new UsageException(
                "there is no pull request to comment on: expected GITHUB_REF=refs/pull/<number>/merge in GitHub Actions, "
                    + "or CI_MERGE_REQUEST_IID in a merge request pipeline of GitLab"
            );
        return CommentTarget.GitHub(
            Value("GITHUB_API_URL") ?? "https://api.github.com",
            Required("GITHUB_REPOSITORY"),
            Number("GITHUB_REF", number),
            Value("SHOPSTREAM_COMMENT_TOKEN") ?? Required("GITHUB_TOKEN")
        );

        string? Value(string name) => environment(name) is { Length: > 0 } value ? value : null;

        string Required(string name) =>
            Value(name) ?? throw new UsageException($"the variable {name} is not set: shopstream comment needs it to post; see docs/compare.md");

        static int Number(string name, string text) =>
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? number
                : throw new UsageException($"{name} names '{text}': expected the number of a pull request");
    }

    private static string Newest(string reports) =>
        (
            Directory.Exists(reports)
                ? Directory.EnumerateDirectories(reports).Select(d => Path.Combine(d, Markdown)).Where(File.Exists).Max(StringComparer.Ordinal)
                : null
        ) ?? throw new UsageException($"there is no comparison in {reports}: run shopstream compare first, or name a Markdown file");

    private static async Task<string> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return await File.ReadAllTextAsync(path, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{path} cannot be read: {e.Message} Expected the Markdown file of a comparison.", e);
        }
    }
}
