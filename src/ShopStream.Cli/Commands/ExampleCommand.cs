using System.CommandLine;
using ShopStream.Application.Examples;
using ShopStream.Cli.View;
using ShopStream.Quality.Results;

namespace ShopStream.Cli.Commands;

/// <summary>example: writes a scenario of one row of the last run, with the rows upstream that it needs.</summary>
internal static class ExampleCommand
{
    private static readonly Argument<string> Model = new("model") { Description = "The model, such as mart_customer_rfm" };

    private static readonly Option<string[]> Row = new("--row")
    {
        HelpName = "COLUMN=VALUE",
        Description = "Names one row of the model's table, such as user_id=42; repeated for a key of several columns",
    };

    public static Command Create()
    {
        var command = new Command(
            "example",
            "Write an example from real rows: one row of a model's table, and the rows upstream that it needs, as a scenario that passes. "
                + "Personal values are replaced."
        )
        {
            Model,
            Row,
            Options.Settings,
            Options.DateToCheck,
            Options.Warehouse,
            Options.Samples,
            Options.Work,
            Options.Quiet,
        };
        command.SetAction((parsed, cancellationToken) => Program.GuardAsync(parsed, () => WriteAsync(parsed, cancellationToken)));
        return command;
    }

    private static async Task<int> WriteAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var request = new ExampleRequest
        {
            Settings = Options.Read(parsed),
            Model = parsed.GetValue(Model)!,
            Row = parsed.GetValue(Row) ?? [],
        };
        var text = await ProgressView.ShowAsync(
            parsed.Host(),
            parsed.GetValue(Options.Quiet),
            observer => new ExampleUseCase(TimeProvider.System).RunAsync(request, observer, cancellationToken)
        );
        parsed.Host().Output.Write(text);
        return ExitCodes.Passed;
    }
}
