using ShopStream.Pipeline.Lake;
using ShopStream.Pipeline.Warehouse.Snowflake;
using ShopStream.Quality.Reconciliation;

namespace ShopStream.Pipeline.Elt;

/// <summary>Where a pipeline works and how much it may take.</summary>
public sealed record PipelineOptions
{
    /// <summary>Holds warehouse.duckdb, the lock and what is temporary; made where it is missing.</summary>
    public required string WorkFolder { get; init; }

    /// <summary>Where files land.</summary>
    public required LakeSettings Lake { get; init; }

    /// <summary>The SQL models; see <see cref="Models.ModelProject.ShippedFolder"/>.</summary>
    public required string ModelsFolder { get; init; }

    /// <summary>DuckDB's memory, as it writes it; default 1GB.</summary>
    public string MemoryLimit { get; init; } = "1GB";

    /// <summary>DuckDB's threads, 1 or more; null for one per core.</summary>
    public int? Threads { get; init; }

    /// <summary>Where DuckDB puts what does not fit into its memory; null for the work folder.</summary>
    public string? TempFolder { get; init; }

    /// <summary>For one query of a check or one statement of the warehouse; default 10 minutes.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Business rules, used by models and specs.</summary>
    public required IReadOnlyDictionary<string, BusinessMetric> BusinessMetrics { get; init; }

    /// <summary>Where Snowflake is, where it is the warehouse: asked when it is first connected to; null for DuckDB in the work folder.</summary>
    public Func<SnowflakeSettings>? Snowflake { get; init; }

    /// <summary>Whose statements are told apart in a shared warehouse; null where nothing is run.</summary>
    public string? RunId { get; init; }

    /// <summary>How many connections read the source at once; default 3.</summary>
    public int SourceConnections { get; init; } = 3;

    /// <summary>Whether all of them see one snapshot. False only in the test that proves what the snapshot is good for.</summary>
    internal bool SharedSnapshot { get; init; } = true;

    internal string WarehousePath => Path.Combine(WorkFolder, "warehouse.duckdb");

    internal string Scratch => Path.Combine(WorkFolder, "tmp");
}
