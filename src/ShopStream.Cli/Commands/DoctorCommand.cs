using System.CommandLine;
using ShopStream.Application.Health;
using ShopStream.Application.Policy;
using ShopStream.Cli.View;

namespace ShopStream.Cli.Commands;

/// <summary>doctor: checks everything that a run needs, one line each, with a fix.</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        var command = new Command(
            "doctor",
            "Check everything that a run needs: settings and where each came from, source, lake, warehouse, specs, models, rights, clocks, free space. "
                + "A small object is written to the lake and removed; nothing else is written."
        )
        {
            Options.Settings,
            Options.Features,
            Options.Warehouse,
            Options.Work,
            Options.Out,
            Options.Json,
        };
        command.SetAction((parsed, cancellationToken) => Program.GuardAsync(parsed, () => RunAsync(parsed, cancellationToken), parsed.GetValue(Options.Json)));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var (settings, origins) = Options.ReadWithOrigins(parsed);
        var checks = await new HealthUseCase(TimeProvider.System).RunAsync(settings, cancellationToken);
        if (parsed.GetValue(Options.Json))
            parsed.Host().Output.WriteLine(HealthView.JsonLine(checks, origins));
        else
            HealthView.Write(parsed.Host().Output, checks, origins);
        return ExitCodePolicy.OfHealth(checks);
    }
}
