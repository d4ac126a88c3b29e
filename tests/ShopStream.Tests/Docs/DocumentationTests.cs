using System.CommandLine;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Application.Settings;
using ShopStream.Cli;
using ShopStream.Quality.Results;
using ShopStream.Tests.Cli;
using ShopStream.Tests.Features;

namespace ShopStream.Tests.Docs;

/// <summary>Checks that the links, commands, settings, specs and exit codes of the README, CONTRIBUTING and docs/ exist.</summary>
[TestFixture, Category("Fast")]
public sealed partial class DocumentationTests
{
    // Pages that describe earlier versions.
    private static readonly string[] Historical = ["CHANGELOG.md"];

    private static IEnumerable<MarkdownPage> Current => MarkdownPage.All.Where(p => !Historical.Contains(p.Path, StringComparer.Ordinal));

    [Test]
    public void README_has_fewer_than_200_lines() => File.ReadAllLines(Path.Combine(Clone.Root, "README.md")).Length.Should().BeLessThan(200);

    [Test]
    public void README_links_to_every_page_of_docs()
    {
        var linked = MarkdownPage.Of("README.md").RelativeLinks.Select(l => l.Split('#')[0]).ToList();
        var sentences = MarkdownPage.Of("docs/writing-specs.md").RelativeLinks.Select(l => "docs/" + l);

        MarkdownPage.All.Select(p => p.Path).Where(p => p.StartsWith("docs/", StringComparison.Ordinal)).Should().BeSubsetOf(linked.Concat(sentences));
    }

    [Test]
    public void Every_relative_link_resolves() =>
        MarkdownPage
            .All.SelectMany(p => p.RelativeLinks.Select(l => (Page: p, Link: l)))
            .Where(l => !Resolves(l.Page, l.Link))
            .Select(l => $"{l.Page.Path}: {l.Link}")
            .Should()
            .BeEmpty();

    [Test]
    public void Every_path_into_the_sources_exists()
    {
        var paths = Current.SelectMany(p => SourcePath().Matches(p.Text).Select(m => (p.Path, To: m.Value.TrimEnd('.', '/')))).Distinct().ToList();

        paths.Should().HaveCountGreaterThan(10);
        paths.Where(p => !Exists(p.To)).Select(p => $"{p.Path}: {p.To}").Should().BeEmpty();
    }

    [Test]
    public void Every_shopstream_command_parses()
    {
        var commands = Current
            .SelectMany(p => p.Blocks)
            .Where(b => b.Language is "" or "console" or "sh" or "cron")
            .SelectMany(b => b.Text.Split('\n').SelectMany(l => Commands(b.Place, l.StartsWith("$ ", StringComparison.Ordinal) ? l[2..] : l)))
            .ToList();

        commands.Should().HaveCountGreaterThan(20);
        commands.SelectMany(c => Program.Parse(c.Arguments).Errors.Select(e => $"{c.Place}: {e.Message}")).Should().BeEmpty();
    }

    [Test]
    public void Every_shopstream_command_named_in_the_text_exists()
    {
        // A name such as `shopstream reconcile` may omit the required arguments.
        var commands = Current
            .SelectMany(p => p.CodeSpans.Where(c => !c.Contains('…', StringComparison.Ordinal)).SelectMany(c => Commands(p.Path, c)))
            .ToList();

        commands.Should().HaveCountGreaterThan(20);
        commands
            .Where(c => Program.Parse(c.Arguments) is var parsed && (parsed.UnmatchedTokens.Count > 0 || parsed.CommandResult.Command is RootCommand))
            .Select(c => c.Place)
            .Should()
            .BeEmpty();
    }

    [Test]
    public async Task Snowflake_setup_command_of_the_docs_runs()
    {
        var line = MarkdownPage
            .Of("docs/snowflake.md")
            .Blocks.SelectMany(b => b.Text.Split('\n'))
            .Single(l => l.StartsWith("$ shopstream setup snowflake", StringComparison.Ordinal));

        var output = await ShopProgram.RunAsync([.. ShellLine.Commands(line).Single()]);

        output.ExitCode.Should().Be(ExitCodes.Passed, $"{output}");
        output.Out.Should().Contain("CREATE").And.Contain("s3://shop-lake/nightly");
    }

