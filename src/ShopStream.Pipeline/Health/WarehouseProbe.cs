using System.Globalization;
using ShopStream.Pipeline.Elt;
using ShopStream.Pipeline.Options;
using ShopStream.Pipeline.Warehouse;
using ShopStream.Pipeline.Warehouse.DuckDb;
using ShopStream.Pipeline.Warehouse.Snowflake;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Health;

/// <summary>Checks the warehouse: the file or the account, the last load, and what its sessions may use.</summary>
public static class WarehouseProbe
{
    private const string Subject = "warehouse";

    /// <param name="options">Names the warehouse.</param>
    /// <param name="clock">Supplies this machine's time.</param>
    /// <param name="cancellationToken">Cancels the checks.</param>
    public static async Task<IReadOnlyList<HealthCheck>> CheckAsync(PipelineOptions options, TimeProvider clock, CancellationToken cancellationToken)
    {
        var checks = new List<HealthCheck>();
        try
        {
            if (options.Snowflake is { } snowflake)
                checks.AddRange(await SnowflakeProbe.CheckAsync(snowflake, options, clock, cancellationToken));
            else if (!Lake.DiskProblem.Exists(options.WarehousePath))
                return
                [
                    new HealthCheck(
                        Subject,
                        HealthStatus.Good,
                        $"{DuckDatabase.Version}; {options.WarehousePath} does not exist yet: the first run creates it"
                    ),
                ];
            if (checks.Exists(f => f.Status >= HealthStatus.Wrong))
                return checks;
            await using var warehouse = Warehouses.Open(options, clock, readOnly: true);
            var loaded = await warehouse.LoadedAsync(cancellationToken);
            var name = options.Snowflake is null ? $"{DuckDatabase.Version} {options.WarehousePath}" : "RAW";
            checks.Add(
                new HealthCheck(
                    Subject,
                    HealthStatus.Good,
                    loaded is null
                        ? $"{name}: nothing has been loaded yet"
                        : string.Create(CultureInfo.InvariantCulture, $"{name}: holds {loaded.Date:yyyy-MM-dd}, {loaded.Sha256.Count} tables")
                )
            );
        }
        catch (ProblemException e)
        {
            checks.Add(HealthCheck.Of(Subject, e));
        }
        return checks;
    }
}
