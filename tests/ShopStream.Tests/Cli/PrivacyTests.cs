using System.Xml.Linq;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Results;
using ShopStream.Tests.Faults;

namespace ShopStream.Tests.Cli;

/// <summary>
/// What every output of a run shows of rows, by --samples: values are planted that stand nowhere else, and looked for in all that was written.
/// </summary>
[TestFixture, Category("Live")]
public sealed class PrivacyTests
{
    private const string Person = "zqperson";
    private const string Value = "zqplan";

    private const string Feature = """
        Feature: Rows that are wrong
          Scenario: Emails twice
            Then no email appears more than once in raw users
          Scenario: Emails of nobody
            Then every email in raw users exists as email in lake users
          Scenario: Emails by pattern
            Then email in raw users matches [a-y0-9._+-]+@[a-z.]+
          Scenario: Plans
            Then plan_type in raw users is one of freemium, premium, enterprise, basic, pro
          Scenario: Row for row
            Then raw users matches lake users row for row on id
          Scenario: Row for row by a person
            Then raw users matches lake users row for row on email comparing plan_type
          Scenario: Of one's own
            Then this query finds no rows in raw:
              '''
              SELECT id, email, upper(first_name) AS shouted, plan_type FROM users WHERE email LIKE 'z%@%'
              '''
          Scenario: Without a key
            Then this query finds no rows in raw:
              '''
              SELECT plan_type, first_name || '!' AS called FROM users WHERE email LIKE 'z%@%'
              '''
          Scenario: By person
            Then lake users reconciles with raw users:
              | what   | lake users | raw users |
              | key    | email      | email     |
              | amount | id         | id        |
        """;

    private LoadedShop shop = null!;
    private FaultyShop faulty = null!;
    private TestWorkspace place = null!;
    private string features = null!;

    [OneTimeSetUp]
    public async Task Plant()
    {
        shop = await LoadedShop.GetAsync();
        place = new TestWorkspace();
        faulty = shop.Copy().With("UPDATE raw.users SET email = 'zqperson@shop.example', first_name = 'Zqperson', plan_type = 'zqplan' WHERE id IN (3, 7)");
        features = place.In("features");
        Directory.CreateDirectory(features);
        File.WriteAllText(Path.Combine(features, "rows.feature"), Feature.Replace("'''", "\"\"\"", StringComparison.Ordinal));
    }

    [OneTimeTearDown]
    public void Remove() => place?.Dispose();

    [TestCase("none")]
    [TestCase("keys")]
    [TestCase("full")]
    public async Task No_personal_value_is_written_anywhere_and_others_by_level(string level)
    {
        var (output, written) = await CheckAsync("--samples", level);

        var all = string.Join("\n", written.Values.Append(output.Out).Append(output.Error));
        all.Should().NotContainEquivalentOf(Person);
        var results = written["results.json"];
        results.Should().Contain($"\"samples\": \"{level}\"").And.Contain("\"personalHidden\": true");
        if (level is "full")
            all.Should().Contain($"plan_type={Value}");
        else
            all.Should().NotContain(Value);
        if (level is "none")
            all.Should().NotContain("id=3").And.NotContain("(hidden");
        else
            all.Should().Contain("email=(hidden 1) × 2").And.Contain("id=3").And.Contain("id=7");
        written["index.html"].Should().Contain($"--samples {level}");
        written.Keys.Any(f => f.StartsWith("failures_", StringComparison.Ordinal)).Should().Be(level is not "none");
    }

    [Test]
    public async Task Keys_are_the_default_and_what_else_differs_is_named_without_values()
    {
        var (_, written) = await CheckAsync();

        written["results.json"]
            .Should()
            .Contain("\"samples\": \"keys\"")
            .And.Contain("\"id=3: other values in email, first_name, plan_type\"")
            .And.Contain("\"id=3, email=(hidden 1)\"")
            .And.Contain("No column identifies the rows; use --samples full to show their values.");
    }

