using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace ShopStream.Reports.Integrations;

/// <summary>A delivery failed. The message does not contain the address, which may be a secret.</summary>
internal sealed class DeliveryException(string message) : Exception(message);

/// <summary>Posts JSON with a deadline of ten seconds per request and one retry for transient errors.</summary>
/// <param name="handler">The message handler; disposed with the publisher.</param>
/// <param name="clock">Measures the deadline and the pause.</param>
/// <param name="pause">Pause before the retry; null means one second.</param>
internal sealed class HttpPublisher(HttpMessageHandler handler, TimeProvider clock, TimeSpan? pause = null) : IDisposable
{
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    // The deadline uses the clock instead.
    private readonly HttpClient client = new(handler) { Timeout = Timeout.InfiniteTimeSpan };

    /// <exception cref="DeliveryException">The request failed, after one retry for a transient error.</exception>
    public async Task PostAsync(Uri to, string json, string? bearer, CancellationToken cancellationToken)
    {
        var (problem, retry) = await TryAsync(to, json, bearer, cancellationToken);
        if (problem is null)
            return;
        if (retry)
        {
            await Task.Delay(pause ?? TimeSpan.FromSeconds(1), clock, cancellationToken);
            (problem, _) = await TryAsync(to, json, bearer, cancellationToken);
        }
        if (problem is not null)
            throw new DeliveryException(retry ? $"{problem} (tried twice)" : problem);
    }

    public void Dispose() => client.Dispose();

    private async Task<(string? Problem, bool Retry)> TryAsync(Uri to, string json, string? bearer, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(Deadline, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Post, to) { Content = new StringContent(json, new UTF8Encoding(false), "application/json") };
        if (!string.IsNullOrEmpty(bearer))
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        try
        {
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            if (response.IsSuccessStatusCode)
                return (null, false);
            var status = (int)response.StatusCode;
            return (
                string.Create(CultureInfo.InvariantCulture, $"the server answered {status}; expected 2xx"),
                status >= 500 || response.StatusCode is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests
            );
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
