using System.CommandLine;
using ShopStream.Application.Examples;
using ShopStream.Cli.View;
using ShopStream.Quality.Results;

namespace ShopStream.Cli.Commands;

/// <summary>test: runs the scenarios that specify models by example. Nothing is connected to, unless they are built in Snowflake.</summary>
internal static class TestCommand
{
    private static readonly Option<string[]> Models = new("--model")
    {
        HelpName = "NAME",
        Description = "Only examples that build this model, directly or on the way to another; may be repeated",
    };

    private static readonly Option<bool> Watch = new("--watch")
    {
        Description = "Stay, and run the examples that are affected whenever a feature or a model is saved; end with Ctrl+C",
    };

    private static readonly Option<string> Warehouse = new("--warehouse")
    {
        HelpName = "duckdb|snowflake",
        Description = "Where models are built: in memory by DuckDB, or in Snowflake, in schemas of their own that are dropped afterwards [default: duckdb]",
    };

    public static Command Create()
    {
        var command = new Command(
            "test",
            "Run the examples: build models in memory from the rows of each scenario that has a When, and compare what they become. "
                + "Needs no source, lake or warehouse, except with --warehouse snowflake."
        )
        {
            Options.Settings,
            Options.Features,
            Options.Tags,
            Options.Only,
            Options.ChangedSince,
            Options.FailOn,
            Models,
            Watch,
            Warehouse,
            Options.Work,
            Options.Json,
        };
        command.SetAction((parsed, cancellationToken) => Program.GuardAsync(parsed, () => TestAsync(parsed, cancellationToken), parsed.GetValue(Options.Json)));
        return command;
    }

    private static async Task<int> TestAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var request = new TestRequest
        {
            Settings = Options.Read(parsed),
            Models = parsed.GetValue(Models) ?? [],
            // Only if it is asked for here: a warehouse in the settings is for runs, and examples are for every save.
            IsInSnowflake = string.Equals(parsed.GetValue(Warehouse), "snowflake", StringComparison.OrdinalIgnoreCase),
            Note = parsed.Host().Error.WriteLine,
        };
        request = request with { Changed = await Options.ChangedAsync(parsed, request.Settings, cancellationToken) };
        var useCase = new TestUseCase(TimeProvider.System);
        if (parsed.GetValue(Watch))
            return await WatchAsync(parsed, new ExampleWatch(useCase, request), cancellationToken);
        var result = await useCase.RunAsync(request, null, cancellationToken);
        if (parsed.GetValue(Options.Json))
            parsed.Host().Output.WriteLine(TestView.JsonLine(result));
        else
            TestView.Write(parsed.Host(), result);
        return result.ExitCode;
    }

    private static Task<int> WatchAsync(ParseResult parsed, ExampleWatch watch, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(Options.Json))
            throw new UsageException("--json and --watch exclude each other: one line is for a program, a watch for a reader; leave one out");
        return watch.RunAsync((saved, result, problem) => TestView.WriteAgain(parsed.Host(), saved, result, problem), cancellationToken);
    }
}