    [Test]
    public async Task Columns_are_named_by_the_settings()
    {
        var settings = Settings("users.plan_type, email, first_name");
        var (_, hidden) = await CheckAsync("--settings", settings);
        string.Join("\n", hidden.Values).Should().NotContainEquivalentOf(Person).And.NotContain(Value);

        settings = Settings("none");
        var (_, shown) = await CheckAsync("--settings", settings);
        shown["results.json"].Should().Contain("email=zqperson@shop.example").And.Contain("\"personalHidden\": false");
        shown["index.html"].Should().NotContain("personal columns hidden");
    }

    [TestCase("keys")]
    [TestCase("full")]
    public async Task Integrations_receive_no_personal_values(string level)
    {
        using var receiver = new Receiver();
        var settings = Settings(("samples", level), ("openlineage", place.In($"{level}/ol.ndjson")), ("prometheus", place.In($"{level}/shop.prom")));
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["SHOPSTREAM_WEBHOOK_URL"] = receiver.Address,
            ["GITHUB_STEP_SUMMARY"] = place.In($"{level}.md"),
        };

        var output = await ShopProgram.RunAsync(
            environment,
            "check",
            "--settings",
            settings,
            "--features",
            features,
            "--work",
            faulty.Work,
            "--out",
            place.In($"machines-{level}"),
            "--annotations"
        );

