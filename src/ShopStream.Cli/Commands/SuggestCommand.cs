using System.CommandLine;
using System.Globalization;
using ShopStream.Application.Suggesting;
using ShopStream.Cli.View;
using ShopStream.Quality.Results;

namespace ShopStream.Cli.Commands;

/// <summary>suggest: writes a feature of the checks that hold today, for a person to review.</summary>
internal static class SuggestCommand
{
    private static readonly Argument<string[]> TablesArgument = new("dataset")
    {
        Arity = ArgumentArity.ZeroOrMore,
        Description = "A layer and a table, such as raw orders; several of them; or a layer alone for all its tables",
    };

    private static readonly Option<bool> All = new("--all") { Description = "Every table of every layer" };

    private static readonly Option<string> Tags = new("--tags")
    {
        HelpName = "TAGS",
        Description = "The tags of every suggested scenario [default: @suggested]",
    };

    private static readonly Option<string> Into = new("--into")
    {
        HelpName = "FILE|DIR",
        Description = "Write a .feature file, or one for each table into a folder, instead of stdout; existing files are not overwritten",
    };

    private static readonly Option<bool> Force = new("--force") { Description = "Overwrite existing files" };

    public static Command Create()
    {
        var command = new Command(
            "suggest",
            "Write a feature file of the checks that hold for tables today, each with its evidence, for a person to review. No data is moved."
        )
        {
            TablesArgument,
            All,
            Into,
            Force,
            Tags,
            Options.Settings,
            Options.DateToCheck,
            Options.Attached,
            Options.WarehouseFile,
            Options.WarehouseAddress,
            Options.Warehouse,
            Options.Work,
            Options.Quiet,
        };
        command.SetAction((parsed, cancellationToken) => Program.GuardAsync(parsed, () => SuggestAsync(parsed, cancellationToken)));
        return command;
    }

    private static async Task<int> SuggestAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var host = parsed.Host();
        var request = new SuggestRequest
        {
            Settings = Options.Read(parsed, [Tags.Name]),
            Datasets = parsed.GetValue(TablesArgument) ?? [],
            All = parsed.GetValue(All),
        };
        if (parsed.GetValue(Tags) is { } tags)
            request = request with { Tags = tags };
        var suggested = await ProgressView.ShowAsync(
            host,
            parsed.GetValue(Options.Quiet),
            observer => new SuggestUseCase(TimeProvider.System).RunAsync(request, observer, cancellationToken)
        );
        foreach (var line in suggested.Skipped)
            host.Error.WriteLine(line);
        if (parsed.GetValue(Into) is not { } into)
        {
            host.Output.Write(suggested.Text);
            return ExitCodes.Passed;
        }
        foreach (var (path, scenarios, checks) in await suggested.WriteAsync(into, parsed.GetValue(Force), cancellationToken))
            host.Output.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{path}  {scenarios:#,##0} {(scenarios == 1 ? "scenario" : "scenarios")}, {checks:#,##0} {(checks == 1 ? "check" : "checks")}"
                )
            );
        return ExitCodes.Passed;
    }
}
