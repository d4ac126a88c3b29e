using System.CommandLine;
using System.Globalization;
using ShopStream.Application.Progress;
using ShopStream.Application.Proving;
using ShopStream.Application.Selection;
using ShopStream.Cli.View;
using ShopStream.Quality.Results;

namespace ShopStream.Cli.Commands;

/// <summary>prove: mutation testing of the suite.</summary>
internal static class ProveCommand
{
    private static readonly Option<string> Mutants = new("--mutants") { HelpName = "N|all", Description = "How many mutants are drawn [default: 500]" };

    private static readonly Option<int?> Jobs = new("--jobs")
    {
        HelpName = "N",
        Description = "How many mutants are tested in parallel, each in its own copy [default: the number of cores, at most 8]",
    };

    private static readonly Option<decimal?> MinScore = new("--min-score")
    {
        HelpName = "PERCENT",
        Description = "Exit code 1 if the suite catches fewer of the mutants",
    };

    private static readonly Option<bool> Print = new("--sql") { Description = "Print the SQL that plants and removes every mutant, and plant nothing" };

    // The value of --only that is no place: the mutants of the models alone, against the examples alone.
    private const string OnlyModels = "models";

    private static readonly Option<string> Only = new("--only")
    {
        HelpName = "models|FILE[:LINE]",
        Description = "models: test the examples with the mutants of the models, without a run; otherwise only the scenario at this place, or several",
    };

    // Options of this command alone, which are not settings.
    private static readonly string[] OwnOptions = [Mutants.Name, Print.Name];

    public static Command Create()
    {
        var command = new Command(
            "prove",
            "Plant known faults (mutants) in copies of what the last run left, one at a time, run the suite, and report which ones it does not catch."
        )
        {
            Options.Settings,
            Options.Features,
            Options.Tags,
            Only,
            Options.ChangedSince,
            Mutants,
            Options.Seed,
            Jobs,
            MinScore,
            Print,
            Options.DateToCheck,
            Options.Warehouse,
            Options.Samples,
            Options.Work,
            Options.Out,
            Options.Json,
            Options.Quiet,
        };
        command.SetAction(
            (parsed, cancellationToken) => Program.GuardAsync(parsed, () => ProveAsync(parsed, cancellationToken), parsed.GetValue(Options.Json))
        );
        return command;
    }

    private static async Task<int> ProveAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var request = ReadRequest(parsed);
        var useCase = new ProveUseCase(TimeProvider.System);
        if (parsed.GetValue(Print))
        {
            MutationView.WriteSql(parsed.Host().Output, await useCase.SqlAsync(request, cancellationToken));
            return ExitCodes.Passed;
        }
        if (await Options.ChangedAsync(parsed, request.Settings, cancellationToken) is { } changed)
            request = string.Equals(request.Settings.Only, OnlyModels, StringComparison.Ordinal)
                ? throw new UsageException("--changed-since selects mutants of the run's tables: leave it out with --only models, or leave out --only models")
                : request with
                {
                    Changed = changed,
                };
        var result = await ProgressView.ShowAsync(
            parsed.Host(),
            parsed.GetValue(Options.Quiet),
            observer => RunAsync(useCase, request, observer, cancellationToken)
        );
        if (parsed.GetValue(Options.Json))
            parsed.Host().Output.WriteLine(MutationView.JsonLine(result.Report, result.Files));
        else
            MutationView.Write(parsed.Host(), result.Report, result.Files, request.MinScore);
        return result.ExitCode;
    }

    private static Task<ProveResult> RunAsync(ProveUseCase useCase, ProveRequest request, WorkObserver observer, CancellationToken cancellationToken) =>
        string.Equals(request.Settings.Only, OnlyModels, StringComparison.Ordinal)
            ? useCase.RunModelsAsync(request with { Settings = request.Settings with { Only = "" } }, observer, cancellationToken)
            : useCase.RunAsync(request, SelectedSpecs.Load(request.Settings, cancellationToken), observer, cancellationToken);

    private static ProveRequest ReadRequest(ParseResult parsed)
    {
        var request = new ProveRequest
        {
            Settings = Options.Read(parsed, OwnOptions),
            Jobs = parsed.GetValue(Jobs),
            MinScore = parsed.GetValue(MinScore),
        };
        return parsed.GetValue(Mutants) switch
        {
            null => request,
            "all" => request with { MutantCount = null },
            var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0 => request with
            {
                MutantCount = count,
            },
            var text => throw new UsageException($"--mutants is '{text}': expected a whole number from 1, or all"),
        };
    }
}
