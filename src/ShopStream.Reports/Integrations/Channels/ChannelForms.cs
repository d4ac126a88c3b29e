using System.Net.Http.Headers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using ShopStream.Quality.Redaction;
using ShopStream.Quality.Results;

namespace ShopStream.Reports.Integrations.Channels;

/// <summary>A request with a message.</summary>
/// <param name="To">Where to; may be a secret.</param>
/// <param name="Json">The body.</param>
/// <param name="Authorization">The header; null for none.</param>
internal sealed record ChannelRequest(Uri To, string Json, AuthenticationHeaderValue? Authorization = null);

/// <summary>The form that a message has for each kind of channel.</summary>
internal static class ChannelForms
{
    private const string Product = "ShopStream.Quality";

    // Texts are no part of a page.
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The request for a channel.</summary>
    /// <exception cref="DeliveryException">The secret is not what the kind needs.</exception>
    public static ChannelRequest Of(Channel channel, string secret, ChannelMessage message) =>
        channel.Kind switch
        {
            ChannelKind.Teams => new(Webhook.UriOf(secret, channel.Variable), Write(Card(message))),
            ChannelKind.PagerDuty => new(new Uri(channel.Api ?? new Uri("https://events.pagerduty.com"), "/v2/enqueue"), Write(Event(secret, message))),
            ChannelKind.Opsgenie => Alert(channel.Api ?? new Uri("https://api.opsgenie.com"), secret, message),
            ChannelKind.Webhook => new(Webhook.UriOf(secret, channel.Variable), TemplateText.Of(channel.Template!, message)),
            _ => new(Webhook.UriOf(secret, channel.Variable), SlackJson(Slack(message))),
        };

    /// <summary>The JSON of a text in Slack's format, https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks.</summary>
    public static string SlackJson(string text) => Write(new { text });

    /// <summary>A message in Slack's format.</summary>
    public static string Slack(ChannelMessage message)
    {
        var text = new StringBuilder(message.Headline.Length == 0 ? "" : $"*{message.Headline}* ").Append(SlackText.Of(message.Title));
        foreach (var (label, fact) in message.Facts)
            text.Append('\n').Append(label).Append(": ").Append(SlackText.Of(fact));
        return text.ToString();
    }

    /// <summary>A message of plain lines.</summary>
    public static string Lines(ChannelMessage message) => string.Join('\n', message.Facts.Select(f => $"{f.Label}: {f.Text}").Prepend(message.Subject));

    // An adaptive card, https://adaptivecards.io/explorer/AdaptiveCard.html. Text runs have no Markdown, so data makes no link or mention.
    private static Dictionary<string, object> Card(ChannelMessage message) =>
        new(StringComparer.Ordinal)
        {
            ["type"] = "message",
            ["attachments"] = new[]
            {
                new
                {
                    contentType = "application/vnd.microsoft.card.adaptive",
                    content = new Dictionary<string, object>(StringComparer.Ordinal)
                    {
                        ["$schema"] = "http://adaptivecards.io/schemas/adaptive-card.json",
                        ["type"] = "AdaptiveCard",
                        ["version"] = "1.4",
                        ["body"] = message
                            .Facts.Where(f => !(message.HasLink && f.Label is "Report"))
                            .Select(f => Line(Run($"{f.Label}: ", isBold: true), Run(f.Text)))
                            .Prepend(Line(Run(message.Subject, isBold: true)))
                            .ToList(),
                        ["actions"] = message.HasLink
                            ? new[]
                            {
                                new
                                {
                                    type = "Action.OpenUrl",
                                    title = "Report",
                                    url = message.Page,
                                },
                            }
                            : Array.Empty<object>(),
                    },
                },
            },
        };

    private static object Line(params object[] runs) => new { type = "RichTextBlock", inlines = runs };

    private static object Run(string text, bool isBold = false) =>
        isBold
            ? new
            {
                type = "TextRun",
                text,
                weight = "bolder",
            }
            : new { type = "TextRun", text };

    // https://developer.pagerduty.com/docs/events-api-v2-overview. A resolved event needs no payload.
    private static object Event(string key, ChannelMessage message)
    {
        var incident = message.Incident!;
        return message.Occasion is MessageOccasion.Recovered
            ? new
            {
                routing_key = key,
                event_action = "resolve",
                dedup_key = incident.Id,
            }
            : new
            {
                routing_key = key,
                event_action = "trigger",
                dedup_key = incident.Id,
                client = Product,
                payload = new Dictionary<string, object>(StringComparer.Ordinal)
                {
                    ["summary"] = Short(message.Title, 1_024),
                    ["source"] = ChannelMessage.Plain(incident.Place),
                    ["component"] = ChannelMessage.Plain(incident.Place),
                    ["group"] = ChannelMessage.Plain(string.Join(", ", incident.Owners)),
                    ["class"] = ChannelMessage.Plain(incident.Cause ?? ""),
                    ["severity"] = incident.Severity switch
                    {
                        Severity.Critical => "critical",
                        Severity.Warning => "warning",
                        _ => "info",
                    },
                    ["timestamp"] = incident.FirstSeen,
                    ["custom_details"] = message.Facts.ToDictionary(f => f.Label, f => f.Text, StringComparer.Ordinal),
                },
                links = message.HasLink ? new[] { new { href = message.Page, text = "Report" } } : Array.Empty<object>(),
            };
    }

    // https://docs.opsgenie.com/docs/alert-api. An alert is closed by its alias, which is the incident's identifier.
    private static ChannelRequest Alert(Uri api, string key, ChannelMessage message)
    {
        var (incident, header) = (message.Incident!, new AuthenticationHeaderValue("GenieKey", key));
        if (message.Occasion is MessageOccasion.Recovered)
            return new(new Uri(api, $"/v2/alerts/{incident.Id}/close?identifierType=alias"), Write(new { source = Product, note = message.Subject }), header);
        var alert = new
        {
            message = Short(message.Title, 130),
            alias = incident.Id,
            description = Lines(message),
            tags = incident.Tags.Select(t => Short(t, 50)).Take(20),
            entity = Short(incident.Place, 512),
            source = Product,
            priority = incident.Severity switch
            {
                Severity.Critical => "P1",
                Severity.Warning => "P3",
                _ => "P5",
            },
        };
        return new(new Uri(api, "/v2/alerts"), Write(alert), header);
    }

    // The services count characters, of which a visible one may have many.
    private static string Short(string text, int longest)
    {
        var visible = VisibleCharacters.Short(text.ReplaceLineEndings(" "), longest);
        if (visible.Length <= longest)
            return visible;
        var end = longest - 1;
        return visible[..(char.IsHighSurrogate(visible[end - 1]) ? end - 1 : end)] + "…";
    }

    private static string Write(object value) => JsonSerializer.Serialize(value, Json);
}
