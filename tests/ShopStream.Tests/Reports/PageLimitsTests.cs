using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Results;
using ShopStream.Reports;
using ShopStream.Reports.Page;

namespace ShopStream.Tests.Reports;

/// <summary>The page stays below its size limit and says what was left out.</summary>
[TestFixture, Category("Slow")]
internal sealed partial class PageLimitsTests
{
    [Test]
    public void Page_of_ten_thousand_failures_stays_below_eight_megabytes()
    {
        var page = Page(Samples.Run(Outcome.Failed, ExitCodes.Failed, [.. Enumerable.Range(0, 10_000).Select(Failed)]), 8_000_000);

        Listed(page).Should().HaveCountGreaterThan(500);
        Full(page).Should().BeGreaterThan(20);
        Numbers(Note(page).Single(n => n.Contains("listed, the worst first", StringComparison.Ordinal))).Should().Equal(Listed(page).Count, 10_000);
        Numbers(Note(page).Single(n => n.Contains("shown in full", StringComparison.Ordinal))).Should().Equal(Full(page), 10_000, Brief(page));
    }

    [Test]
    public void Failures_have_priority_over_passed_scenarios_on_a_shortened_page()
    {
        var page = Page(
            Samples.Run(
                Outcome.Failed,
                ExitCodes.Failed,
                [.. Enumerable.Range(0, 50_000).Select(i => i % 50 == 49 ? Failed(i) with { File = File(i) } : Passed(i))]
            ),
            8_000_000
        );

        var listed = Listed(page);
        var passed = listed.Where(s => s.Attribute("data-outcome")!.Value is "passed").Select(Number).ToList();
        (listed.Count - passed.Count).Should().Be(1_000);
        passed.Should().NotBeEmpty();
        passed.Order().Should().Equal(Enumerable.Range(0, 50_000).Where(n => n % 50 != 49).Take(passed.Count));
        Numbers(Note(page).Single(n => n.Contains("listed, the worst first", StringComparison.Ordinal))).Should().Equal(listed.Count, 50_000);
        Numbers(Note(page).Single(n => n.Contains("without steps", StringComparison.Ordinal)))
            .Should()
            .Equal(listed.Count(s => s.Descendants("ul").All(u => u.Attribute("class")?.Value is not "steps")));
        foreach (var feature in page.Descendants("section").Where(s => s.Attribute("class")?.Value is "feature" or "feature passed"))
        {
            var all = Numbers(feature.Elements("p").First(p => p.Attribute("class")?.Value is "where").Value.Split('·')[1])[1];
            var more = feature.Elements("p").Where(p => p.Attribute("class")?.Value is "left").Sum(p => Numbers(p.Value)[0]);
            (feature.Elements("details").Count() + more).Should().Be(all);
        }
    }

    [Test]
    public void Page_lists_two_hundred_failures_below_two_megabytes()
    {
        var page = Page(Samples.Run(Outcome.Failed, ExitCodes.Failed, [.. Enumerable.Range(0, 200).Select(Failed)]), 2_000_000);

        Listed(page).Should().HaveCount(200);
        Full(page).Should().Be(200, "texts are shortened before findings are left out");
        Note(page).Should().ContainSingle().Which.Should().Contain("characters");
        page.Descendants("div")
            .Single(d => d.Attribute("class")?.Value is "problem cut")
            .Value.Should()
            .StartWith("This page was shortened to stay below 2 MB. The complete result is in results.json, next to this page.");
    }

    [Test]
    public void Page_fits_whatever_is_too_much_and_says_what_was_left_out()
    {
        var name = new string('x', 3_000) + "<&\"'";
        var run = Everything(name);
        var page = Page(run, 8_000_000);

        Note(page)
            .Should()
            .Contain("Charts, dashboards, lineage, reconciling items and the tables of rows and revenue are left out.")
            .And.Contain(n => n.Contains("without a listed scenario", StringComparison.Ordinal));
        foreach (var kind in (string[])["Newly failing", "Still failing", "Fixed"])
            Numbers(Note(page).Single(n => n.StartsWith(kind, StringComparison.Ordinal))).Should().Equal(Since(page, kind), 3_000);
        Numbers(Note(page).Single(n => n.Contains("owners are listed", StringComparison.Ordinal)))
            .Should()
            .Equal(page.Descendants("section").Single(s => s.Attribute("aria-labelledby")?.Value is "owners").Descendants("tr").Count() - 1, 3_000);
        page.Descendants("nav").Descendants("a").Select(a => a.Value).Should().Equal("Since the last run", "What failed", "Features and scenarios", "By owner");
        Page(run with { Scenarios = [.. run.Scenarios.Take(150)] }, 2_000_000).Root.Should().NotBeNull();
    }

