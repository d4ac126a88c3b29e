using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using ShopStream.Quality.Results;

namespace ShopStream.Reports.Integrations.Comments;

/// <summary>What became of a comment.</summary>
public enum CommentOutcome
{
    /// <summary>It was created.</summary>
    Created,

    /// <summary>The one that was there has the new text.</summary>
    Updated,

    /// <summary>The token may not write comments, as in a pull request from a fork.</summary>
    Forbidden,
}

/// <summary>Posts one comment, and updates it from then on: it is found by a marker that readers do not see.</summary>
/// <param name="handler">The message handler; disposed with the publisher.</param>
/// <param name="clock">Measures deadlines and pauses.</param>
public sealed class CommentPublisher(HttpMessageHandler handler, TimeProvider clock) : IDisposable
{
    /// <summary>The first line of every comment.</summary>
    public const string Marker = "<!-- shopstream compare -->";

    private const int PageSize = 100;
    private const int MostPages = 100;
    private const int MostTries = 4;
    private const int ShortCharacters = 8_000;
    private const string Cut = "\n\n… shortened: the whole text is in compare.md of the run.\n";
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);

    // The deadline uses the clock instead.
    private readonly HttpClient client = new(handler) { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>Creates the comment, or updates the one that was created before.</summary>
    /// <exception cref="UsageException">The address or the token is wrong, or the text is refused.</exception>
    /// <exception cref="InfrastructureException">The server did not answer, or limits requests for longer than a minute.</exception>
    public async Task<CommentOutcome> PublishAsync(CommentTarget target, string markdown, CancellationToken cancellationToken)
    {
        var (found, allowed) = await FindAsync(target, cancellationToken);
        if (!allowed)
            return CommentOutcome.Forbidden;
        var (method, address) = found is null ? (HttpMethod.Post, target.Comments) : (target.Update, target.Comment(found));
        var answer = await SendAsync(target, method, address, Fit(markdown, target.MostCharacters), cancellationToken);
        // Servers limit lengths by rules of their own.
        if (
            answer.Status is HttpStatusCode.UnprocessableEntity or HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.BadRequest
            && markdown.Length > ShortCharacters
        )
            answer = await SendAsync(target, method, address, Fit(markdown, ShortCharacters), cancellationToken);
        if (IsForbidden(answer.Status))
            return CommentOutcome.Forbidden;
        Require(target, answer.Status);
        return found is null ? CommentOutcome.Created : CommentOutcome.Updated;
    }

    /// <inheritdoc />
    public void Dispose() => client.Dispose();

    // A token that may not read comments, may not write them either.
    private async Task<(string? Id, bool Allowed)> FindAsync(CommentTarget target, CancellationToken cancellationToken)
    {
        for (var page = 1; page <= MostPages; page++)
        {
            var address = new Uri(string.Create(CultureInfo.InvariantCulture, $"{target.Comments}?{target.Order}&per_page={PageSize}&page={page}"));
            var answer = await SendAsync(target, HttpMethod.Get, address, null, cancellationToken);
            if (IsForbidden(answer.Status))
                return (null, false);
            Require(target, answer.Status);
            using var list = Parse(target, answer.Body);
            foreach (var comment in list.RootElement.EnumerateArray())
                if (comment.TryGetProperty("body", out var body) && body.GetString()?.StartsWith(Marker, StringComparison.Ordinal) == true)
                    return (comment.GetProperty("id").ToString(), true);
            if (list.RootElement.GetArrayLength() < PageSize)
                break;
        }
        return (null, true);
    }

    private async Task<(HttpStatusCode Status, string Body)> SendAsync(
        CommentTarget target,
        HttpMethod method,
        Uri address,
        string? text,
        CancellationToken cancellationToken
    )
    {
        for (var attempt = 1; ; attempt++)
        {
            var (status, body, wait) = await TryAsync(target, method, address, text, cancellationToken);
            if (wait is not { } pause)
                return (status!.Value, body);
            if (attempt == MostTries || pause > LongestWait)
                throw new InfrastructureException(
                    $"{target.Description}: {body}; the comment was not written. The report stands; run shopstream comment again later"
                );
            await Task.Delay(pause, clock, cancellationToken);
        }
    }

    // With a wait, if it is worth another try; the body is then why.
    private async Task<(HttpStatusCode? Status, string Body, TimeSpan? Wait)> TryAsync(
        CommentTarget target,
        HttpMethod method,
        Uri address,
        string? text,
        CancellationToken cancellationToken
    )
    {
        using var deadline = new CancellationTokenSource(Deadline, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        using var request = new HttpRequestMessage(method, address);
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("shopstream", "1"));
        target.Authorize(request.Headers);
        if (text is not null)
            request.Content = new StringContent(JsonSerializer.Serialize(new { body = text }), new UTF8Encoding(false), "application/json");
        try
        {
            using var response = await client.SendAsync(request, either.Token);
            var body = await response.Content.ReadAsStringAsync(either.Token);
            var status = (int)response.StatusCode;
            if (IsLimited(response))
                return (null, string.Create(CultureInfo.InvariantCulture, $"the server limits requests ({status})"), WaitOf(response));
            return status >= 500
                ? (null, string.Create(CultureInfo.InvariantCulture, $"the server answered {status}"), TimeSpan.FromSeconds(1))
                : (response.StatusCode, body, null);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (null, string.Create(CultureInfo.InvariantCulture, $"no answer within {Deadline.TotalSeconds:0} s"), TimeSpan.FromSeconds(1));
        }
        catch (HttpRequestException)
        {
            return (null, "the connection failed", TimeSpan.FromSeconds(1));
        }
    }

    // GitHub says 403 for a limit too, and then how many requests are left.
    private static bool IsLimited(HttpResponseMessage response) =>
        response.StatusCode == HttpStatusCode.TooManyRequests
        || (
            response.StatusCode == HttpStatusCode.Forbidden
            && (
                response.Headers.RetryAfter is not null
                || (response.Headers.TryGetValues("X-RateLimit-Remaining", out var left) && left.Contains("0", StringComparer.Ordinal))
            )
        );

    private TimeSpan WaitOf(HttpResponseMessage response)
    {
        if (response.Headers.RetryAfter is { } after)
            return after.Delta ?? (after.Date - clock.GetUtcNow()) ?? TimeSpan.FromSeconds(1);
        var reset = response.Headers.TryGetValues("X-RateLimit-Reset", out var values) ? values.FirstOrDefault() : null;
        if (!long.TryParse(reset, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
            return TimeSpan.FromSeconds(1);
        var wait = DateTimeOffset.FromUnixTimeSeconds(seconds) - clock.GetUtcNow();
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }

    private static bool IsForbidden(HttpStatusCode status) => status is HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized;

    private static void Require(CommentTarget target, HttpStatusCode status)
    {
        if ((int)status is >= 200 and < 300)
            return;
        throw new UsageException(
            string.Create(CultureInfo.InvariantCulture, $"{target.Description}: the server answered {(int)status}; expected 2xx: ")
                + "check the address of the API, the repository or project, the number and the token"
        );
    }

    private static JsonDocument Parse(CommentTarget target, string body)
    {
        try
        {
            var document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Array ? document : throw new JsonException("not a list");
        }
        catch (JsonException e)
        {
            throw new UsageException($"{target.Description}: the server did not answer with a list of comments: check the address of the API", e);
        }
    }

    // Whole lines, so that no table is broken within a row.
    private static string Fit(string markdown, int most)
    {
        var text = $"{Marker}\n{markdown}";
        if (text.Length <= most)
            return text;
        var end = text.LastIndexOf('\n', most - Cut.Length - 1);
        return text[..(end > Marker.Length ? end : most - Cut.Length)] + Cut;
    }
}
