using System.Net;

namespace ShopStream.Tests.Reports.Integrations;

/// <summary>Answers in turn, the last answer for good; null hangs until it is given up.</summary>
internal sealed class StubHandler(params HttpStatusCode?[] answers) : HttpMessageHandler
{
    private readonly SemaphoreSlim arrived = new(0);

    public List<(Uri To, string Body, string? Authorization)> Requests { get; } = [];

    /// <summary>The header Retry-After of each answer; null for none.</summary>
    public TimeSpan? RetryAfter { get; set; }

    /// <summary>Waits until one more request is there.</summary>
    public Task ArrivedAsync() => arrived.WaitAsync(TimeSpan.FromSeconds(30));

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Requests.Add((request.RequestUri!, await request.Content!.ReadAsStringAsync(cancellationToken), request.Headers.Authorization?.ToString()));
        var answer = answers.Length == 0 ? HttpStatusCode.OK : answers[Math.Min(Requests.Count, answers.Length) - 1];
        arrived.Release();
        if (answer is null)
            await Task.Delay(Timeout.Infinite, cancellationToken);
        var response = new HttpResponseMessage(answer!.Value);
        if (RetryAfter is { } after)
            response.Headers.RetryAfter = new System.Net.Http.Headers.RetryConditionHeaderValue(after);
        return response;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            arrived.Dispose();
        base.Dispose(disposing);
    }
}