    [Test]
    public void Lineage_names_unlisted_scenarios_without_a_link()
    {
        var run = Samples.Run(
            Outcome.Failed,
            ExitCodes.Failed,
            [
                .. Enumerable
                    .Range(0, 20_000)
                    .Select(i => (i % 2 == 0 ? Passed(i) : Failed(i)) with { Checks = [Check(i) with { Reads = [$"raw table_{i % 30}"] }] }),
            ]
        ) with
        {
            Lineage = [.. Enumerable.Range(0, 30).Select(i => new LineageNode("raw", $"table_{i}", []))],
        };

        var page = Page(run, 8_000_000);

        var tables = page.Descendants("details").Where(d => d.Attribute("class")?.Value is "dataset").ToList();
        tables.Should().HaveCount(30);
        var links = Numbers(Note(page).Single(n => n.Contains("of the lineage", StringComparison.Ordinal)));
        links.Should().Equal(30, tables[0].Descendants("li").Count() - 1);
        tables.Should().OnlyContain(t => t.Descendants("li").Last().Value.EndsWith(" more", StringComparison.Ordinal));
    }

    [Test]
    public void Shortened_text_says_by_how_much_and_keeps_whole_characters()
    {
        var check = Check(1) with { Note = new string('n', 19_999) + "𝄞 and more", Sql = "select 1" };
        var page = Page(Samples.Run(Outcome.Failed, ExitCodes.Failed, [Failed(1) with { Checks = [check] }]), 2_000_000);

        Note(page).Should().Equal("2 texts are shortened to 20,000 characters.");
        page.Descendants("p")
            .Single(p => p.Value.StartsWith("nnn", StringComparison.Ordinal))
            .Value.Should()
            .Be(new string('n', 19_999) + "… (11 characters more in results.json)");
    }

    [Test]
    public void Complete_page_has_no_note() => Note(Page(Samples.WithMarts, 2_000_000)).Should().BeEmpty();

    // Below the limit, well-formed, and without dead links.
    private static XDocument Page(RunResult run, int below)
    {
        var html = ReportPage.Render(run);
        Encoding.UTF8.GetByteCount(html).Should().BeLessThan(below);
        var page = XDocument.Parse(html, LoadOptions.PreserveWhitespace);
        var ids = page.Descendants().Attributes("id").Select(a => a.Value).ToList();
        ids.Should().OnlyHaveUniqueItems();
        page.Descendants()
            .Attributes("href")
            .Select(a => a.Value)
            .Where(h => h.StartsWith('#'))
            .Select(h => h[1..])
            .Except(ids, StringComparer.Ordinal)
            .Should()
            .BeEmpty();
        Numbers(Note(page).SingleOrDefault(n => n.Contains("shortened to", StringComparison.Ordinal)) ?? "0").First().Should().Be(More().Count(html));
        return page;
    }

    private static List<string> Note(XDocument page) =>
        [.. page.Descendants("div").Where(d => d.Attribute("class")?.Value is "problem cut").Descendants("li").Select(l => l.Value)];

    private static List<int> Numbers(string sentence) =>
        [.. Number().Matches(sentence).Select(m => int.Parse(m.Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture))];

    private static List<XElement> Listed(XDocument page) =>
        [.. page.Descendants("details").Where(d => d.Attribute("class")!.Value.StartsWith("scenario", StringComparison.Ordinal))];

    private static int Number(XElement scenario) => Numbers(scenario.Element("summary")!.Value)[0];

    private static int Full(XDocument page) =>
        page.Descendants().Count(e => e.Attribute("class")?.Value.StartsWith("finding ", StringComparison.Ordinal) is true);

