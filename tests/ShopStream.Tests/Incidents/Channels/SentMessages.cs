using System.Net;
using ShopStream.Quality.History;
using ShopStream.Quality.Incidents;
using ShopStream.Quality.Results;
using ShopStream.Reports.Files;
using ShopStream.Reports.Integrations;
using ShopStream.Reports.Integrations.Channels;
using ShopStream.Tests.Reports.Integrations;

namespace ShopStream.Tests.Incidents.Channels;

/// <summary>Sends the messages of nights to channels as the settings write them, and keeps the requests.</summary>
internal sealed class SentMessages(params (string Name, string Setting, string Secret)[] channels) : IDisposable
{
    private readonly string reports = Directory.CreateTempSubdirectory("shopstream-messages-").FullName;
    private readonly Nights nights = new();

    /// <summary>The answers of the receivers; see <see cref="StubHandler"/>.</summary>
    public HttpStatusCode?[] Answers { get; set; } = [];

    public IntegrationOptions Options { get; init; } = new();

    /// <summary>Known incidents.</summary>
    public List<Acknowledgement> Known { get; } = [];

    /// <summary>The messages to send again; it need not exist.</summary>
    public string Undelivered => Path.Combine(reports, "undelivered.json");

    public void Dispose() => Directory.Delete(reports, recursive: true);

    /// <summary>The requests after one more night.</summary>
    /// <exception cref="DeliveryException">A message could not be delivered; <see cref="Last"/> has those that were tried.</exception>
    public async Task<IReadOnlyList<(Uri To, string Body, string? Authorization)>> AddAsync(RunResult run)
    {
        using var handler = new StubHandler(Answers);
        Last = handler.Requests;
        using var publisher = new HttpPublisher(handler, TimeProvider.System, TimeSpan.Zero);
        var options = new IntegrationOptions
        {
            Webhook = Options.Webhook,
            WebhookReminds = Options.WebhookReminds,
            ReportUrl = Options.ReportUrl,
            Acknowledgements = Known,
            Channels = [.. channels.Select(c => Channel(c.Name, c.Setting, c.Secret))],
        };
        var published = new PublishedRun(run with { Incidents = nights.Add(run) }, ReportFiles.In(Path.Combine(reports, run.RunId)), RunHistory.Empty);
        await new ChannelDelivery(publisher, new MailSender(TimeProvider.System)).SendAsync(published, options, CancellationToken.None);
        return Last;
    }

    public IReadOnlyList<(Uri To, string Body, string? Authorization)> Last { get; private set; } = [];

    /// <summary>A channel; the file of its template has the template's text as its name.</summary>
    public static Channel Channel(string name, string setting, string? secret = "http://hooks.test/secret") =>
        ChannelSettings.Parse(
            name,
            setting,
            secret,
            file => file.StartsWith("missing", StringComparison.Ordinal) ? throw new IOException("no file") : Template
        );

    public const string Template = """
        { "summary": "{{ headline }}: {{title}}", "id": "{{ incident }}", "state": "{{ state }}", "url": "{{ report }}", "all": ["{{ text }}", 1] }
        """;
}
