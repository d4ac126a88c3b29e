using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Tests.Elt;

namespace ShopStream.Tests.Deploy;

/// <summary>Files for schedulers and containers, as far as they can be read here.</summary>
[TestFixture]
internal sealed partial class DeployFilesTests
{
    [Category("Fast")]
    [Test]
    public void The_image_copies_what_is_there_and_starts_the_program()
    {
        var lines = File.ReadAllLines(In("Dockerfile"));
        var copied = lines
            .Where(l => l.StartsWith("COPY ", StringComparison.Ordinal) && !l.Contains("--from", StringComparison.Ordinal))
            .Select(l => l.Split(' ')[1]);

        foreach (var source in copied)
            (File.Exists(In(source)) || Directory.Exists(In(source))).Should().BeTrue(source);
        lines
            .Should()
            .Contain("ENTRYPOINT [\"/opt/shopstream/shopstream\"]")
            .And.Contain("USER app")
            .And.Contain(l => l.Contains("publish src/ShopStream.Cli ", StringComparison.Ordinal));
        File.ReadAllText(In("src/ShopStream.Cli/ShopStream.Cli.csproj")).Should().Contain("<AssemblyName>shopstream</AssemblyName>");
    }

    [Category("Fast")]
    [Test]
    public void The_service_retries_what_is_worth_a_retry()
    {
        var service = File.ReadAllText(In("deploy/systemd/shopstream.service"));

        service.Should().Contain("Restart=on-failure").And.Contain("RestartPreventExitStatus=1 2 4").And.Contain("ExecStart=/opt/shopstream/shopstream run");
        var failed = Setting(service, "OnFailure");
        File.ReadAllText(In($"deploy/systemd/{failed}")).Should().Contain("ExecStart=").And.NotContain("Restart=", "it reports once");
        // The window must hold every attempt, or systemd would forget the first before the last, and end before the next night.
        var attempts = int.Parse(Setting(service, "StartLimitBurst"), CultureInfo.InvariantCulture);
        var window = Span(Setting(service, "StartLimitIntervalSec"));
        attempts.Should().BeInRange(2, 10);
        window
            .Should()
            .BeGreaterThan(
                attempts * (Span(Setting(service, "TimeoutStartSec")) + Span(Setting(service, "TimeoutStopSec")) + Span(Setting(service, "RestartSec")))
            )
            .And.BeLessThan(TimeSpan.FromHours(24) - TimeSpan.FromMinutes(5));
        service
            .IndexOf("StartLimit", StringComparison.Ordinal)
            .Should()
            .BeLessThan(service.IndexOf("[Service]", StringComparison.Ordinal), "elsewhere systemd ignores it");
        File.ReadAllText(In("deploy/systemd/shopstream.timer")).Should().Contain("OnCalendar=").And.Contain("Persistent=true");
    }

    [Test, Category("Live")]
    public async Task The_units_are_what_systemd_reads() => (await VerifyAsync("", "")).Should().BeEmpty();

    [Category("Live")]
    [TestCase("StartLimitBurst=4", "StartLimitBurts=4")]
    [TestCase("OnFailure=shopstream-failed.service", "OnFailure=shopstream failed")]
    [TestCase("TimeoutStartSec=4h", "TimeoutStartSec=4 evenings")]
    [TestCase("Restart=on-failure", "Restart=always")]
    [TestCase("OnCalendar=*-*-* 02:15:00 UTC", "OnCalendar=25:15")]
    public async Task A_fault_in_a_unit_is_found(string good, string bad) => (await VerifyAsync(good, bad)).Should().NotBeEmpty();

