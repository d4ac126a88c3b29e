using System.CommandLine;
using ShopStream.Application.Incidents;
using ShopStream.Cli.View;
using ShopStream.Quality.Results;

namespace ShopStream.Cli.Commands;

/// <summary>incidents: lists the faults of the recorded runs.</summary>
internal static class IncidentsCommand
{
    private static readonly Option<bool> All = new("--all") { Description = "List resolved incidents, too" };

    public static Command Create()
    {
        var command = new Command("incidents", "List open incidents: failures by the table in which they begin, since when, and who has taken them.")
        {
            All,
            Options.Settings,
            Options.Features,
            Options.Out,
            Options.Json,
        };
        command.SetAction((parsed, cancellationToken) => Program.GuardAsync(parsed, () => ListAsync(parsed, cancellationToken), parsed.GetValue(Options.Json)));
        return command;
    }

    private static async Task<int> ListAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var host = parsed.Host();
        var incidents = await new IncidentsUseCase(TimeProvider.System).ListAsync(
            Options.Read(parsed),
            parsed.GetValue(All),
            host.Error.WriteLine,
            cancellationToken
        );
        if (parsed.GetValue(Options.Json))
            host.Output.Write(IncidentsView.Json(incidents));
        else
            IncidentsView.Write(host, incidents, parsed.GetValue(All));
        return ExitCodes.Passed;
    }
}
