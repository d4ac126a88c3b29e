using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Results;
using ShopStream.Reports;
using ShopStream.Reports.Markup;

namespace ShopStream.Tests.Reports;

/// <summary>The page as a document: well-formed, complete in itself, safe and accessible.</summary>
[TestFixture, Category("Fast")]
public sealed partial class PageMarkupTests
{
    private const string Series = "../index.html";

    private static readonly RunResult[] Runs = [Samples.Mixed, Samples.Green, Samples.Stopped, Samples.AfterOthers, Samples.WithMarts];

    [TestCaseSource(nameof(Runs))]
    public void Page_is_well_formed_XML(RunResult run)
    {
        var page = XDocument.Parse(ReportPage.Render(run));
        page.Root!.Name.LocalName.Should().Be("html");
        Ids(page).Should().OnlyHaveUniqueItems();
    }

    [TestCaseSource(nameof(Runs))]
    public void Every_internal_reference_has_a_target(RunResult run)
    {
        var page = XDocument.Parse(ReportPage.Render(run));
        var ids = Ids(page).ToHashSet(StringComparer.Ordinal);
        var references = page.Descendants()
            .Attributes("href")
            .Where(a => a.Value is not Series)
            .Select(a => a.Value[1..])
            .Concat(page.Descendants().Attributes("aria-labelledby").SelectMany(a => a.Value.Split(' ')))
            .Concat(page.Descendants().Attributes("for").Select(a => a.Value))
            .Concat(page.Descendants().Attributes("clip-path").Select(a => a.Value[5..^1]));
        references.Should().NotBeEmpty().And.OnlyContain(r => ids.Contains(r));
    }

    [TestCaseSource(nameof(Runs))]
    public void Page_loads_nothing_and_runs_only_its_own_script(RunResult run)
    {
        var html = ReportPage.Render(run);
        html.Should().NotContain("http://").And.NotContain("https://").And.NotContain("@import").And.NotContain("javascript:");
        Regex.Matches(html, @"url\((?!#)", RegexOptions.None, TimeSpan.FromSeconds(5)).Should().BeEmpty();
        var page = XDocument.Parse(html);
        page.Descendants("script").Should().ContainSingle().Which.Value.Should().Be(Script.Text);
        page.Descendants().Select(e => e.Name.LocalName).Should().NotContain(["link", "img", "iframe", "object", "embed", "image", "use", "foreignObject"]);
        page.Descendants()
            .Attributes()
            .Select(a => a.Name.LocalName)
            .Should()
            .NotContain("style")
            .And.NotContain("src")
            .And.NotContain(n => n.StartsWith("on", StringComparison.OrdinalIgnoreCase));
        page.Descendants().Attributes("href").Should().OnlyContain(a => a.Value.StartsWith('#') || a.Value == Series);
    }

    [Test]
    public void Content_security_policy_allows_only_the_inline_stylesheet_and_script()
    {
        var page = XDocument.Parse(ReportPage.Render(Samples.Green), LoadOptions.PreserveWhitespace);
        var policy = page.Descendants("meta").Single(m => m.Attribute("http-equiv")?.Value is "Content-Security-Policy").Attribute("content")!.Value;
        var hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(page.Descendants("style").Single().Value)));
        var script = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(page.Descendants("script").Single().Value)));
        policy.Should().Be($"default-src 'none'; style-src 'sha256-{hash}'; script-src 'sha256-{script}'; base-uri 'none'; form-action 'none'");
    }

    [TestCaseSource(nameof(Runs))]
    public void Headings_never_skip_a_level(RunResult run)
    {
        var levels = XDocument
            .Parse(ReportPage.Render(run))
            .Descendants()
            .Where(e => e.Name.LocalName is ['h', >= '1' and <= '6'])
            .Select(e => e.Name.LocalName[1] - '0')
            .ToList();
        levels.Count(l => l == 1).Should().Be(1);
        levels.Zip(levels.Skip(1)).Should().OnlyContain(pair => pair.Second <= pair.First + 1);
    }

    [TestCaseSource(nameof(Runs))]
    public void Tables_have_captions_and_scopes_and_charts_have_names(RunResult run)
    {
        var page = XDocument.Parse(ReportPage.Render(run));
        page.Descendants("table").Where(t => t.Element("caption") is null).Should().BeEmpty();
        page.Descendants("th").Where(h => h.Attribute("scope") is null).Should().BeEmpty();
        page.Descendants("svg")
            .Where(s => s.Attribute("class")?.Value is not "lineage")
            .Where(s =>
                s.Attribute("role")?.Value is not "img" || s.Element("title") is not { Value.Length: > 0 } || s.Element("desc") is not { Value.Length: > 0 }
            )
            .Should()
            .BeEmpty();
        page.Descendants("main").Should().ContainSingle();
        page.Descendants("header").Should().ContainSingle();
        page.Descendants("footer").Should().ContainSingle();
    }

    [Test]
    public void Text_has_enough_contrast_in_light_and_dark_mode()
    {
        var schemes = Stylesheet.Text.Split("prefers-color-scheme: dark", 2);
        foreach (var scheme in schemes)
        {
            var colors = Variable()
                .Matches(scheme)
                .DistinctBy(m => m.Groups["name"].Value, StringComparer.Ordinal)
                .ToDictionary(m => m.Groups["name"].Value, m => Luminance(m.Groups["hex"].Value), StringComparer.Ordinal);
            foreach (var ground in (string[])["page", "card", "soft"])
            {
                foreach (var ink in (string[])["ink", "muted", "link", "passed", "warned", "failed", "notjudged", "error"])
                    Contrast(colors[ink], colors[ground]).Should().BeGreaterThanOrEqualTo(4.5, "{0} is text on {1}", ink, ground);
            }

            foreach (var line in (string[])["bar", "c1", "c2", "c3", "c4", "c5", "c6"])
                Contrast(colors[line], colors["card"]).Should().BeGreaterThanOrEqualTo(3, "{0} is drawn on a card", line);
        }
    }

    private static List<string> Ids(XDocument page) => [.. page.Descendants().Attributes("id").Select(a => a.Value)];

    // WCAG 2.2: relative luminance and contrast ratio.
    private static double Luminance(string hex)
    {
        var channels = Enumerable
            .Range(0, 3)
            .Select(i => int.Parse(hex.AsSpan(i * 2, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0)
            .Select(c => c <= 0.04045 ? c / 12.92 : Math.Pow((c + 0.055) / 1.055, 2.4))
            .ToArray();
        return (0.2126 * channels[0]) + (0.7152 * channels[1]) + (0.0722 * channels[2]);
    }

    private static double Contrast(double a, double b) => (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);

    [GeneratedRegex("--(?<name>[a-z0-9]+): #(?<hex>[0-9a-f]{6})", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Variable();
}