    [Test]
    public void README_has_a_row_for_every_command() =>
        FirstCells(MarkdownPage.Of("README.md"), "command")
            .Select(c => c.Trim('`').Split(' ')[0])
            .Distinct(StringComparer.Ordinal)
            .Should()
            .BeEquivalentTo(Program.BuildRootCommand().Subcommands.Select(c => c.Name));

    [Test]
    public void README_has_a_row_for_every_exit_code() =>
        FirstCells(MarkdownPage.Of("README.md"), "exit code").Select(c => int.Parse(c, CultureInfo.InvariantCulture)).Should().Equal(AllExitCodes);

    [Test]
    public void Exit_codes_of_all_tables_exist()
    {
        var codes = Current
            .SelectMany(p => FirstCells(p, "exit code"))
            .SelectMany(c => c.Split(", "))
            .Select(c => int.Parse(c, CultureInfo.InvariantCulture))
            .ToList();

        codes.Should().HaveCountGreaterThan(AllExitCodes.Length);
        codes.Should().BeSubsetOf(AllExitCodes);
    }

    [Test]
    public void Every_spec_binds_to_sentences()
    {
        // LintTests compares the pages of all sentences with the program's output.
        var specs = Current
            .Where(p => !p.Path.StartsWith("docs/sentences", StringComparison.Ordinal))
            .SelectMany(p => p.Blocks)
            .Where(b => b.Language is "gherkin")
            .ToList();

        specs.Should().HaveCountGreaterThan(4);
        foreach (var spec in specs)
            Features
                .Languages.Checks.BindAll(FeatureTexts.Of(Feature(spec.Text)))
                .Should()
                .NotBeEmpty(spec.Place)
                .And.OnlyContain(s => s.Checks.Count > 0, spec.Place);
    }

    [Test]
    public void Every_setting_exists()
    {
        var named = Current
            .SelectMany(p =>
                p.CodeSpans.SelectMany(c => Setting().Matches(c))
                    .Concat(p.Blocks.Where(b => b.Language is "xml").SelectMany(b => Parameter().Matches(b.Text)))
                    .Select(m =>
                        (
                            p.Path,
                            Name: m.Groups["name"]
                                .Value.Replace("<table>", "orders", StringComparison.Ordinal)
                                .Replace("<metric>", "revenue", StringComparison.Ordinal)
                        )
                    )
            )
            .Distinct()
            .ToList();

        named.Should().HaveCountGreaterThan(20);
        named.Where(n => !IsSetting(n.Name)).Select(n => $"{n.Path}: {n.Name}").Should().BeEmpty();
    }

    [Test]
    public void Settings_snippets_are_valid()
    {
        var snippets = Current.SelectMany(p => p.Blocks).Where(b => b.Language is "xml" && b.Text.Contains("<Parameter", StringComparison.Ordinal)).ToList();

        snippets.Should().NotBeEmpty();
        foreach (var snippet in snippets)
        {
            var values = XElement
                .Parse($"<all>{snippet.Text}</all>")
                .Descendants("Parameter")
                .ToDictionary(p => p.Attribute("name")!.Value, p => p.Attribute("value")!.Value, StringComparer.Ordinal);
            FluentActions
                .Invoking(() => ShopSettings.From(values, new Dictionary<string, string>(StringComparer.Ordinal), static _ => null))
                .Should()
                .NotThrow(snippet.Place);
        }
    }

    [TestCaseSource(nameof(SourceFolders))]
    public void Architecture_page_has_a_row_for_every_folder(string folder)
    {
        var text = MarkdownPage.Of("docs/architecture.md").Text;
        var (project, inside) = (folder.Split('/')[1], string.Join('/', folder.Split('/')[2..]));
        var from = text.IndexOf($"### {project}\n", StringComparison.Ordinal);
        from.Should().BePositive($"docs/architecture.md has a section {project}");
        var to = text.IndexOf("\n##", from + 4, StringComparison.Ordinal);

        text[from..to].Should().Contain($"\n| `{inside}/` |", $"docs/architecture.md says what is in {folder}");
    }

