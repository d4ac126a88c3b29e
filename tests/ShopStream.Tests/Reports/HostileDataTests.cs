using System.Text;
using System.Xml.Linq;
using FluentAssertions;
using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;
using ShopStream.Quality.Redaction;
using ShopStream.Quality.Results;
using ShopStream.Reports;
using ShopStream.Reports.JUnit;
using ShopStream.Reports.Markup;
using ShopStream.Reports.Page;
using Outcome = ShopStream.Quality.Results.Outcome;

namespace ShopStream.Tests.Reports;

[Category("Fast")]
public sealed class HostileDataTests
{
    /// <summary>A browser that runs any of it counts in window.__n.</summary>
    internal const string Payload =
        "<script>alert(1);window.__n=(window.__n||0)+1</script><img src=\"data:,\" onerror=\"window.__n=(window.__n||0)+1\">"
        + "<svg onload=\"window.__n=(window.__n||0)+1\"></svg>\" onload=\"alert(2)\" ' x='y' ]]> --> </style></title></svg> &amp; "
        + "\u0000\u0001\u001B\u202Egnp.exe\u2066 \uD800 \uFFFF \r\n \uFFFE";

    [Test]
    public void Hostile_values_in_every_field_never_become_markup_of_the_page()
    {
        var html = ReportPage.Render(Hostile());
        html.Replace(Script.Text, "", StringComparison.Ordinal).Should().NotContain("<script>alert").And.NotContain("]]>").And.NotContain("-->");
        html.Should().NotContainAny("\u0000", "\u0001", "\u001B", "\u202E", "\u2066", "\uD800", "\uFFFE", "\uFFFF");
        html.Should().Contain("[U+202E]gnp.exe").And.Contain("&lt;script&gt;");

        var page = XDocument.Parse(html);
        page.Descendants("script").Should().ContainSingle().Which.Value.Should().Be(Script.Text);
        page.Descendants()
            .Attributes()
            .Should()
            .NotContain(a => a.Name.LocalName.StartsWith("on", StringComparison.Ordinal) || a.Name.LocalName == "x" && a.Value == "y");
        page.Descendants("style").Should().ContainSingle();
    }

    [Test]
    public void Hostile_values_in_every_field_never_become_markup_of_junit_xml()
    {
        var xml = Encoding.UTF8.GetString(JUnitReport.Render(Hostile()));
        xml.Should().NotContain("<script").And.NotContainAny("\u0000", "\u0001", "\u001B", "\u202E", "\uFFFE");
        XDocument.Parse(xml).Descendants("testcase").Should().HaveCount(3);
    }

    [Test]
    public void Any_text_survives_rendering_and_parsing()
    {
        Prop.ForAll<string>(text =>
            {
                var html = new Html();
                html.Add($"""<p title="{text}">{text}</p>""");
                var p = XDocument.Parse(html.ToString(), LoadOptions.PreserveWhitespace).Root!;
                return string.Equals(p.Value, VisibleCharacters.Text(text), StringComparison.Ordinal);
            })
            .QuickCheckThrowOnFailure();
    }

    [Test]
    public void Null_is_written_as_an_empty_text()
    {
        var html = new Html();
        string? nothing = null;
        html.Add($"<p>{nothing}</p>");
        html.ToString().Should().Be("<p></p>");
    }

    [TestCase("a\r\nb\rc", "a\nb\nc")]
    [TestCase("\u202Eabc", "[U+202E]abc")]
    [TestCase(
        "a\u200Eb\u200Fc\u061Cd\u200Be\u2060f\uFEFFg\u2028h\u2029i\u00ADj\u3164",
        "a[U+200E]b[U+200F]c[U+061C]d[U+200B]e[U+2060]f[U+FEFF]g[U+2028]h[U+2029]i[U+00AD]j[U+3164]"
    )]
    [TestCase("a\U000E0067", "a[U+E0067]")]
    [TestCase("𝄞 é عربى 日本", "𝄞 é عربى 日本")]
    [TestCase("👩\u200D💻 نمی\u200Cخواهم ❤\uFE0F 1\u202F000\u00A0€", "👩\u200D💻 نمی\u200Cخواهم ❤\uFE0F 1\u202F000\u00A0€")]
    public void Invisible_characters_are_written_out_and_others_stay(string value, string shown) => VisibleCharacters.Text(value).Should().Be(shown);

