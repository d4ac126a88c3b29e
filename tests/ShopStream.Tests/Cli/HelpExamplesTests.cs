using System.CommandLine;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Cli;
using ShopStream.Tests.Docs;

namespace ShopStream.Tests.Cli;

/// <summary>Every command has help with examples, and the examples parse.</summary>
[TestFixture, Category("Fast")]
public sealed class HelpExamplesTests
{
    [TestCaseSource(nameof(Commands))]
    public void Help_shows_examples_that_parse(string command)
    {
        using var output = new StringWriter();

        Program
            .Parse([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"])
            .Invoke(new InvocationConfiguration { Output = output })
            .Should()
            .Be(0);

        var help = output.ToString().ReplaceLineEndings("\n");
        var examples = help[help.IndexOf("Examples:", StringComparison.Ordinal)..].Split('\n').SelectMany(ShellLine.Commands).ToList();
        examples.Should().NotBeEmpty();
        examples.SelectMany(e => Program.Parse(e).Errors.Select(error => $"{string.Join(' ', e)}: {error.Message}")).Should().BeEmpty();
    }

    [Test]
    public void The_example_of_setup_snowflake_names_an_S3_lake()
    {
        using var output = new StringWriter();

        Program.Parse(["setup", "snowflake", "--help"]).Invoke(new InvocationConfiguration { Output = output });

        output.ToString().Should().Contain("shopstream setup snowflake --lake s3://");
    }

    private static IEnumerable<string> Commands() => Paths(Program.BuildRootCommand()).Select(p => p.TrimEnd());

    private static IEnumerable<string> Paths(Command command) => command.Subcommands.SelectMany(Paths).Prepend(HelpWithExamples.PathOf(command));
}
