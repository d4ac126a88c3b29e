using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace ShopStream.Reports.Integrations;

/// <summary>Nobody took what was sent. The message names no address: it may be a secret.</summary>
internal sealed class DeliveryException(string message) : Exception(message);

/// <summary>Posts JSON: ten seconds for a request, and once more where that may help.</summary>
/// <param name="handler">Is disposed of with it.</param>
/// <param name="clock">For deadline and pause.</param>
/// <param name="pause">Before it tries again; default a second.</param>
internal sealed class HttpPublisher(HttpMessageHandler handler, TimeProvider clock, TimeSpan? pause = null) : IDisposable
{
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    // The deadline is that of the clock.
    private readonly HttpClient client = new(handler) { Timeout = Timeout.InfiniteTimeSpan };

    /// <exception cref="DeliveryException">It was not taken, twice where a retry may help.</exception>
    public async Task PostAsync(Uri to, string json, string? bearer, CancellationToken cancellationToken)
    {
        var (problem, retry) = await TryAsync(to, json, bearer, cancellationToken);
        if (problem is null) return;
        if (retry)
        {
            await Task.Delay(pause ?? TimeSpan.FromSeconds(1), clock, cancellationToken);
            (problem, _) = await TryAsync(to, json, bearer, cancellationToken);
        }
        if (problem is not null) throw new DeliveryException(retry ? $"{problem} (tried twice)" : problem);
    }

    public void Dispose() => client.Dispose();

    private async Task<(string? Problem, bool Retry)> TryAsync(Uri to, string json, string? bearer, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(Deadline, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Post, to) { Content = new StringContent(json, new UTF8Encoding(false), "application/json") };
        if (!string.IsNullOrEmpty(bearer)) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        try
        {
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            if (response.IsSuccessStatusCode) return (null, false);
            var status = (int)response.StatusCode;
            return (string.Create(CultureInfo.InvariantCulture, $"the server answered {status}; expected 2xx"), status >= 500 || response.StatusCode is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (string.Create(CultureInfo.InvariantCulture, $"no answer within {Deadline.TotalSeconds:0} s"), true);
        }
        catch (HttpRequestException e)
        {
            return (Describe(e.HttpRequestError), true);
        }
    }

    // The exception's own words may hold the address.
    private static string Describe(HttpRequestError error) => error switch
    {
        HttpRequestError.NameResolutionError => "there is no such host",
        HttpRequestError.ConnectionError => "nobody answers there",
        HttpRequestError.SecureConnectionError => "the TLS connection failed: look at the certificate",
        HttpRequestError.ProxyTunnelError => "the proxy refused",
        _ => "the connection broke",
    };
}
