using System.Text.Json;
using FluentAssertions;
using Json.Schema;
using NUnit.Framework;
using ShopStream.Reports.Integrations;
using ShopStream.Tests.Reports.Integrations;
using static ShopStream.Tests.Incidents.IncidentSamples;

namespace ShopStream.Tests.Incidents.Channels;

/// <summary>Requests as the services document them.</summary>
[TestFixture, Category("Fast")]
internal sealed class ChannelFormsTests
{
    // https://developer.pagerduty.com/docs/events-api-v2-overview
    private const string PagerDuty = """
        {
          "type": "object", "required": ["routing_key", "event_action", "dedup_key"], "additionalProperties": false,
          "properties": {
            "routing_key": { "type": "string", "minLength": 1 },
            "event_action": { "enum": ["trigger", "acknowledge", "resolve"] },
            "dedup_key": { "type": "string", "maxLength": 255 },
            "client": { "type": "string" },
            "links": { "type": "array", "items": {
              "type": "object", "required": ["href"], "properties": { "href": { "pattern": "^https?://" }, "text": { "type": "string" } } } },
            "payload": {
              "type": "object", "required": ["summary", "source", "severity"], "additionalProperties": false,
              "properties": {
                "summary": { "type": "string", "minLength": 1, "maxLength": 1024 },
                "source": { "type": "string", "minLength": 1 },
                "severity": { "enum": ["critical", "warning", "error", "info"] },
                "timestamp": { "type": "string", "format": "date-time" },
                "component": { "type": "string" }, "group": { "type": "string" }, "class": { "type": "string" },
                "custom_details": { "type": "object" }
              }
            }
          },
          "if": { "properties": { "event_action": { "const": "trigger" } } }, "then": { "required": ["payload"] }
        }
        """;

    // https://docs.opsgenie.com/docs/alert-api
    private const string Opsgenie = """
        {
          "type": "object", "required": ["message"], "additionalProperties": false,
          "properties": {
            "message": { "type": "string", "minLength": 1, "maxLength": 130 },
            "alias": { "type": "string", "maxLength": 512 },
            "description": { "type": "string", "maxLength": 15000 },
            "tags": { "type": "array", "maxItems": 20, "items": { "type": "string", "maxLength": 50 } },
            "entity": { "type": "string", "maxLength": 512 },
            "source": { "type": "string", "maxLength": 100 },
            "priority": { "enum": ["P1", "P2", "P3", "P4", "P5"] }
          }
        }
        """;

    private const string OpsgenieClose = """
        {
          "type": "object", "additionalProperties": false,
          "properties": { "source": { "type": "string", "maxLength": 100 }, "note": { "type": "string", "maxLength": 25000 } }
        }
        """;

    // https://adaptivecards.io/explorer: the elements that a card here has.
    private const string Teams = """
        {
          "type": "object", "required": ["type", "attachments"], "additionalProperties": false,
          "properties": {
            "type": { "const": "message" },
            "attachments": { "type": "array", "minItems": 1, "maxItems": 1, "items": {
              "type": "object", "required": ["contentType", "content"], "additionalProperties": false,
              "properties": {
                "contentType": { "const": "application/vnd.microsoft.card.adaptive" },
                "content": {
                  "type": "object", "required": ["type", "version", "body"],
                  "properties": {
                    "type": { "const": "AdaptiveCard" }, "version": { "pattern": "^1\\.[0-5]$" },
                    "body": { "type": "array", "minItems": 1, "items": {
                      "type": "object", "required": ["type", "inlines"], "additionalProperties": false,
                      "properties": { "type": { "const": "RichTextBlock" }, "inlines": { "type": "array", "minItems": 1, "items": {
                        "type": "object", "required": ["type", "text"], "additionalProperties": false,
                        "properties": { "type": { "const": "TextRun" }, "text": { "type": "string" }, "weight": { "enum": ["bolder"] } } } } } } },
                    "actions": { "type": "array", "items": {
                      "type": "object", "required": ["type", "url"],
                      "properties": { "type": { "const": "Action.OpenUrl" }, "title": { "type": "string" }, "url": { "pattern": "^https?://" } } } }
                  }
                }
              }
            } }
          }
        }
        """;

    private const string Slack = """
        {
          "type": "object", "required": ["text"], "additionalProperties": false,
          "properties": { "text": { "type": "string", "minLength": 1, "maxLength": 40000 } }
        }
        """;

    [TestCase("slack", Slack, Slack)]
    [TestCase("teams", Teams, Teams)]
    [TestCase("pagerduty", PagerDuty, PagerDuty)]
    [TestCase("opsgenie", Opsgenie, OpsgenieClose)]
    public async Task Requests_meet_the_schema_of_the_service_whatever_the_data_is(string kind, string begun, string recovered)
    {
        foreach (var url in new[] { null, "https://reports.test/shop" })
        {
            using var nights = new SentMessages(("c", kind, "http://hooks.test/T0")) { Options = new IntegrationOptions { ReportUrl = url } };
            var text = SampleRuns.Payload + new string('x', 3_000);
            var red = Located(text, "raw " + text, text, 10m, [.. Enumerable.Range(1, 30).Select(i => $"@{i}{text}"), "@owner:" + text]);

            Meets(Schema(begun), (await nights.AddAsync(Night(0, red))).Should().ContainSingle().Subject.Body);
            Meets(Schema(recovered), (await nights.AddAsync(Night(1, Passed(text)))).Should().ContainSingle().Subject.Body);
        }
    }

