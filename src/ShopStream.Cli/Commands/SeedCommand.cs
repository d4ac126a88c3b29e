using System.CommandLine;
using ShopStream.Application.Seeding;
using ShopStream.Cli.View;
using ShopStream.Quality.Results;

namespace ShopStream.Cli.Commands;

/// <summary>seed --into: creates and fills the six tables in an empty database of the user's own.</summary>
internal static class SeedCommand
{
    private static readonly Option<string> Into = new("--into")
    {
        HelpName = "CONNECTION",
        Arity = ArgumentArity.ZeroOrOne,
        Required = true,
        Description =
            "An empty database: 'Host=…;Database=…;Username=…' or postgresql://user@host:port/database; "
            + "alone, the source that PGHOST, PGDATABASE or the settings name",
    };

    public static Command Create()
    {
        var command = new Command(
            "seed",
            "Create ShopStream's six tables in an empty database of your own, and fill them. A database that is not empty is rejected."
        )
        {
            Into,
            Options.Settings,
            Options.Scale,
            Options.Seed,
            Options.Date,
            Options.Quiet,
        };
        command.SetAction((parsed, cancellationToken) => Program.GuardAsync(parsed, () => SeedAsync(parsed, cancellationToken)));
        return command;
    }

    private static async Task<int> SeedAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var settings = Options.Read(parsed);
        var tables = await ProgressView.ShowAsync(
            parsed.Host(),
            parsed.GetValue(Options.Quiet),
            observer => new SeedUseCase(TimeProvider.System).RunAsync(settings, parsed.GetValue(Into), observer, cancellationToken)
        );
        foreach (var (table, rows) in tables)
            parsed.Host().Output.WriteLine($"{table, -14} {rows, 14:#,##0} rows");
        return ExitCodes.Passed;
    }
}