    [Test]
    public void Architecture_page_lists_only_existing_folders()
    {
        var project = "";
        var missing = new List<string>();
        foreach (var line in MarkdownPage.Of("docs/architecture.md").Text.Split('\n'))
        {
            if (line.StartsWith("### ", StringComparison.Ordinal))
                project = line[4..].Trim();
            else if (
                Regex.Match(line, "^\\| `(?<folder>[A-Za-z/]+)/` \\|", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)) is { Success: true } row
                && !Directory.Exists(Path.Combine(Clone.Root, "src", project, row.Groups["folder"].Value))
            )
                missing.Add($"{project}/{row.Groups["folder"].Value}");
        }

        missing.Should().BeEmpty();
    }

    private static int[] AllExitCodes =>
        [.. typeof(ExitCodes).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => (int)f.GetRawConstantValue()!).Order()];

    private static IEnumerable<string> SourceFolders() =>
        Directory
            .GetDirectories(Path.Combine(Clone.Root, "src"), "*", SearchOption.AllDirectories)
            .Where(d => Directory.EnumerateFiles(d, "*.cs").Any())
            .Select(d => Path.GetRelativePath(Clone.Root, d).Replace('\\', '/'))
            .Where(d => d.Count(c => c is '/') > 1 && !d.Contains("/obj", StringComparison.Ordinal) && !d.Contains("/bin", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);

    private static bool Exists(string path) => File.Exists(Path.Combine(Clone.Root, path)) || Directory.Exists(Path.Combine(Clone.Root, path));

    private static bool Resolves(MarkdownPage page, string link)
    {
        var (file, anchor) = link.Split('#') is [var f, var a] ? (f, a) : (link, "");
        var path =
            file.Length == 0
                ? page.Path
                : Path.GetRelativePath(Clone.Root, Path.GetFullPath(Path.Combine(Clone.Root, Path.GetDirectoryName(page.Path)!, file))).Replace('\\', '/');
        return Exists(path) && (anchor.Length == 0 || MarkdownPage.Of(path).Anchors.Contains(anchor));
    }

    private static IEnumerable<(string Place, IReadOnlyList<string> Arguments)> Commands(string place, string line) =>
        ShellLine.Commands(line).Where(a => a.Count > 0).Select(a => ($"{place}: {line}", a));

    // The first cells of all tables whose first column has this name.
    private static IEnumerable<string> FirstCells(MarkdownPage page, string column)
    {
        var inTable = false;
        foreach (var line in page.Prose.Split('\n'))
        {
            var first = line.StartsWith('|') ? line.Split('|')[1].Trim() : null;
            if (inTable && first is { Length: > 0 } && !first.StartsWith('-'))
                yield return first;
            inTable = first is not null && (inTable || string.Equals(first, column, StringComparison.Ordinal));
        }
    }

    // Completes a scenario, or steps alone, to a feature.
    private static string Feature(string text) =>
        text.TrimStart() switch
        {
            var t when t.StartsWith("Given", StringComparison.Ordinal) || t.StartsWith("Then", StringComparison.Ordinal) =>
                $"Feature: F\n  Scenario: S\n{text}\n",
            var t when t.StartsWith("Scenario", StringComparison.Ordinal) => $"Feature: F\n{text}\n",
            _ => text + "\n",
        };

    private static bool IsSetting(string name)
    {
        try
        {
            ShopSettings.From(
                new Dictionary<string, string>(StringComparer.Ordinal) { [name] = "" },
                new Dictionary<string, string>(StringComparer.Ordinal),
                static _ => null
            );
            return true;
        }
        catch (UsageException e)
        {
            // A metric definition without its tables is incomplete, but its setting exists.
            return !e.Message.Contains("there is no setting", StringComparison.Ordinal);
        }
    }

    [GeneratedRegex(@"(?:src|tests|deploy)/[A-Za-z][A-Za-z0-9_./-]*", RegexOptions.None, 1000)]
    private static partial Regex SourcePath();

    // `webhook.on=always`, `source.columns.<table>` and `lake.region`; a file such as lake.feature is not one.
    [GeneratedRegex(
        @"^(?<name>(?:(?:source|lake|snowflake|warehouse|checks|history|webhook|rule)\.(?!feature|duckdb|jsonl)[a-z_]+"
            + @"(?:\.(?:in\.)?<?[a-z_]+>?)?|[a-z_.]+(?==[a-z0-9])))(?:=.*)?$",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Setting();

    [GeneratedRegex("<Parameter name=\"(?<name>[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Parameter();
}
