using System.CommandLine;
using ShopStream.Application.Reconciling;
using ShopStream.Cli.View;

namespace ShopStream.Cli.Commands;

/// <summary>reconcile: compares a metric from layer to layer, and drills down where it differs.</summary>
internal static class ReconcileCommand
{
    private static readonly Argument<string> Metric = new("metric") { Description = "A metric of the settings, such as revenue" };

    private static readonly Option<string> By = new("--by")
    {
        HelpName = "KEYS",
        Description = "Compare by day, country, …: keys of the metric, separated by commas [default: totals only]",
    };

    private static readonly Option<string> From = new("--from")
    {
        HelpName = "DATASET",
        Description = "The expected side [default: the first dataset that has the metric, such as 'source orders']",
    };

    private static readonly Option<string> To = new("--to")
    {
        HelpName = "DATASET",
        Description = "The side compared with it [default: every later dataset that has the keys]",
    };

    private static readonly Option<string> Within = new("--tolerance")
    {
        HelpName = "TOLERANCE",
        Description = "'to the cent', 'exactly', 'within 0.5 %' or 'within 0.10' [default: to the cent]",
    };

    // Options of this command alone, which are not settings.
    private static readonly string[] OwnOptions = [By.Name, From.Name, To.Name, Within.Name];

    public static Command Create()
    {
        var command = new Command("reconcile", "Compare a metric from layer to layer, in what the last run left, and drill down to the keys where it differs.")
        {
            Metric,
            By,
            From,
            To,
            Within,
            Options.Settings,
            Options.DateToCheck,
            Options.Samples,
            Options.Attached,
            Options.WarehouseFile,
            Options.WarehouseAddress,
            Options.Warehouse,
            Options.Work,
            Options.Json,
            Options.Quiet,
        };
        command.SetAction(
            (parsed, cancellationToken) => Program.GuardAsync(parsed, () => ReconcileAsync(parsed, cancellationToken), parsed.GetValue(Options.Json))
        );
        return command;
    }

    private static async Task<int> ReconcileAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var request = new ReconcileRequest
        {
            Settings = Options.Read(parsed, OwnOptions),
            Metric = parsed.GetValue(Metric)!,
            Keys = (parsed.GetValue(By) ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
            From = parsed.GetValue(From),
            To = parsed.GetValue(To),
        };
        if (parsed.GetValue(Within) is { } tolerance)
            request = request with { Tolerance = tolerance };
        var result = await ProgressView.ShowAsync(
            parsed.Host(),
            parsed.GetValue(Options.Quiet),
            observer => new ReconcileUseCase(TimeProvider.System).RunAsync(request, observer, cancellationToken)
        );
        if (parsed.GetValue(Options.Json))
            parsed.Host().Output.WriteLine(ReconcileView.JsonLine(result));
        else
            ReconcileView.Write(parsed.Host().Output, result);
        return result.ExitCode;
    }
}
