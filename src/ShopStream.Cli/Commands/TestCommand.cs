using System.CommandLine;
using ShopStream.Application.Examples;
using ShopStream.Cli.View;

namespace ShopStream.Cli.Commands;

/// <summary>test: runs the scenarios that specify models by example. Nothing is connected to.</summary>
internal static class TestCommand
{
    private static readonly Option<string[]> Models = new("--model")
    {
        HelpName = "NAME",
        Description = "Only examples that build this model, directly or on the way to another; may be repeated",
    };

    public static Command Create()
    {
        var command = new Command(
            "test",
            "Run the examples: build models in memory from the rows of each scenario that has a When, and compare what they become. "
                + "Needs no source, lake or warehouse."
        )
        {
            Options.Settings,
            Options.Features,
            Options.Tags,
            Options.Only,
            Options.FailOn,
            Models,
            Options.Work,
            Options.Json,
        };
        command.SetAction((parsed, cancellationToken) => Program.GuardAsync(parsed, () => TestAsync(parsed, cancellationToken), parsed.GetValue(Options.Json)));
        return command;
    }

    private static async Task<int> TestAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var request = new TestRequest { Settings = Options.Read(parsed), Models = parsed.GetValue(Models) ?? [] };
        var result = await new TestUseCase(TimeProvider.System).RunAsync(request, null, cancellationToken);
        if (parsed.GetValue(Options.Json))
            parsed.Host().Output.WriteLine(TestView.JsonLine(result));
        else
            TestView.Write(parsed.Host(), result);
        return result.ExitCode;
    }
}