    // What systemd-analyze says of our units, with one line replaced.
    private static async Task<string> VerifyAsync(string good, string bad)
    {
        ServerRequirement.Require(File.Exists("/usr/bin/systemd-analyze"), "no systemd-analyze");
        var folder = Directory.CreateTempSubdirectory("shopstream-units-");
        try
        {
            // A program that is there: the one named is not installed on this machine.
            foreach (var unit in Directory.GetFiles(In("deploy/systemd")))
                await File.WriteAllTextAsync(
                    Path.Combine(folder.FullName, Path.GetFileName(unit)),
                    (await File.ReadAllTextAsync(unit))
                        .Replace("/opt/shopstream/shopstream", "/bin/true", StringComparison.Ordinal)
                        .Replace("/usr/bin/logger", "/bin/true", StringComparison.Ordinal)
                        .Replace(good.Length == 0 ? "\0" : good, bad, StringComparison.Ordinal)
                );
            var start = new ProcessStartInfo("/usr/bin/systemd-analyze", ["verify", .. folder.GetFiles().Select(f => f.FullName)])
            {
                RedirectStandardError = true,
                UseShellExecute = false,
            };
            using var process = Process.Start(start)!;

            var said = await process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync();

            // Other units of the machine may be at fault: only ours are judged.
            var ours = string.Join('\n', said.Split('\n').Where(l => l.Contains("shopstream", StringComparison.Ordinal)));
            return ours.Length > 0 || process.ExitCode == 0 ? ours : said;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Category("Fast")]
    [Test]
    public void Every_file_that_the_nightly_page_names_is_there()
    {
        var links = Links().Matches(File.ReadAllText(In("docs/nightly.md"))).Select(m => m.Groups["to"].Value).ToList();

        links.Should().HaveCountGreaterThan(3);
        foreach (var link in links)
            (File.Exists(In("docs/" + link)) || Directory.Exists(In("docs/" + link))).Should().BeTrue(link);
    }

    [Category("Fast")]
    [Test]
    public void The_units_say_which_data_the_default_date_is()
    {
        foreach (var unit in Directory.GetFiles(In("deploy/systemd")))
            File.ReadAllText(unit).Should().NotContainEquivalentOf("yesterday");
        File.ReadAllText(In("deploy/systemd/shopstream.service")).Should().Contain("the date partition is today's (UTC)").And.NotContain("--date");
    }

    [Category("Fast")]
    [Test]
    public void The_nightly_workflow_installs_the_package_that_is_packed_from_where_it_is_packed_to()
    {
        var package = XDocument.Load(In("src/ShopStream.Cli/ShopStream.Cli.csproj")).Descendants("PackageId").Single().Value;

        foreach (var file in new[] { "deploy/github/nightly.yml", "docs/getting-started.md" })
        {
            var text = File.ReadAllText(In(file));
            var install = Installed().Matches(text).Should().ContainSingle($"{file} installs one tool").Which;
            install.Groups["package"].Value.Should().Be(package, file);
            Packed().Match(text).Groups["to"].Value.Should().EndWith(install.Groups["from"].Value, $"{file} packs it there").And.NotBeEmpty();
        }
    }

    [Category("Fast")]
    [Test]
    public void A_second_job_tests_Snowflakes_driver_where_the_feed_has_it()
    {
        var jobs = Jobs().Split(File.ReadAllText(In(".github/workflows/ci.yml")))[1..];

        jobs.Should().HaveCount(2);
        jobs[0].Should().Contain("bash .ci/run").And.NotContain("WithSnowflake");
        jobs[1].Should().Contain("dotnet test tests/ShopStream.Tests --filter FullyQualifiedName~Snowflake").And.Contain("WithSnowflake: 'true'");
        File.ReadAllText(In("src/ShopStream.Cli/ShopStream.Cli.csproj")).Should().Contain("'$(WithSnowflake)' == 'true'", "it is what the switch switches");
    }

    [Category("Fast")]
    [TestCase(".github/workflows/ci.yml")]
    [TestCase("deploy/github/nightly.yml")]
    public void No_workflow_has_a_tab_or_an_unknown_project(string file)
    {
        var text = File.ReadAllText(In(file));

        text.Should().NotContain("\t");
        foreach (var project in Projects().Matches(text).Select(m => m.Value))
            (File.Exists(In(project)) || Directory.Exists(In(project))).Should().BeTrue(project);
    }

    private static string Setting(string unit, string name) =>
        unit.Split('\n').Single(l => l.StartsWith(name + "=", StringComparison.Ordinal))[(name.Length + 1)..];

    private static TimeSpan Span(string text) =>
        text switch
        {
            [.. var hours, 'h'] => TimeSpan.FromHours(int.Parse(hours, CultureInfo.InvariantCulture)),
            [.. var minutes, 'm', 'i', 'n'] => TimeSpan.FromMinutes(int.Parse(minutes, CultureInfo.InvariantCulture)),
            _ => throw new FormatException($"'{text}' is not in hours or minutes"),
        };

    private static string In(string path) => Path.Combine(Clone.Root, path);

    [GeneratedRegex(@"\]\((?<to>[^)#]+)\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Links();

    [GeneratedRegex(@"dotnet tool install (?:--global )?(?<package>\S+)(?: --tool-path \S+)? --add-source (?<from>\S+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Installed();

    [GeneratedRegex(@"dotnet pack src/ShopStream\.Cli -o (?<to>[^\s)]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Packed();

    [GeneratedRegex(@"^  [a-z]+:\n(?=    runs-on)", RegexOptions.Multiline, 1000)]
    private static partial Regex Jobs();

    [GeneratedRegex("(?:src|tests)/[A-Za-z./]+", RegexOptions.None, 1000)]
    private static partial Regex Projects();
}
