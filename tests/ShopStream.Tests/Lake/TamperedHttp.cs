using System.Net;
using System.Text;
using Amazon.Runtime;

namespace ShopStream.Tests.Lake;

/// <summary>HTTP handler between the lake and the server: counts requests, and can reject, lose or falsify them.</summary>
internal sealed class TamperedHttp(Func<HttpRequestMessage, Func<Task<HttpResponseMessage>>, Task<HttpResponseMessage>> between) : HttpClientFactory
{
    private readonly List<string> seen = [];

    /// <summary>Method and query of each request, in order.</summary>
    public IReadOnlyList<string> Requests
    {
        get
        {
            lock (seen)
                return [.. seen];
        }
    }

    /// <summary>The answer of S3 with an error.</summary>
    public static Task<HttpResponseMessage> Answer(HttpStatusCode status, string code) =>
        Task.FromResult(
            new HttpResponseMessage(status)
            {
                Content = new StringContent(
                    $"<?xml version=\"1.0\"?><Error><Code>{code}</Code><Message>made up</Message><RequestId>1</RequestId></Error>",
                    Encoding.UTF8,
                    "application/xml"
                ),
            }
        );

    public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

    public override HttpClient CreateHttpClient(IClientConfig clientConfig)
    {
        var client = new HttpClient(new Handler(this) { InnerHandler = new SocketsHttpHandler() });
        if (clientConfig.Timeout is { } timeout)
            client.Timeout = timeout;
        return client;
    }

    private sealed class Handler(TamperedHttp http) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            lock (http.seen)
                http.seen.Add($"{request.Method} {request.RequestUri!.Query}");
            return http.Between(request, () => base.SendAsync(request, cancellationToken));
        }
    }

    private Task<HttpResponseMessage> Between(HttpRequestMessage request, Func<Task<HttpResponseMessage>> send) => between(request, send);
}
