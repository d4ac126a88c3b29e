using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ShopStream.Tests.Cli;

/// <summary>
/// A stand-in of the comment APIs of GitHub and GitLab on this machine: it keeps comments, lists them in pages, and answers with a status of the test's
/// choice first.
/// </summary>
internal sealed class CommentServer : IDisposable
{
    private readonly HttpListener server;
    private readonly Queue<(int Status, string? RetryAfter)> answers = new();

    /// <param name="gitLab">Whether it is GitLab's: PUT to /notes/id, PRIVATE-TOKEN, and at most a million characters.</param>
    public CommentServer(bool gitLab = false)
    {
        IsGitLab = gitLab;
        (server, Address) = LoopbackListener.Start();
        _ = Task.Run(ServeAsync);
    }

    public string Address { get; }

    public bool IsGitLab { get; }

    /// <summary>Id and text of every comment, in order.</summary>
    public List<(int Id, string Body)> Comments { get; } = [];

    /// <summary>Method and path of every request.</summary>
    public List<string> Requests { get; } = [];

    /// <summary>The most characters that are taken; longer ones are refused with 422.</summary>
    public int MostCharacters { get; init; } = 65_536;

    /// <summary>Answers the next request that way.</summary>
    public CommentServer Then(int status, string? retryAfter = null)
    {
        answers.Enqueue((status, retryAfter));
        return this;
    }

    public void Dispose() => server.Close();

    private async Task ServeAsync()
    {
        while (server.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await server.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
            var (status, body) = await AnswerAsync(context);
            context.Response.StatusCode = status;
            var bytes = Encoding.UTF8.GetBytes(body);
            await context.Response.OutputStream.WriteAsync(bytes);
            context.Response.Close();
        }
    }

    private async Task<(int Status, string Body)> AnswerAsync(HttpListenerContext context)
    {
        var request = context.Request;
        var path = request.Url!.AbsolutePath;
        Requests.Add($"{request.HttpMethod} {path}");
        using var reader = new StreamReader(request.InputStream, Encoding.UTF8);
        var text = await reader.ReadToEndAsync();
        if (answers.TryDequeue(out var forced))
        {
            if (forced.RetryAfter is { } after)
                context.Response.AddHeader("Retry-After", after);
            return (forced.Status, "{}");
        }
        var token = IsGitLab ? request.Headers["PRIVATE-TOKEN"] : request.Headers["Authorization"];
        if (token is not ("secret" or "Bearer secret"))
            return (401, "{}");
        var root = IsGitLab ? "/projects/group%2Fshop/merge_requests/7/notes" : "/repos/owner/shop/issues/7/comments";
        if (request.HttpMethod is "GET" && string.Equals(path, root, StringComparison.Ordinal))
        {
            var page = int.Parse(request.QueryString["page"]!);
            var size = int.Parse(request.QueryString["per_page"]!);
            return (
                200,
                new JsonArray([.. Comments.Skip((page - 1) * size).Take(size).Select(c => new JsonObject { ["id"] = c.Id, ["body"] = c.Body })]).ToJsonString()
            );
        }
        if (text.Length == 0)
            return (404, "{}");
        var body = JsonDocument.Parse(text).RootElement.GetProperty("body").GetString()!;
        if (body.Length > MostCharacters)
            return (422, "{\"message\":\"body is too long\"}");
        if (request.HttpMethod is "POST" && string.Equals(path, root, StringComparison.Ordinal))
        {
            Comments.Add((1000 + Comments.Count, body));
            return (201, "{}");
        }
        var one = IsGitLab ? root + "/" : "/repos/owner/shop/issues/comments/";
        if (string.Equals(request.HttpMethod, IsGitLab ? "PUT" : "PATCH", StringComparison.Ordinal) && path.StartsWith(one, StringComparison.Ordinal))
        {
            var id = int.Parse(path[one.Length..]);
            Comments[Comments.FindIndex(c => c.Id == id)] = (id, body);
            return (200, "{}");
        }
        return (404, "{}");
    }
}