    [TestCase("a\r\nb\tc", "a[U+000D][U+000A]b\tc")]
    [TestCase("a\u2028::b\n", "a[U+2028]::b[U+000A]")]
    [TestCase("a b", "a b")]
    public void Line_breaks_are_written_out_on_one_line(string value, string shown) => VisibleCharacters.Line(value).Should().Be(shown);

    [Test]
    public void Json_escapes_invisible_characters()
    {
        const string Json = "{\r\n  \"a\": \"é\u202E\u2028\uFEFF\U000E0067👩\"\n}";
        VisibleCharacters.Json(Json).Should().Be("{\r\n  \"a\": \"é\\u202e\\u2028\\ufeff\\udb40\\udc67👩\"\n}");
        System
            .Text.Json.JsonDocument.Parse(VisibleCharacters.Json(Json))
            .RootElement.GetProperty("a")
            .GetString()
            .Should()
            .Be("é\u202E\u2028\uFEFF\U000E0067👩");
    }

    // Not a test case: NUnit does not run a case whose name contains a control character.
    [Test]
    public void Control_characters_are_written_out() =>
        VisibleCharacters.Text("a\u0000b\u001Bc\u009Bd\u007F").Should().Be("a[U+0000]b[U+001B]c[U+009B]d[U+007F]");

    [Test]
    public void Lone_surrogates_are_written_out() => VisibleCharacters.Text("x\uDC00" + "\uD800").Should().Be("x[U+DC00][U+D800]");

    internal static RunResult Hostile()
    {
        CheckResult Check(Outcome outcome) =>
            new()
            {
                Sentence = Payload,
                Line = 3,
                Outcome = outcome,
                Expected = Payload,
                Actual = Payload,
                Difference = Payload,
                Note = Payload,
                Sql = Payload,
                Keys = [Payload, Payload],
                Reads = ["source " + Payload, "mart mart_sales_overview.total_revenue"],
            };
        ScenarioResult Scenario(Outcome outcome, string file) =>
            new()
            {
                Feature = Payload,
                Name = Payload,
                File = file,
                Line = 2,
                Tags = [Payload, "@owner:" + Payload],
                Outcome = outcome,
                Seconds = 1,
                Checks = [Check(outcome), Check(outcome)],
                Steps =
                [
                    new(
                        Payload,
                        Payload,
                        3,
                        [
                            [Payload, "b"],
                            [Payload, "d"],
                        ],
                        Payload
                    ),
                ],
            };
        return Samples.Run(Outcome.Failed, ExitCodes.Failed, [Scenario(Outcome.Failed, Payload), Scenario(Outcome.Passed, Payload + "2")]) with
        {
            RunId = Payload,
            Command = Payload,
            Problem = Payload + "\n" + Payload,
            Stages = [new(Payload, 1, 1, 1)],
            Layers =
            [
                new("source", Payload, 1, 1m),
                new("raw", Payload, 2, 2m),
                new(Payload, Payload, 3, 3m),
                .. Samples.Green.Layers.Where(l => l.Layer is "mart"),
            ],
            Series = new([new(Payload, 1m), new(Payload, 2m)], [new(Payload, 3m), new("日本", -1m)]),
            Features = [new(Payload, Payload, Payload)],
            Commit = Payload,
            Currency = Payload,
            Recheck = Payload,
            Lineage = [new("source", Payload, []), new(Payload, "b", ["source " + Payload, Payload])],
            Dashboards = new DashboardsResult
            {
                Days = [new(Payload, 1, 1, 1)],
                Countries = [new(Payload, 1, 1)],
                Categories = [new(Payload, 1, 1)],
                Segments = [new(Payload, 1, 1, 1)],
                LifetimeValues = [new(0, null, 1)],
                Classes = [new(Payload, 1, 1)],
                Pareto = [new(1, 0.5m)],
                Products = [new(1, Payload, Payload, Payload, Payload, Payload, 1, 1, 1)],
            },
        };
    }
}
