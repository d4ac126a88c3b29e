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

    // The deadline uses the clock instead.
    private readonly HttpClient client = new(handler) { Timeout = Timeout.InfiniteTimeSpan };

    /// <exception cref="DeliveryException">The request failed, three times if the error is transient.</exception>
    public Task PostAsync(Uri to, string json, AuthenticationHeaderValue? authorization, CancellationToken cancellationToken) =>
        new Repetition(clock, pause).RunAsync(() => TryAsync(to, json, authorization, cancellationToken), cancellationToken);

    public void Dispose() => client.Dispose();

    private async Task<DeliveryProblem?> TryAsync(Uri to, string json, AuthenticationHeaderValue? authorization, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(Deadline, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Post, to) { Content = new StringContent(json, new UTF8Encoding(false), "application/json") };
        request.Headers.Authorization = authorization;
        try
        {
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            if (response.IsSuccessStatusCode)
                return null;
            var status = (int)response.StatusCode;
            return new DeliveryProblem(
                string.Create(CultureInfo.InvariantCulture, $"the server answered {status}; expected 2xx"),
                status >= 500 || response.StatusCode is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests,
                response.Headers.RetryAfter is { } after ? after.Delta ?? after.Date - clock.GetUtcNow() : null
            );
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new DeliveryProblem(string.Create(CultureInfo.InvariantCulture, $"no answer within {Deadline.TotalSeconds:0} s"), IsTransient: true);
        }
        catch (HttpRequestException e)
        {
            return new DeliveryProblem(Describe(e.HttpRequestError), IsTransient: true);
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
