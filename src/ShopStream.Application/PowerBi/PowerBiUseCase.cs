using ShopStream.Application.Settings;
using ShopStream.Pipeline.Warehouse;
using ShopStream.Pipeline.Warehouse.DuckDb;
using ShopStream.Quality.Results;
using ShopStream.Quality.Shop;
using ShopStream.Reports.Integrations;

namespace ShopStream.Application.PowerBi;

/// <summary>A data source file for Power BI Desktop.</summary>
/// <param name="File">The .pbids file.</param>
/// <param name="Tables">The marts of the dashboard, by their names in Snowflake; empty with the embedded warehouse.</param>
/// <param name="Host">Snowflake's host and warehouse; null with the embedded warehouse.</param>
/// <param name="Exported">The marts that were exported as Parquet files; empty with Snowflake.</param>
public sealed record DashboardSource(string File, IReadOnlyList<string> Tables, (string Name, string Warehouse)? Host, IReadOnlyList<ExportedMart> Exported);

/// <param name="Mart">The mart's name.</param>
/// <param name="Rows">Its rows.</param>
/// <param name="LeftOut">Personal columns that were not exported.</param>
public sealed record ExportedMart(string Mart, long Rows, IReadOnlyList<string> LeftOut);

/// <summary>powerbi: a data source file for each dashboard; with the embedded warehouse the marts as Parquet files, too.</summary>
public static class PowerBiUseCase
{
    /// <param name="settings">The validated settings.</param>
    /// <param name="into">The folder that is written to; created where it is missing.</param>
    /// <param name="cancellationToken">Cancels the export.</param>
    /// <returns>One source for each dashboard, as soon as it is written.</returns>
    /// <exception cref="UsageException">The folder cannot be written.</exception>
    public static async IAsyncEnumerable<DashboardSource> RunAsync(
        ShopSettings settings,
        string into,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        foreach (var (name, marts) in ShopTables.Dashboards)
        {
            var file = Path.Combine(into, name + ".pbids");
            if (settings.Pipeline.Snowflake is { } snowflake)
            {
                var (host, warehouse) = snowflake().Dashboards;
                Save(file, PowerBiSource.Snowflake(host, warehouse));
                yield return new DashboardSource(file, [.. marts.Select(m => m.ToUpperInvariant())], (host, warehouse), []);
                continue;
            }
            var folder = Path.GetFullPath(Path.Combine(into, name));
            var written = await MartFiles.WriteAsync(settings.Pipeline, folder, marts, settings.RedactionPolicy.Personal.Has, cancellationToken);
            Save(file, PowerBiSource.Folder(folder));
            yield return new DashboardSource(file, [], null, [.. written.Select(w => new ExportedMart(w.Mart, w.Rows, w.LeftOut))]);
        }
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
