using System.CommandLine;
using System.Globalization;
using ShopStream.Cli.Settings;
using ShopStream.Cli.View;
using ShopStream.Pipeline.Warehouse;
using ShopStream.Quality.Results;
using ShopStream.Reports.Integrations;

namespace ShopStream.Cli.Commands;

/// <summary>powerbi: a data source file for each dashboard; of the embedded warehouse the marts as files, too.</summary>
internal static class PowerBiCommand
{
    private static readonly (string Name, string[] Marts)[] Dashboards =
    [
        ("sales-overview", ["mart_sales_overview", "mart_daily_events"]),
        ("customers", ["mart_customer_rfm", "mart_crm_conversion"]),
        ("product-performance", ["mart_product_performance"]),
    ];

    private static readonly Option<string> Into = new("--into") { HelpName = "DIR", Description = "Where [default: powerbi]" };

    public static Command Create()
    {
        var command = new Command("powerbi", "Write a .pbids file for each dashboard, to be opened in Power BI Desktop. Of the embedded warehouse the marts are written beside it as Parquet, without personal columns.")
        {
            Into, Options.Settings, Options.Warehouse, Options.Work,
        };
        command.SetAction((parsed, cancellationToken) => Program.GuardAsync(parsed, () => WriteAsync(parsed, cancellationToken)));
        return command;
    }

    private static async Task<int> WriteAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var settings = Options.Read(parsed, Into.Name);
        var into = parsed.GetValue(Into) ?? "powerbi";
        foreach (var (name, marts) in Dashboards)
        {
            var file = Path.Combine(into, name + ".pbids");
            if (settings.Pipeline.Snowflake is { } snowflake)
            {
                var (host, warehouse) = snowflake().Dashboards;
                Save(file, PowerBiSource.Snowflake(host, warehouse));
                parsed.Host().Output.WriteLine($"{file}  {host}, {warehouse}: choose {string.Join(", ", marts.Select(m => m.ToUpperInvariant()))} of MARTS");
                continue;
            }
            var folder = Path.GetFullPath(Path.Combine(into, name));
            var written = await MartFiles.WriteAsync(settings.Pipeline, folder, marts, settings.RedactionPolicy.Personal.Has, cancellationToken);
            Save(file, PowerBiSource.Folder(folder));
            parsed.Host().Output.WriteLine($"{file}  {string.Join("; ", written.Select(w => string.Create(CultureInfo.InvariantCulture, $"{w.Mart} {w.Rows:#,##0} rows{(w.LeftOut.Count == 0 ? "" : $" without {string.Join(", ", w.LeftOut)}, which is personal")}")))}");
        }
        return ExitCodes.Passed;
    }

    private static void Save(string path, string text)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            File.WriteAllText(path, text);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{path} cannot be written: {e.Message} Name another folder with --into.", e);
        }
    }
}
