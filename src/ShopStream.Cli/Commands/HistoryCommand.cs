using System.CommandLine;
using System.Globalization;
using ShopStream.Application.Reporting;
using ShopStream.Cli.View;
using ShopStream.Quality.Results;

namespace ShopStream.Cli.Commands;

/// <summary>history: lists the last runs, or the values of one metric in them.</summary>
internal static class HistoryCommand
{
    private static readonly Argument<string?> Metric = new("metric")
    {
        Arity = ArgumentArity.ZeroOrOne,
        Description = "A metric such as 'rows of raw orders' or 'revenue of source orders' [default: a line for every run]",
    };

    private static readonly Option<int> Last = new("--last")
    {
        HelpName = "N",
        Description = "How many runs, from 1",
        DefaultValueFactory = _ => 20,
        CustomParser = result =>
        {
            if (int.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var last) && last > 0)
                return last;
            result.AddError($"--last is '{result.Tokens[0].Value}': expected a whole number from 1");
            return 0;
        },
    };

    public static Command Create()
    {
        var command = new Command("history", "List the last runs, or the values of one metric in them.")
        {
            Metric,
            Last,
            Options.Settings,
            Options.Out,
            Options.Json,
        };
        command.SetAction((parsed, cancellationToken) => Program.GuardAsync(parsed, () => ShowAsync(parsed, cancellationToken), parsed.GetValue(Options.Json)));
        return command;
    }

    private static async Task<int> ShowAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var history = await HistoryUseCase.ReadAsync(Options.Read(parsed).Out, parsed.Host().Error.WriteLine, cancellationToken);
        var (last, json) = (parsed.GetValue(Last), parsed.GetValue(Options.Json));
        if (parsed.GetValue(Metric) is { } wanted)
        {
            var trend = FigureTrend.Of(HistoryUseCase.Resolve(history, wanted), history, last);
            parsed.Host().Output.Write(json ? trend.Json() : trend.Text());
        }
        else
        {
            var runs = history.Runs.TakeLast(last).ToList();
            parsed.Host().Output.Write(json ? HistoryView.Json(runs) : HistoryView.Text(runs));
        }
        return ExitCodes.Passed;
    }
}
