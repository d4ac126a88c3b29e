using System.Text.Json;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Results;

namespace ShopStream.Tests.Cli;

/// <summary>What the built program tells machines of a run; it breaks at once, for no PostgreSQL listens on port 1.</summary>
[Category("Slow")]
public sealed class IntegrationsTests
{
    private TestWorkspace place = null!;
    private Dictionary<string, string> environment = null!;

    [SetUp]
    public void Make()
    {
        place = new TestWorkspace();
        environment = new(StringComparer.Ordinal)
        {
            ["PGHOST"] = "127.0.0.1",
            ["PGPORT"] = "1",
            ["PGDATABASE"] = "shop",
            ["PGUSER"] = "nobody",
        };
    }

    [TearDown]
    public void Remove() => place.Dispose();

    [Test]
    public async Task GitHub_annotations_go_to_stdout_and_data_cannot_inject_commands()
    {
        environment["GITHUB_ACTIONS"] = "true";
        environment["GITHUB_STEP_SUMMARY"] = place.In("summary.md");

        var output = await RunAsync();

        output.ExitCode.Should().Be(ExitCodes.Infrastructure, $"{output}");
        var lines = output.Out.TrimEnd().Split('\n');
        lines[0].Should().StartWith("::stop-commands::");
        var resume = $"::{lines[0]["::stop-commands::".Length..]}::";
        lines.Where(l => string.Equals(l, resume, StringComparison.Ordinal)).Should().ContainSingle();
        lines[^2].Should().Be($"::{lines[0]["::stop-commands::".Length..]}::");
        lines[^1].Should().StartWith("::error title=The run could not be finished");
        File.ReadAllText(place.In("summary.md")).Should().StartWith("## ").And.Contain("cannot be reached");
    }

    [Test]
    public async Task With_json_stdout_has_one_line_and_annotations_go_to_stderr()
    {
        var output = await RunAsync("--annotations", "--json");

        output.Out.TrimEnd().Split('\n').Should().ContainSingle().Which.Should().StartWith("{");
        output.Error.Should().Contain("\n::error title=");
    }

    [Test]
    public async Task Annotations_are_written_only_on_GitHub()
    {
        var output = await RunAsync();
        output.Out.Should().NotContain("::");
        output.Error.Should().NotContain("::");
    }

    [Test]
    public async Task Webhook_gets_the_incident_and_the_files_are_written()
    {
        using var receiver = new Receiver();
        environment["SHOPSTREAM_WEBHOOK_URL"] = $"{receiver.Address}hook/secret";

        var running = RunAsync("--settings", Settings(("openlineage", place.In("ol.ndjson")), ("prometheus", place.In("shop.prom"))));
        using var body = JsonDocument.Parse(await receiver.BodyAsync());
        var output = await running;

        body.RootElement.GetProperty("text").GetString().Should().StartWith("*New incident* stage extract, extract: PostgreSQL at ");
        output.ExitCode.Should().Be(ExitCodes.Infrastructure, $"{output}");
        File.ReadAllLines(place.In("ol.ndjson")).Should().HaveCount(2);
        File.ReadAllText(place.In("shop.prom")).Should().Contain("shopstream_run_exit_code 3");
        $"{output}".Should().NotContain("secret");
    }

    [Test]
    public async Task Channel_of_the_settings_gets_the_incident_with_the_secret_of_the_environment()
    {
        using var receiver = new Receiver();
        environment["SHOPSTREAM_CHANNEL_ONCALL"] = "the key";

        var running = RunAsync("--settings", Settings(("channel.oncall", $"pagerduty; severity critical; api {receiver.Address}")));
        using var body = JsonDocument.Parse(await receiver.BodyAsync());
        var output = await running;

        body.RootElement.GetProperty("routing_key").GetString().Should().Be("the key");
        body.RootElement.GetProperty("payload").GetProperty("component").GetString().Should().Be("stage extract");
        output.ExitCode.Should().Be(ExitCodes.Infrastructure, $"{output}");
        $"{output}".Should().NotContain("the key");
    }

    [Test]
    public async Task Failed_delivery_is_a_warning_and_keeps_the_exit_code()
    {
        environment["SHOPSTREAM_WEBHOOK_URL"] = "http://127.0.0.1:1/secret";

        var output = await RunAsync("--settings", Settings(("openlineage", "http://127.0.0.1:1")));

        output.ExitCode.Should().Be(ExitCodes.Infrastructure, $"{output}");
        output
            .Error.Should()
            .Contain("openlineage: not written: the connection was refused (tried 3 times)\n")
            .And.Contain("incidents: not written: the connection was refused (tried 3 times); check SHOPSTREAM_WEBHOOK_URL\n")
            .And.NotContain("secret");
    }

    [TestCase("openlineage", "ftp://lineage.test", "openlineage: is not an http or https URL*")]
    [TestCase("openlineage", "http://user:word@lineage.test", "openlineage: contains a user name: set the key in OPENLINEAGE_API_KEY instead*")]
    [TestCase("channel.oncall", "pager; owner finance", "channel.oncall: 'pager' is no kind of channel: expected slack, *")]
    [TestCase("webhook.on", "sometimes", "webhook.on is 'sometimes': expected failed or always*")]
    public async Task Invalid_integration_setting_is_reported(string name, string value, string message)
    {
        var output = await RunAsync("--settings", Settings((name, value)));
        output.ExitCode.Should().Be(ExitCodes.Usage);
        output.Error.Should().Match("*" + message).And.NotContain("user:word");
    }

    private Task<ProgramOutput> RunAsync(params string[] more) =>
        ShopProgram.RunAsync(environment, ["run", "--quiet", "--features", place.Features("raw users is not empty"), .. place.Options, .. more]);

    private string Settings(params (string Name, string Value)[] settings)
    {
        var shipped = System.Xml.Linq.XDocument.Load(Repository.SettingsFile);
        foreach (var (name, value) in settings)
        {
            var setting = shipped.Descendants("Parameter").SingleOrDefault(p => string.Equals(p.Attribute("name")!.Value, name, StringComparison.Ordinal));
            if (setting is null)
                shipped
                    .Descendants("TestRunParameters")
                    .Single()
                    .Add(setting = new System.Xml.Linq.XElement("Parameter", new System.Xml.Linq.XAttribute("name", name)));
            setting.SetAttributeValue("value", value);
        }
        return place.With("my.runsettings", shipped.ToString());
    }
}
