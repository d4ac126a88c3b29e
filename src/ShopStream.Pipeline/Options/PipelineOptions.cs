using ShopStream.Pipeline.Dbt;
using ShopStream.Pipeline.Elt;
using ShopStream.Pipeline.Lake;
using ShopStream.Pipeline.Partitions;
using ShopStream.Pipeline.Scratch;
using ShopStream.Pipeline.Warehouse.Snowflake;
using ShopStream.Quality.Reconciliation;

namespace ShopStream.Pipeline.Options;

/// <summary>Locations and limits of a pipeline.</summary>
public sealed record PipelineOptions
{
    /// <summary>Folder for warehouse.duckdb, the lock and temporary files; created if missing.</summary>
    public required string WorkFolder { get; init; }

    /// <summary>The lake that receives the extracted files.</summary>
    public required LakeSettings Lake { get; init; }

    /// <summary>Folder of the SQL models; see <see cref="Models.ModelProject.ShippedFolder"/>.</summary>
    public required string ModelsFolder { get; init; }

    /// <summary>DuckDB's memory limit in its own syntax, for the whole process; default 512MB.</summary>
    public string MemoryLimit { get; init; } = "512MB";

    /// <summary>Number of DuckDB threads, 1 or more; null for one per core, as far as there are 125 MB of memory for each.</summary>
    public int? Threads { get; init; }

    /// <summary>Folder for temporary files, so that an account that may only read the work folder can check; null for the work folder.</summary>
    public string? TempFolder { get; init; }

    /// <summary>Deadline of one check query; default 10 minutes.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Deadline of one statement that loads or builds in DuckDB; default 30 minutes. Snowflake has its own.</summary>
    public TimeSpan BuildDeadline { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Metric definitions used by models and specs, by name.</summary>
    public required IReadOnlyDictionary<string, BusinessMetric> BusinessMetrics { get; init; }

    /// <summary>Settings of the Snowflake warehouse, read at the first connection; null for DuckDB in the work folder.</summary>
    public Func<SnowflakeSettings>? Snowflake { get; init; }

    /// <summary>The warehouse of a pipeline that other tools run; null where this one moves the data.</summary>
    public AttachedOptions? Attached { get; init; }

    /// <summary>The dbt project that a run builds in an attached warehouse; null where dbt is not called.</summary>
    public DbtOptions? Dbt { get; init; }

    /// <summary>How long to wait for a work folder or a date that another command uses; default 60 seconds, zero does not wait.</summary>
    public TimeSpan LockWait { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The command that uses the data, named to others that wait for it: run 20251128-021500-aaaa, check, …</summary>
    public string Command { get; init; } = "shopstream";

    /// <summary>Receives one line when the command has to wait for another, or cannot lease what it reads; null for none.</summary>
    public Action<string>? Warn { get; init; }

    /// <summary>Run identifier that tags statements in a shared warehouse; null outside a run.</summary>
    public string? RunId { get; init; }

    /// <summary>Tables that are extracted by partition; default: none.</summary>
    public PartitionOptions Partitions { get; init; } = PartitionOptions.None;

    /// <summary>Number of concurrent connections to the source; default 3.</summary>
    public int SourceConnections { get; init; } = 3;

    /// <summary>Whether all connections share one snapshot. False only in the test that shows why the snapshot is needed.</summary>
    internal bool SharedSnapshot { get; init; } = true;

    internal string WarehousePath => Path.Combine(WorkFolder, "warehouse.duckdb");

    /// <summary>Folder for this process's temporary files.</summary>
    internal string Scratch => ScratchFolder.OfProcess(TempFolder ?? Path.Combine(WorkFolder, "tmp"));
}
