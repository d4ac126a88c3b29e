using System.CommandLine;
using ShopStream.Cli.Settings;
using ShopStream.Cli.View;
using ShopStream.Pipeline.Elt;
using ShopStream.Quality.Results;
using ShopStream.Sandbox;

namespace ShopStream.Cli.Commands;

/// <summary>seed --into: the schema and the data into an empty database of one's own.</summary>
internal static class SeedCommand
{
    private static readonly Option<string> Into = new("--into")
    {
        HelpName = "CONNECTION",
        Arity = ArgumentArity.ZeroOrOne,
        Required = true,
        Description = "An empty database: 'Host=…;Database=…;Username=…' or postgresql://user@host:port/database; alone, the source that PGHOST, PGDATABASE or the settings name",
    };

    public static Command Create()
    {
        var command = new Command("seed", "Make ShopStream's six tables in an empty database of your own, and fill them. A database that holds anything is refused.")
        {
            Into, Options.Settings, Options.Scale, Options.Seed, Options.Date, Options.Quiet,
        };
        command.SetAction((parsed, cancellationToken) => Program.GuardAsync(parsed, () => SeedAsync(parsed, cancellationToken)));
        return command;
    }

    private static async Task<int> SeedAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var settings = Options.Read(parsed);
        var connection = Connection(parsed.GetValue(Into), settings);
        var date = settings.Date ?? DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        var report = await ProgressView.ShowAsync(parsed.Host(), parsed.GetValue(Options.Quiet), progress => Seeder.SeedAsync(
            connection, new SeedOptions(date, settings.Scale, settings.Seed), new Forward(progress), cancellationToken));
        foreach (var (table, rows) in report.Rows) parsed.Host().Output.WriteLine($"{table,-14} {rows,14:#,##0} rows");
        return ExitCodes.Passed;
    }

    private static string Connection(string? text, ShopSettings settings) =>
        !string.IsNullOrWhiteSpace(text) ? DatabaseAddress.Parse(text)
        : settings.Source?.ConnectionString ?? throw new UsageException("seed --into names no database: give a connection string, or set PGHOST, PGDATABASE and PGUSER");

    private sealed class Forward(IProgress<StageProgress>? progress) : IProgress<SeedProgress>
    {
        public void Report(SeedProgress value) => progress?.Report(new StageProgress("seed", value.Step, value.Rows, value.Of));
    }
}
