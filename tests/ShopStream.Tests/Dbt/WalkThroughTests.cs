using System.Diagnostics;
using System.Text.RegularExpressions;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Tests.Cli;

namespace ShopStream.Tests.Dbt;

/// <summary>Runs the commands of docs/attach.md in the folder of a dbt project.</summary>
[TestFixture, Category("Live")]
internal sealed partial class WalkThroughTests
{
    [Test]
    public async Task Commands_print_what_the_page_shows_and_take_less_than_a_minute()
    {
        SharedDbt.Require();
        using var folder = new TestWorkspace();
        Directory.CreateDirectory(folder.In("target"));
        foreach (var file in new[] { "manifest.json", "catalog.json" })
            File.Copy(Path.Combine(SharedDbt.Artifacts("dbt-1.11-duckdb"), file), folder.In($"target/{file}"));
        File.Copy(SharedDbt.Warehouse, folder.In("shopstream.duckdb"));
        var commands = Commands(await File.ReadAllTextAsync(Path.Combine(Clone.Root, "docs", "attach.md")));
        commands.Select(c => c[0]).Should().Equal("init --from dbt target", "check --date 2026-11-28");
        var started = Stopwatch.GetTimestamp();

        foreach (var command in commands)
        {
            var output = await ShopProgram.RunProcessInAsync(folder.Path, command[0].Split(' '));

            var lines = output.Out.Split('\n').Select(Comparable).ToList();
            foreach (var shown in command[1..].Where(l => l is not "…"))
                lines.Should().Contain(Comparable(shown), $"{output}");
        }

        Stopwatch.GetElapsedTime(started).Should().BeLessThan(TimeSpan.FromMinutes(1));
        (await File.ReadAllTextAsync(folder.In("features/completeness.feature")))
            .Should()
            .Contain("Then last_login is never null in staging stg_users, except in at most 200 rows");
    }

    // The commands of the first console block, each with the lines below it.
    private static List<List<string>> Commands(string page)
    {
        var commands = new List<List<string>>();
        foreach (var line in Block().Match(page).Groups["text"].Value.Split('\n').Where(l => l.Length > 0))
        {
            if (line.StartsWith("$ shopstream ", StringComparison.Ordinal))
                commands.Add([line["$ shopstream ".Length..]]);
            else
                commands[^1].Add(line);
        }
        return commands;
    }

    private static string Comparable(string line) => Seconds().Replace(line.TrimEnd(), "s");

    [GeneratedRegex("```console\n(?<text>.*?)```", RegexOptions.ExplicitCapture | RegexOptions.Singleline, 1000)]
    private static partial Regex Block();

    [GeneratedRegex("[0-9.]+ s", RegexOptions.None, 1000)]
    private static partial Regex Seconds();
}
