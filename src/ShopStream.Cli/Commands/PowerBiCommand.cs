using System.CommandLine;
using System.Globalization;
using ShopStream.Application.PowerBi;
using ShopStream.Cli.View;
using ShopStream.Quality.Data;
using ShopStream.Quality.Results;

namespace ShopStream.Cli.Commands;

/// <summary>powerbi: writes a data source file for each dashboard; with the embedded warehouse the marts as files, too.</summary>
internal static class PowerBiCommand
{
    private static readonly Option<string> Into = new("--into") { HelpName = "DIR", Description = "The folder to write to [default: powerbi]" };

    public static Command Create()
    {
        var command = new Command(
            "powerbi",
            "Write a .pbids file for each dashboard, to open in Power BI Desktop. "
                + "With the embedded warehouse the marts are exported beside it as Parquet files, without personal columns."
        )
        {
            Into,
            Options.Settings,
            Options.Warehouse,
            Options.Work,
        };
        command.SetAction((parsed, cancellationToken) => Program.GuardAsync(parsed, () => WriteAsync(parsed, cancellationToken)));
        return command;
    }

    private static async Task<int> WriteAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        await foreach (var source in PowerBiUseCase.RunAsync(Options.Read(parsed, Into.Name), parsed.GetValue(Into) ?? "powerbi", cancellationToken))
        {
            var content = source.Host is var (host, warehouse)
                ? $"{host}, {warehouse}: choose {string.Join(", ", source.Tables)} of MARTS"
                : string.Join("; ", source.Exported.Select(Exported));
            parsed.Host().Output.WriteLine($"{source.File}  {content}");
        }

        return ExitCodes.Passed;
    }

    private static string Exported(ExportedMart mart) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{mart.Mart} {Counted.Of(mart.Rows, "row")}{(mart.LeftOut.Count == 0 ? "" : $" without {string.Join(", ", mart.LeftOut)}, which is personal")}"
        );
}