    [Test]
    public async Task Pagerduty_event_is_resolved_by_the_identifier_that_triggered_it()
    {
        using var nights = Nights("pagerduty");

        var (to, body, authorization) = (await nights.AddAsync(Night(0, Red())))[0];
        var begun = JsonDocument.Parse(body).RootElement;
        var recovered = JsonDocument.Parse((await nights.AddAsync(Night(1, Passed("A"))))[0].Body).RootElement;

        to.Should().Be(new Uri("https://events.pagerduty.com/v2/enqueue"));
        authorization.Should().BeNull();
        Text(begun, "routing_key").Should().Be("the key");
        Text(begun, "event_action").Should().Be("trigger");
        var payload = begun.GetProperty("payload");
        Text(payload, "summary").Should().Be("raw orders: missing, −578");
        Text(payload, "component").Should().Be("raw orders");
        Text(payload, "severity").Should().Be("critical");
        Text(payload.GetProperty("custom_details"), "Rows").Should().Be("order=17; order=18");
        Text(begun.GetProperty("links")[0], "href").Should().Be("https://reports.test/night-000/index.html");
        Text(recovered, "event_action").Should().Be("resolve");
        Text(recovered, "dedup_key").Should().Be(Text(begun, "dedup_key")).And.MatchRegex("^20260301-[0-9a-f]{6}$");
    }

    [Test]
    public async Task Opsgenie_alert_is_closed_by_its_alias()
    {
        using var nights = Nights("opsgenie; api https://api.eu.test");

        var (to, body, authorization) = (await nights.AddAsync(Night(0, Red())))[0];
        var alert = JsonDocument.Parse(body).RootElement;
        var closed = (await nights.AddAsync(Night(1, Passed("A"))))[0];

        to.Should().Be(new Uri("https://api.eu.test/v2/alerts"));
        authorization.Should().Be("GenieKey the key");
        Text(alert, "message").Should().Be("raw orders: missing, −578");
        Text(alert, "priority").Should().Be("P1");
        alert.GetProperty("tags").EnumerateArray().Select(t => t.GetString()).Should().Equal("@owner:finance");
        Text(alert, "description").Should().StartWith("New incident: raw orders: missing, −578\n1 scenario: “A”\nRows: order=17; order=18\nOwner: finance\n");
        closed.To.Should().Be(new Uri($"https://api.eu.test/v2/alerts/{Text(alert, "alias")}/close?identifierType=alias"));
        closed.Authorization.Should().Be("GenieKey the key");
    }

    [Test]
    public async Task Teams_card_has_a_button_for_the_report_and_no_markdown_of_the_data()
    {
        using var nights = Nights("teams", "http://hooks.test/T0");
        var (_, body, _) = (await nights.AddAsync(Night(0, Located("[a](http://evil.test) **b**", "raw orders", "missing"))))[0];

        var card = JsonDocument.Parse(body).RootElement.GetProperty("attachments")[0].GetProperty("content");
        var lines = card.GetProperty("body")
            .EnumerateArray()
            .Select(b => string.Concat(b.GetProperty("inlines").EnumerateArray().Select(i => Text(i, "text"))))
            .ToList();
        lines.Should().StartWith(["New incident: raw orders: missing, −10", "1 scenario: “[a](http://evil.test) **b**”", "Rows: order=17; order=18"]);
        lines.Should().NotContain(l => l.StartsWith("Report", StringComparison.Ordinal));
        Text(card.GetProperty("actions")[0], "url").Should().Be("https://reports.test/night-000/index.html");
    }

    [Test]
    public async Task Template_writes_the_message_of_any_other_service()
    {
        using var nights = Nights("webhook; template chat.json", "http://hooks.test/T0");

        var begun = JsonDocument.Parse((await nights.AddAsync(Night(0, Located("A", "raw \"orders\"\n", "missing"))))[0].Body).RootElement;
        var recovered = JsonDocument.Parse((await nights.AddAsync(Night(1, Passed("A"))))[0].Body).RootElement;

        Text(begun, "summary").Should().Be("New incident: raw \"orders\" : missing, −10");
        Text(begun, "state").Should().Be("open");
        Text(begun, "url").Should().Be("https://reports.test/night-000/index.html");
        begun.GetProperty("all")[0].GetString().Should().Contain("\n1 scenario: “A”\n");
        Text(recovered, "summary").Should().StartWith("Recovered after 1 day: raw");
        Text(recovered, "state").Should().Be("resolved");
        Text(recovered, "id").Should().Be(Text(begun, "id"));
    }

    private static SentMessages Nights(string setting, string secret = "the key") =>
        new(("c", setting, secret)) { Options = new IntegrationOptions { ReportUrl = "https://reports.test" } };

    private static ShopStream.Quality.Results.ScenarioResult Red() => Located("A", "raw orders", "missing", 578m, "@owner:finance");

    private static string Text(JsonElement of, string name) => of.GetProperty(name).GetString()!;

    private static JsonSchema Schema(string text) => JsonSchema.FromText(text, new BuildOptions { SchemaRegistry = new SchemaRegistry() });

    private static void Meets(JsonSchema schema, string body)
    {
        var verdict = schema.Evaluate(JsonDocument.Parse(body).RootElement, new EvaluationOptions { OutputFormat = OutputFormat.List });
        verdict.IsValid.Should().BeTrue("{0}", body);
    }
}
