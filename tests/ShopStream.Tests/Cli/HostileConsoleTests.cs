using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.History;
using ShopStream.Quality.Results;
using ShopStream.Tests.Faults;
using ShopStream.Tests.History;

namespace ShopStream.Tests.Cli;

/// <summary>Data that would move a cursor, turn a line round, be a formula or a command to a CI server is shown, and does nothing.</summary>
[TestFixture, Category("Live")]
public sealed class HostileConsoleTests
{
    // Escape sequences, a title, marks without a width and of direction, separators, commands of GitHub and Azure, a formula.
    private const string Payload =
        "\u001B[31mred\u001B]0;title\u0007\u009B2J\u202Ertl\u200F\u200E\u061C\u200B\u2060\uFEFF\u2028\u2029\r\n"
        + "::error::pwned\n  ::warning::pwned\r##[error]pwned ##vso[task.complete]pwned\n=cmd|' /C calc'!A0";

    private const string Shown =
        "[U+001B][31mred[U+001B]]0;title[U+0007][U+009B]2J[U+202E]rtl[U+200F][U+200E][U+061C][U+200B][U+2060][U+FEFF][U+2028][U+2029]"
        + "[U+000D][U+000A]::error::pwned";

    private const string Formula = "=cmd|A0";

    private const string Feature = """
        Feature: Hostile rows
          Scenario: Plans
            Then plan_type in raw users is one of freemium, premium, enterprise, basic, pro
          Scenario: Row for row
            Then raw users matches lake users row for row on id
          Scenario: Row for row by status
            Then raw orders matches lake orders row for row on status comparing total_amount
          Scenario: Within a store
            Then every status in raw orders exists as category in raw products
          Scenario: Across stores
            Then every status in raw orders exists as status in lake orders
          Scenario: Repeats
            Then no status appears more than once in raw orders
          Scenario: Revenue
            Then revenue in source orders reconciles with revenue in raw orders by day and status to the cent
            And revenue in raw order_items reconciles with revenue in mart mart_product_performance by category to the cent
          Scenario: Of one's own
            Then this query finds no rows in raw:
              '''
              SELECT id, status FROM orders WHERE status LIKE '%pwned%'
              '''
          Scenario: Refused by the engine
            Then this query finds no rows in raw:
              '''
              SELECT id FROM orders WHERE id = 3 AND CAST(status AS INTEGER) > 1
              '''
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
        var payload = Payload.Replace("'", "''", StringComparison.Ordinal);
        faulty = shop.Copy();
        faulty.With($"UPDATE raw.products SET name = '{Formula}', category = '{Formula}' WHERE id = 5");
        faulty.With($"UPDATE raw.users SET plan_type = '{payload}' WHERE id IN (3, 7)");
        await faulty.WithBadLoadAsync(
            $"UPDATE raw.orders SET status = '{payload}' WHERE id = 3 OR id IN (SELECT id FROM raw.orders WHERE status = 'delivered' ORDER BY id LIMIT 3)"
        );
        place.With("specs/rows.feature", Feature.Replace("'''", "\"\"\"", StringComparison.Ordinal));
        features = place.In("specs");
    }

    [OneTimeTearDown]
    public void Remove() => place?.Dispose();

    [TestCase("keys")]
    [TestCase("full")]
    public async Task Hostile_rows_are_shown_as_text_in_every_output(string level)
    {
        var reports = place.In(level);
        var settings = Settings(("openlineage", Path.Combine(reports, "ol.ndjson")), ("prometheus", Path.Combine(reports, "shop.prom")));
        var environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["GITHUB_STEP_SUMMARY"] = Path.Combine(reports, "summary.md") };
        Directory.CreateDirectory(reports);

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
            reports,
            "--samples",
            level,
            "--annotations"
        );

        output.ExitCode.Should().Be(ExitCodes.Usage, "{0}", output);
        output.Out.Should().Contain(Shown, "{0}", output).And.Contain("DuckDB rejects the query");
        if (level is "full")
            output.Out.Should().Contain($"plan_type={Shown}");
        Inert(output.Out, ours: ["::error title=", "::warning title="]);
        Inert(output.Error);
        var written = Directory
            .EnumerateFiles(reports, "*", SearchOption.AllDirectories)
            .Where(f => !f.EndsWith(".lock", StringComparison.Ordinal))
            .ToDictionary(f => Path.GetRelativePath(reports, f), File.ReadAllText, StringComparer.Ordinal);
        written
            .Keys.Select(Path.GetFileName)
            .Should()
            .Contain(["results.json", "junit.xml", "messages.ndjson", "index.html", "history.jsonl", "summary.md", "ol.ndjson", "shop.prom"]);
        foreach (var (file, text) in written)
            Hidden(text).Should().BeEmpty(file);
        foreach (var (file, text) in written.Where(w => w.Key.EndsWith("json", StringComparison.Ordinal) || w.Key.EndsWith("jsonl", StringComparison.Ordinal)))
        foreach (var json in file.EndsWith(".json", StringComparison.Ordinal) ? [text] : text.TrimEnd().Split('\n'))
            JsonDocument.Parse(json).Dispose();
        XDocument.Parse(written.Single(w => w.Key.EndsWith("junit.xml", StringComparison.Ordinal)).Value).Descendants("testcase").Should().HaveCount(9);
        var cells = XDocument
            .Parse(
                written
                    .Single(w =>
                        w.Key.EndsWith("index.html", StringComparison.Ordinal) && w.Key.Contains(Path.DirectorySeparatorChar, StringComparison.Ordinal)
                    )
                    .Value
            )
            .Descendants()
            .Where(e => e.Name.LocalName is "td" or "th")
            .Select(e => e.Value.Trim())
            .ToList();
        cells.Should().Contain($"'{Formula}").And.NotContain(c => c.StartsWith("=cmd", StringComparison.Ordinal));
    }

    [Test]
    public async Task Terminal_shows_no_colours_from_data()
    {
        var start = new ProcessStartInfo("script")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
            WorkingDirectory = Clone.Root,
        };
        foreach (
            var argument in new[]
            {
                "-qec",
                $"dotnet '{ShopProgram.Assembly}' check --features '{features}' --work '{faulty.Work}' --out '{place.In("terminal")}' --samples full",
                "/dev/null",
            }
        )
            start.ArgumentList.Add(argument);
        start.Environment["TERM"] = "xterm-256color";
        start.Environment.Remove("NO_COLOR");
        using var terminal = Process.Start(start)!;
        terminal.StandardInput.Close();
        var said = await terminal.StandardOutput.ReadToEndAsync();
        await terminal.WaitForExitAsync();

        terminal.ExitCode.Should().Be(ExitCodes.Usage, said);
        said.Should()
            .Contain("\u001B[")
            .And.Contain(Shown)
            .And.NotContainAny("\u001B[31mred", "\u001B]0;", "\u0007", "\u009B", "\u202E", "\u200F", "\u061C", "\uFEFF", "\u2028");
    }

    [Test]
    public async Task Reconcile_shows_hostile_keys_as_text()
    {
        string[] command = ["reconcile", "revenue", "--by", "status", "--from", "lake orders", "--to", "raw orders", "--work", faulty.Work];
        var output = await ShopProgram.RunAsync(command);
        output.ExitCode.Should().Be(ExitCodes.Failed, "{0}", output);
        output.Out.Should().Contain($"delivered → {Shown}");
        Inert(output.Out);
        Inert(output.Error);

        output = await ShopProgram.RunAsync([.. command, "--json"]);
        Inert(output.Out);
        JsonDocument.Parse(output.Out).Dispose();
    }

    // Escaped: a test whose name holds a control character is not run.
    [TestCase(0, "lint")]
    [TestCase(0, "owners")]
    [TestCase(0, "plan")]
    [TestCase(2, "lint", "--select", @"x\u001B[31m\n::error::x")]
    public async Task Hostile_features_are_shown_as_text(int exitCode, params string[] command)
    {
        place.With(
            "evil/a.feature",
            "Feature: \u001B[31mA\u202E\n  @owner:a\u200Fb @ci\n  Scenario: S\u001B]0;t\u0007\n    Then status in raw orders is one of a\u202Eb, \u001B[2J\n"
        );

        var output = await ShopProgram.RunAsync([.. command.Select(Regex.Unescape), "--features", place.In("evil")]);

        output.ExitCode.Should().Be(exitCode, "{0}", output);
        Inert(output.Out);
        Inert(output.Error);
    }

    [TestCase("history", "--out", @"\u001B]0;t\u0007\n::error::x")]
    [TestCase("reconcile", @"a\u202Eb\n  ::error::x")]
    [TestCase(@"\u001B[31mrun\n::error::x")]
    [TestCase("report", @"a\u200Fb\n##[error]x")]
    [TestCase("lake", "ls", "--date", @"\u009B2J")]
    [TestCase("suggest", "raw", "--work", @"a\u001B[31m\n::error::x")]
    [TestCase("doctor", "--settings", @"a\u001B[31m\n::error::x")]
    public async Task Messages_show_hostile_input_as_text(params string[] command)
    {
        var output = await ShopProgram.RunAsync([.. command.Select(Regex.Unescape)]);

        output.ExitCode.Should().NotBe(ExitCodes.Passed, "{0}", output);
        output.Error.Should().Contain("[U+");
        Inert(output.Out);
        Inert(output.Error);
    }

    [Test]
    public async Task The_history_is_shown_as_text()
    {
        var reports = place.In("past");
        var run = SampleHistory.Run(Payload, SampleHistory.Friday) with
        {
            Figures = new Dictionary<string, decimal>(StringComparer.Ordinal) { ["rows of raw \u001b[31m"] = 1 },
        };
        place.With("past/history.jsonl", HistoryJson.Write(run) + "\n");

        foreach (var command in new[] { new[] { "history" }, ["history", "--json"], ["history", "rows of raw \u001b[31m"] })
        {
            var output = await ShopProgram.RunAsync([.. command, "--out", reports]);
            output.ExitCode.Should().Be(ExitCodes.Passed, "{0}", output);
            Inert(output.Out);
        }
    }

    private static void Inert(string console, params string[] ours)
    {
        Hidden(console).Should().BeEmpty();
        var lines = console.Split('\n').ToList();
        if (ours.Length > 0)
        {
            lines[0].Should().StartWith("::stop-commands::");
            var resume = $"::{lines[0]["::stop-commands::".Length..]}::";
            lines =
            [
                .. lines
                    .Skip(1)
                    .Where(l => !string.Equals(l, resume, StringComparison.Ordinal) && !Array.Exists(ours, o => l.StartsWith(o, StringComparison.Ordinal))),
            ];
        }
        lines
            .Should()
            .OnlyContain(l =>
                !l.TrimStart().StartsWith("::", StringComparison.Ordinal)
                && !l.Contains("##[", StringComparison.Ordinal)
                && !l.Contains("##vso[", StringComparison.Ordinal)
            );
    }

    // By Unicode's own categories, besides the list that the product has.
    private static IEnumerable<string> Hidden(string text) =>
        text.Where(c =>
                c is not ('\n' or '\t')
                && char.GetUnicodeCategory(c)
                    is UnicodeCategory.Control
                        or UnicodeCategory.Format
                        or UnicodeCategory.LineSeparator
                        or UnicodeCategory.ParagraphSeparator
            )
            .Select(c => $"U+{(int)c:X4}")
            .Distinct(StringComparer.Ordinal);

    private string Settings(params (string Name, string Value)[] settings)
    {
        var shipped = XDocument.Load(Repository.SettingsFile);
        foreach (var (name, value) in settings)
            shipped
                .Descendants("Parameter")
                .Single(p => string.Equals(p.Attribute("name")!.Value, name, StringComparison.Ordinal))
                .SetAttributeValue("value", value);
        return place.With($"{Guid.NewGuid():n}.runsettings", shipped.ToString());
    }
}
