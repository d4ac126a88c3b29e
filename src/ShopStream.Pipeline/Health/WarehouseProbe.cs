using System.Globalization;
using ShopStream.Pipeline.Elt;
using ShopStream.Pipeline.Warehouse;
using ShopStream.Pipeline.Warehouse.Snowflake;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Health;

/// <summary>Looks at the warehouse: the file or the account, what was loaded last, and what its sessions may use.</summary>
public static class WarehouseProbe
{
    private const string About = "warehouse";

    /// <param name="options">The options.</param>
    /// <param name="clock">Supplies the current time.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public static async Task<IReadOnlyList<HealthCheck>> CheckAsync(PipelineOptions options, TimeProvider clock, CancellationToken cancellationToken)
    {
        var findings = new List<HealthCheck>();
        try
        {
            if (options.Snowflake is { } snowflake) findings.AddRange(await SnowflakeProbe.CheckAsync(snowflake, options, clock, cancellationToken));
            else if (!File.Exists(options.WarehousePath)) return [new HealthCheck(About, HealthStatus.Good, $"{DuckDatabase.Version}; {options.WarehousePath} is not there yet: the first run makes it")];
            if (findings.Exists(f => f.Status >= HealthStatus.Wrong)) return findings;
            await using var warehouse = Warehouses.Open(options, clock, readOnly: true);
            var loaded = await warehouse.LoadedAsync(cancellationToken);
            var name = options.Snowflake is null ? $"{DuckDatabase.Version} {options.WarehousePath}" : "RAW";
            findings.Add(new HealthCheck(About, HealthStatus.Good, loaded is null ? $"{name}: nothing was loaded yet" : string.Create(CultureInfo.InvariantCulture, $"{name}: holds {loaded.Date:yyyy-MM-dd}, {loaded.Sha256.Count} tables")));
        }
        catch (ProblemException e)
        {
            findings.Add(HealthCheck.Of(About, e));
        }
        return findings;
    }
}