    private static int Brief(XDocument page) =>
        page.Descendants("section")
            .Single(s => s.Attribute("aria-labelledby")?.Value is "findings")
            .Descendants("p")
            .Count(p => p.Attribute("id")?.Value.StartsWith("f-", StringComparison.Ordinal) is true);

    private static int Since(XDocument page, string kind) =>
        page.Descendants("section")
            .Single(s => s.Attribute("aria-labelledby")?.Value is "since")
            .Elements("h3")
            .Single(h => h.Value.StartsWith(kind, StringComparison.Ordinal))
            .ElementsAfterSelf("ul")
            .First()
            .Elements("li")
            .Count();

    private static string File(int i) => $"features/subject/feature-{i % 40}.feature";

    private static ScenarioResult Passed(int i) =>
        Failed(i) with
        {
            Outcome = Outcome.Passed,
            Checks = [Check(i) with { Outcome = Outcome.Passed, Sql = "select 1", Keys = [], Note = null }],
        };

    private static ScenarioResult Failed(int i) =>
        new()
        {
            Feature = $"Feature {i % 40}",
            Name = $"Scenario {i} says something about a table that people care about",
            File = File(i),
            Line = i,
            Tags = ["@critical", "@owner:finance"],
            Outcome = Outcome.Failed,
            Seconds = 0.01,
            Steps =
            [
                new("Given", "the latest run", i, null, null),
                new(
                    "Then",
                    $"raw table_{i} has as many rows as source table_{i}",
                    i + 1,
                    [
                        ["name", "type"],
                        ["id", "integer"],
                    ],
                    null
                ),
            ],
            Checks = [Check(i)],
        };

    private static CheckResult Check(int i) =>
        new()
        {
            Sentence = $"raw table_{i} has as many rows as source table_{i}",
            Line = i + 1,
            Outcome = Outcome.Failed,
            Expected = "5,000 rows",
            Actual = "4,990 rows",
            Difference = "−10 rows",
            Note = $"{i}: " + string.Concat(Enumerable.Repeat("the query was refused by <the store> & sent again; ", 120)),
            Sql = $"-- warehouse {i}\n" + string.Concat(Enumerable.Repeat("select sum(case when column_n < 0 then 1 else 0 end) from raw.orders\n", 120)),
            Keys = [.. Enumerable.Range(1, 10).Select(k => $"id={k * i}")],
        };

    private static RunResult Everything(string name)
    {
        var changes = Enumerable.Range(0, 3_000).Select(i => new ChangedScenario(name, $"{i}{name}", name)).ToList();
        return Samples.Run(
            Outcome.Failed,
            ExitCodes.Failed,
            [
                .. Enumerable
                    .Range(0, 3_000)
                    .Select(i =>
                        Failed(i) with
                        {
                            Name = i + name,
                            Feature = name,
                            File = $"{i}{name}",
                            Tags = [name, $"@tag{i}", $"@owner:{i}{name}"],
                            Checks = [Check(i) with { Sentence = name, Keys = [name, name], Reads = [$"raw {i}"] }],
                            Steps = [new(name, name, i, [.. Enumerable.Repeat<IReadOnlyList<string>>([name, name, name], 300)], name)],
                        }
                    ),
            ]
        ) with
        {
            Problem = name,
            Command = name,
            Commit = name,
            Recheck = name,
            RunId = name,
            RevenueDefinition = name,
            Features = [.. Enumerable.Range(0, 3_000).Select(i => new FeatureResult(name, name, $"{i}{name}"))],
            Layers = [.. Enumerable.Range(0, 30).Select(i => new LayerResult("source", $"{name}{i}", 1, 1))],
            ReconcilingItems =
            [
                .. Enumerable.Range(0, 20_000).Select(i => new ItemResult(i, name, name, 1, name, name, new DateOnly(2026, 1, 1), ItemState.Explains, name)),
            ],
            Lineage = [.. Enumerable.Range(0, 30).Select(i => new LineageNode("raw", $"{i}{name}", [name]))],
            Since = new SinceResult(name, changes, changes, changes),
        };
    }

    [GeneratedRegex(@"[0-9][0-9,]*", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Number();

    [GeneratedRegex(@"… \([0-9,]+ characters? more in results\.json\)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 5000)]
    private static partial Regex More();
}
