using System.Globalization;
using ShopStream.Pipeline.Elt;
using ShopStream.Pipeline.Warehouse;
using ShopStream.Pipeline.Warehouse.Snowflake;
using ShopStream.Quality.Verdicts;

namespace ShopStream.Pipeline.Probing;

/// <summary>Looks at the warehouse: the file or the account, what was loaded last, and what its sessions may use.</summary>
public static class WarehouseProbe
{
    private const string About = "warehouse";

    /// <param name="options">The options.</param>
    /// <param name="clock">Supplies the current time.</param>
    /// <param name="cancellation">Cancels the operation.</param>
    public static async Task<IReadOnlyList<Finding>> LookAsync(PipelineOptions options, TimeProvider clock, CancellationToken cancellation)
    {
        var findings = new List<Finding>();
        try
        {
            if (options.Snowflake is { } snowflake) findings.AddRange(await SnowflakeProbe.LookAsync(snowflake, options, clock, cancellation));
            else if (!File.Exists(options.WarehousePath)) return [new Finding(About, Health.Good, $"{DuckDatabase.Version}; {options.WarehousePath} is not there yet: the first run makes it")];
            if (findings.Exists(f => f.Health >= Health.Wrong)) return findings;
            await using var warehouse = Warehouses.Open(options, clock, readOnly: true);
            var loaded = await warehouse.LoadedAsync(cancellation);
            var name = options.Snowflake is null ? $"{DuckDatabase.Version} {options.WarehousePath}" : "RAW";
            findings.Add(new Finding(About, Health.Good, loaded is null ? $"{name}: nothing was loaded yet" : string.Create(CultureInfo.InvariantCulture, $"{name}: holds {loaded.Date:yyyy-MM-dd}, {loaded.Sha256.Count} tables")));
        }
        catch (ProblemException e)
        {
            findings.Add(Finding.Of(About, e));
        }
        return findings;
    }
}
