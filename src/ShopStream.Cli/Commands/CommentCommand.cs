using System.CommandLine;
using ShopStream.Application.Commenting;
using ShopStream.Cli.View;
using ShopStream.Quality.Results;
using ShopStream.Reports.Integrations.Comments;

namespace ShopStream.Cli.Commands;

/// <summary>comment: posts a comparison to the pull request that CI runs for.</summary>
internal static class CommentCommand
{
    private static readonly Argument<string?> Markdown = new("file")
    {
        Arity = ArgumentArity.ZeroOrOne,
        Description = "A Markdown file [default: compare.md of the newest comparison]",
    };

    public static Command Create()
    {
        var command = new Command(
            "comment",
            "Post the result of compare as one comment on the pull request (GitHub) or merge request (GitLab) that CI runs for, and update it from then on."
        )
        {
            Markdown,
            Options.Settings,
            Options.Out,
        };
        command.SetAction((parsed, cancellationToken) => Program.GuardAsync(parsed, () => CommentAsync(parsed, cancellationToken)));
        return command;
    }

    private static async Task<int> CommentAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var request = new CommentRequest { Settings = Options.Read(parsed), File = parsed.GetValue(Markdown) };
        var (outcome, place) = await new CommentUseCase(TimeProvider.System).RunAsync(request, cancellationToken);
        var host = parsed.Host();
        if (outcome == CommentOutcome.Forbidden)
            host.Error.WriteLine(
                $"Not posted: the token may not write comments on {place}, as in a pull request from a fork. The step summary of compare has the same."
            );
        else
            host.Output.WriteLine($"Comment {(outcome == CommentOutcome.Created ? "created" : "updated")} on {place}");
        return ExitCodes.Passed;
    }
}
