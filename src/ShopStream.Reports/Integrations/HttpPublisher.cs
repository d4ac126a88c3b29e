using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace ShopStream.Reports.Integrations;

/// <summary>A delivery failed. The message does not contain the address, which may be a secret.</summary>
internal sealed class DeliveryException(string message) : Exception(message);

/// <summary>Posts JSON with a deadline of ten seconds per request, and repeats it twice for transient errors, after a pause that grows.</summary>
/// <param name="handler">The message handler; disposed with the publisher.</param>
/// <param name="clock">Measures the deadline and the pauses.</param>
/// <param name="pause">Pause before the first repetition; null means half a second. The second is four times as long.</param>
internal sealed class HttpPublisher(HttpMessageHandler handler, TimeProvider clock, TimeSpan? pause = null) : IDisposable
{
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    /// <summary>The longest pause that a server can ask for with Retry-After.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private const int Attempts = 3;

    // The deadline uses the clock instead.
    private readonly HttpClient client = new(handler) { Timeout = Timeout.InfiniteTimeSpan };

    /// <exception cref="DeliveryException">The request failed, three times if the error is transient.</exception>
    public async Task PostAsync(Uri to, string json, AuthenticationHeaderValue? authorization, CancellationToken cancellationToken)
    {
        var wait = pause ?? TimeSpan.FromMilliseconds(500);
        for (var attempt = 1; ; attempt++, wait *= 4)
        {
            var (problem, retry, asked) = await TryAsync(to, json, authorization, cancellationToken);
            if (problem is null)
                return;
            if (!retry)
                throw new DeliveryException(problem);
            if (asked > LongestPause)
                throw new DeliveryException(string.Create(CultureInfo.InvariantCulture, $"{problem}; it asks to wait for {asked.Value.TotalSeconds:0} s"));
            if (attempt == Attempts)
                throw new DeliveryException(string.Create(CultureInfo.InvariantCulture, $"{problem} (tried {Attempts} times)"));
            await Task.Delay(asked is { } after && after > TimeSpan.Zero ? after : wait, clock, cancellationToken);
        }
    }

    public void Dispose() => client.Dispose();

    private async Task<(string? Problem, bool Retry, TimeSpan? Asked)> TryAsync(
        Uri to,
        string json,
        AuthenticationHeaderValue? authorization,
        CancellationToken cancellationToken
    )
    {
        using var deadline = new CancellationTokenSource(Deadline, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Post, to) { Content = new StringContent(json, new UTF8Encoding(false), "application/json") };
        request.Headers.Authorization = authorization;
        try
        {
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            if (response.IsSuccessStatusCode)
                return (null, false, null);
            var status = (int)response.StatusCode;
            return (
                string.Create(CultureInfo.InvariantCulture, $"the server answered {status}; expected 2xx"),
                status >= 500 || response.StatusCode is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests,
                response.Headers.RetryAfter is { } after ? after.Delta ?? after.Date - clock.GetUtcNow() : null
            );
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (string.Create(CultureInfo.InvariantCulture, $"no answer within {Deadline.TotalSeconds:0} s"), true, null);
        }
        catch (HttpRequestException e)
        {
            return (Describe(e.HttpRequestError), true, null);
        }
    }

    // The message of the exception may contain the address.
    private static string Describe(HttpRequestError error) =>
        error switch
        {
            HttpRequestError.NameResolutionError => "the host name cannot be resolved",
            HttpRequestError.ConnectionError => "the connection was refused",
            HttpRequestError.SecureConnectionError => "the TLS connection failed: check the certificate",
            HttpRequestError.ProxyTunnelError => "the proxy refused",
            _ => "the connection broke",
        };
}
