using System.CommandLine;
using System.Globalization;
using ShopStream.Cli.Runs;
using ShopStream.Cli.View;
using ShopStream.Quality.Results;

namespace ShopStream.Cli.Commands;

/// <summary>backfill: runs of a range of dates, one after the other.</summary>
internal static class BackfillCommand
{
    private const int MostDates = 366;

    private static readonly Option<string> From = new("--from") { HelpName = "yyyy-MM-dd", Description = "The first date", Required = true };

    private static readonly Option<string> To = new("--to") { HelpName = "yyyy-MM-dd", Description = $"The last date, inclusive; at most {MostDates} dates", Required = true };

    private static readonly Option<bool> KeepGoing = new("--keep-going") { Description = "Go on with the next date where one did not pass" };

    public static Command Create()
    {
        var command = new Command("backfill", "Run every date of a range, oldest first, with a report each. A named source is read as it is now: its past is what its tables still hold.")
        {
            From, To, KeepGoing, Options.Settings, Options.Features, Options.Tags, Options.Only, Options.FailOn, Options.Samples, Options.Scale, Options.Seed, Options.Warehouse, Options.Work, Options.Out, Options.Json, Options.Quiet, Options.Annotations,
        };
        command.SetAction((parsed, cancellationToken) => Program.GuardAsync(parsed, () => BackfillAsync(parsed, cancellationToken), parsed.GetValue(Options.Json)));
        return command;
    }

    private static async Task<int> BackfillAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var dates = Dates(parsed.GetValue(From)!, parsed.GetValue(To)!);
        var settings = Options.Read(parsed, From.Name, To.Name);
        var specs = Specs.Load(settings, cancellationToken);
        var again = CommandText.Of(parsed.Tokens.Select(t => t.Value));
        var codes = new List<int>();
        foreach (var date in dates)
        {
            if (!parsed.GetValue(Options.Json)) parsed.Host().Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\n{date:yyyy-MM-dd}  ({codes.Count + 1} of {dates.Count})"));
            codes.Add(await RunCommands.RunAsync(parsed, settings with { Date = date }, specs, again, static (session, stop) => session.RunAsync(stop), cancellationToken));
            if (codes[^1] == ExitCodes.Passed || parsed.GetValue(KeepGoing)) continue;
            if (codes.Count < dates.Count)
                parsed.Host().Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Stopped at {date:yyyy-MM-dd} (exit code {codes[^1]}); {dates.Count - codes.Count} dates are left. Go on with --from {date:yyyy-MM-dd}, or with --keep-going."));
            break;
        }
        return WorstExitCode(codes);
    }

    /// <summary>What a range ends with: a retry may help where one of them says so, else somebody has to change something, else a check failed.</summary>
    internal static int WorstExitCode(IEnumerable<int> codes)
    {
        int[] order = [ExitCodes.Passed, ExitCodes.NotJudged, ExitCodes.Failed, ExitCodes.Usage, ExitCodes.Infrastructure];
        return order[codes.Max(c => Array.IndexOf(order, c))];
    }

    private static List<DateOnly> Dates(string from, string to)
    {
        var (first, last) = (Date("--from", from), Date("--to", to));
        var count = last.DayNumber - first.DayNumber + 1;
        if (count < 1) throw new UsageException($"--from {from} is after --to {to}: expected the older date first");
        if (count > MostDates) throw new UsageException($"--from {from} to --to {to} are {count} dates: expected at most {MostDates}");
        return [.. Enumerable.Range(0, count).Select(first.AddDays)];
    }

    private static DateOnly Date(string option, string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? date
            : throw new UsageException($"{option} is '{text}': expected a day as yyyy-MM-dd, such as 2025-11-28");
}