        output.ExitCode.Should().Be(ExitCodes.Failed, "{0}", output);
        (await receiver.BodyAsync()).Should().Contain("*New incident* raw users: ").And.NotContainEquivalentOf(Person);
        File.ReadAllText(place.In($"{level}/ol.ndjson")).Should().Contain("\"success\":false").And.NotContainEquivalentOf(Person);
        File.ReadAllText(place.In($"{level}/shop.prom")).Should().Contain("shopstream_run_exit_code 1").And.NotContainEquivalentOf(Person);
        File.ReadAllText(place.In($"{level}.md")).Should().Contain("(hidden 1)").And.NotContainEquivalentOf(Person);
    }

    [TestCase]
    [TestCase("--samples", "full")]
    [TestCase("--json")]
    public async Task Reconcile_shows_no_personal_values(params string[] options)
    {
        var settings = Settings(("rule.people", "id is at least 1"), ("rule.people.in.users", "id where rule; row person: email; by: email; name: first_name"));

        var output = await ShopProgram.RunAsync([
            "reconcile",
            "people",
            "--by",
            "name",
            "--from",
            "lake users",
            "--to",
            "raw users",
            "--settings",
            settings,
            "--work",
            faulty.Work,
            .. options,
        ]);

        output.ExitCode.Should().Be(ExitCodes.Failed, "{0}", output);
        output.Out.Should().Contain("(hidden ");
        $"{output}".Should().NotContainEquivalentOf(Person);
    }

    [Test]
    public async Task Plan_contains_no_data()
    {
        var output = await ShopProgram.RunAsync("plan", "--features", features);
        output.ExitCode.Should().Be(ExitCodes.Passed, "{0}", output);
        output.Out.Should().NotContainEquivalentOf(Person).And.NotContain(Value);
    }

    [Test]
    public async Task Newest_values_bounds_and_engine_errors_reveal_no_value()
    {
        var late = shop.Copy().With("UPDATE raw.users SET last_login = '2091-03-05 07:09:11', email = 'zqperson@shop.example' WHERE id IN (3, 7)");
        place.With(
            "bounds/a.feature",
            """
            Feature: Bounds
              Scenario: Newest
                Then the newest last_login in raw users is at most 1 hours older than the run
              Scenario: Between
                Then last_login in raw users is between 2001-01-01 and 2002-02-02
              Scenario: Refused
                Then this query finds no rows in raw:
                  '''
                  SELECT id FROM users WHERE id = 3 AND CAST(email AS INTEGER) = 1
                  '''
            """.Replace("'''", "\"\"\"", StringComparison.Ordinal)
        );
        var reports = place.In("bounds-reports");

        var output = await ShopProgram.RunAsync("check", "--features", place.In("bounds"), "--work", late.Work, "--out", reports, "--samples", "full");

        output.ExitCode.Should().Be(ExitCodes.Usage, "{0}", output);
        var results = Directory.EnumerateFiles(reports, "results.json", SearchOption.AllDirectories).Select(File.ReadAllText).Single();
        var all = string.Join(
            "\n",
            Directory
                .EnumerateFiles(reports, "*", SearchOption.AllDirectories)
                .Where(f => !f.EndsWith(".lock", StringComparison.Ordinal))
                .Select(File.ReadAllText)
                .Append($"{output}")
        );
        results.Should().Contain("a hidden timestamp, newer").And.Contain("is later than the run").And.Contain("DuckDB rejects the query");
        all.Should().NotContainEquivalentOf(Person).And.NotContain("2091").And.NotContain("07:09");
    }

    [TestCase("some", "--samples is 'some': expected keys or none or full")]
    public async Task Unknown_sample_level_is_a_usage_error(string level, string message)
    {
        var output = await ShopProgram.RunAsync(["check", "--samples", level, "--work", faulty.Work, "--out", place.In("wrong")]);
        output.ExitCode.Should().Be(ExitCodes.Usage, "{0}", output);
        output.Error.Should().Contain(message);
    }

    private string Settings(params (string Name, string Value)[] settings)
    {
        var shipped = XDocument.Load(Repository.SettingsFile);
        foreach (var (name, value) in settings)
        {
            shipped.Descendants("Parameter").Where(p => string.Equals(p.Attribute("name")!.Value, name, StringComparison.Ordinal)).Remove();
            shipped.Descendants("TestRunParameters").Single().Add(new XElement("Parameter", new XAttribute("name", name), new XAttribute("value", value)));
        }
        return place.With($"{Guid.NewGuid():n}.runsettings", shipped.ToString());
    }

    private string Settings(string personal)
    {
        var shipped = File.ReadAllText(Path.Combine(Clone.Root, "pipeline.runsettings"));
        var text = shipped
            .Replace("\"samples\" value=\"keys\"", "\"samples\" value=\"full\"", StringComparison.Ordinal)
            .Replace("\"personal\" value=\"names\"", $"\"personal\" value=\"{personal}\"", StringComparison.Ordinal);
        text.Should().NotBe(shipped);
        return place.With($"{Guid.NewGuid():n}.runsettings", text);
    }

    // All failing rows are one of the outputs, where rows may be shown.
    private static string[] Keeping(string[] options) => options.Contains("none", StringComparer.Ordinal) ? [] : ["--keep-failures", "csv"];

    private async Task<(ProgramOutput Said, IReadOnlyDictionary<string, string> Written)> CheckAsync(params string[] options)
    {
        var reports = place.In(Guid.NewGuid().ToString("n"));
        var output = await ShopProgram.RunAsync([
            "check",
            "--features",
            features,
            "--work",
            faulty.Work,
            "--out",
            reports,
            "--annotations",
            .. Keeping(options),
            .. options,
        ]);
        output.ExitCode.Should().Be(ExitCodes.Failed, "{0}", output);
        var written = Directory
            .EnumerateFiles(reports, "*", SearchOption.AllDirectories)
            .Where(f => !f.EndsWith(".lock", StringComparison.Ordinal))
            .GroupBy(
                f => string.Equals(Path.GetDirectoryName(f), reports, StringComparison.Ordinal) ? "series " + Path.GetFileName(f) : Path.GetFileName(f),
                StringComparer.Ordinal
            )
            .ToDictionary(g => g.Key, g => File.ReadAllText(g.First()), StringComparer.Ordinal);
        written.Should().ContainKeys("results.json", "index.html", "junit.xml", "messages.ndjson");
        return (output, written);
    }
}
