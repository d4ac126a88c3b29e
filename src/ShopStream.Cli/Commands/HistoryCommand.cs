using System.CommandLine;
using System.Globalization;
using ShopStream.Cli.View;
using ShopStream.Quality.Data;
using ShopStream.Quality.History;
using ShopStream.Quality.Results;
using ShopStream.Reports;

namespace ShopStream.Cli.Commands;

/// <summary>history: the last runs, or one figure in them.</summary>
internal static class HistoryCommand
{
    private static readonly Argument<string?> Figure = new("figure")
    {
        Arity = ArgumentArity.ZeroOrOne,
        Description = "A figure such as 'rows of raw orders' or 'revenue of source orders' [default: a line for every run]",
    };

    private static readonly Option<int> Last = new("--last")
    {
        HelpName = "N",
        Description = "As many runs, from 1",
        DefaultValueFactory = _ => 20,
        CustomParser = result =>
        {
            if (int.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var last) && last > 0) return last;
            result.AddError($"--last is '{result.Tokens[0].Value}': expected a whole number from 1");
            return 0;
        },
    };

    public static Command Create()
    {
        var command = new Command("history", "List the last runs, or follow one figure through them.") { Figure, Last, Options.Settings, Options.Out, Options.Json };
        command.SetAction((parsed, cancellationToken) => Program.GuardAsync(parsed, () => ShowAsync(parsed, cancellationToken), parsed.GetValue(Options.Json)));
        return command;
    }

    private static async Task<int> ShowAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var folder = Options.Read(parsed).Out;
        var history = await HistoryFile.ReadAsync(folder, parsed.Host().Error.WriteLine, cancellationToken);
        if (history.Runs.Count == 0) throw new UsageException($"there is no run in {Path.Combine(folder, HistoryFile.Name)}: run or check first, or name another folder with --out");
        var (last, json) = (parsed.GetValue(Last), parsed.GetValue(Options.Json));
        if (parsed.GetValue(Figure) is { } wanted)
        {
            var name = ResolveName(wanted, history);
            var trend = FigureTrend.Of(name, history, last);
            parsed.Host().Output.Write(json ? trend.Json() : trend.Text());
        }
        else
        {
            var runs = history.Runs.TakeLast(last).ToList();
            parsed.Host().Output.Write(json ? HistoryView.Json(runs) : HistoryView.Text(runs));
        }
        return ExitCodes.Passed;
    }

    private static string ResolveName(string wanted, RunHistory history)
    {
        var names = history.FigureNames.ToList();
        return names.Find(n => string.Equals(n, wanted.Trim(), StringComparison.OrdinalIgnoreCase))
            ?? throw new UsageException($"no run has a figure '{wanted}'{Nearest.Hint(wanted, names)}");
    }
}
