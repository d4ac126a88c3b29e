using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Verdicts;
using ShopStream.Tests.Faults;

namespace ShopStream.Tests.Cli;

/// <summary>What every output of a run shows of rows, by --samples: values are planted that stand nowhere else, and looked for in all that was written.</summary>
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
    private Workplace place = null!;
    private string features = null!;

    [OneTimeSetUp]
    public async Task Plant()
    {
        shop = await LoadedShop.RunAsync();
        place = new Workplace();
        faulty = shop.Copy()
            .With("UPDATE raw.users SET email = 'zqperson@shop.example', first_name = 'Zqperson', plan_type = 'zqplan' WHERE id IN (3, 7)");
        features = place.In("features");
        Directory.CreateDirectory(features);
        File.WriteAllText(Path.Combine(features, "rows.feature"), Feature.Replace("'''", "\"\"\"", StringComparison.Ordinal));
    }

    [OneTimeTearDown]
    public async Task Remove()
    {
        place?.Dispose();
        if (shop is not null) await shop.DisposeAsync();
    }

    [TestCase("none")]
    [TestCase("keys")]
    [TestCase("full")]
    public async Task No_personal_value_is_written_anywhere_and_others_by_level(string level)
    {
        var (said, written) = await CheckAsync("--samples", level);

        var all = string.Join("\n", written.Values.Append(said.Out).Append(said.Error));
        all.Should().NotContainEquivalentOf(Person);
        var results = written["results.json"];
        results.Should().Contain($"\"samples\": \"{level}\"").And.Contain("\"personalHidden\": true");
        if (level is "full") all.Should().Contain($"plan_type={Value}");
        else all.Should().NotContain(Value);
        if (level is "none") all.Should().NotContain("id=3").And.NotContain("(hidden");
        else all.Should().Contain("email=(hidden 1) × 2").And.Contain("id=3").And.Contain("id=7");
        written["index.html"].Should().Contain($"--samples {level}");
    }

    [Test]
    public async Task Keys_are_the_default_and_what_else_differs_is_named_without_values()
    {
        var (_, written) = await CheckAsync();

        written["results.json"].Should().Contain("\"samples\": \"keys\"").And.Contain("\"id=3: other values in email, first_name, plan_type\"").And.Contain("\"id=3, email=(hidden 1)\"")
            .And.Contain("No key names its rows: --samples full shows their values.");
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

    [TestCase("some", "--samples is 'some': expected keys or none or full")]
    public async Task A_level_that_is_none_is_a_usage_error(string level, string message)
    {
        var said = await ShopProgram.RunAsync(["check", "--samples", level, "--work", faulty.Work, "--out", place.In("wrong")]);
        said.ExitCode.Should().Be(ExitCodes.Usage, "{0}", said);
        said.Error.Should().Contain(message);
    }

    private string Settings(string personal)
    {
        var shipped = File.ReadAllText(Path.Combine(Repository.Root, "pipeline.runsettings"));
        var text = shipped.Replace("\"samples\" value=\"keys\"", "\"samples\" value=\"full\"", StringComparison.Ordinal).Replace("\"personal\" value=\"names\"", $"\"personal\" value=\"{personal}\"", StringComparison.Ordinal);
        text.Should().NotBe(shipped);
        return place.With($"{Guid.NewGuid():n}.runsettings", text);
    }

    private async Task<(Said Said, IReadOnlyDictionary<string, string> Written)> CheckAsync(params string[] options)
    {
        var reports = place.In(Guid.NewGuid().ToString("n"));
        var said = await ShopProgram.RunAsync(["check", "--features", features, "--work", faulty.Work, "--out", reports, "--annotations", .. options]);
        said.ExitCode.Should().Be(ExitCodes.Failed, "{0}", said);
        var written = Directory.EnumerateFiles(reports, "*", SearchOption.AllDirectories).Where(f => !f.EndsWith(".lock", StringComparison.Ordinal))
            .GroupBy(f => string.Equals(Path.GetDirectoryName(f), reports, StringComparison.Ordinal) ? "series " + Path.GetFileName(f) : Path.GetFileName(f), StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => File.ReadAllText(g.First()), StringComparer.Ordinal);
        written.Should().ContainKeys("results.json", "index.html", "junit.xml", "messages.ndjson");
        return (said, written);
    }
}
