using ShopStream.Quality.Data;

namespace ShopStream.Pipeline.Models;

/// <summary>How a model is stored in the warehouse.</summary>
public enum Materialization
{
    /// <summary>A view; the default in staging.</summary>
    View,

    /// <summary>A table, rebuilt by every run; the default in core and marts.</summary>
    Table,
}

/// <summary>A model: one SELECT in one file, with its macros rendered.</summary>
public sealed record Model
{
    /// <summary>The file's name without .sql.</summary>
    public required string Name { get; init; }

    /// <summary>Staging, Core or Mart, according to its folder.</summary>
    public required Layer Layer { get; init; }

    /// <summary>Path relative to the models folder, with forward slashes.</summary>
    public required string File { get; init; }

    /// <summary>The layer's default, unless set with config(materialized=…).</summary>
    public required Materialization Materialization { get; init; }

    /// <summary>Key columns, from config(unique_key=…); empty if not set.</summary>
    public required IReadOnlyList<string> Key { get; init; }

    /// <summary>The models it reads, each once, in order of first reference.</summary>
    public required IReadOnlyList<string> Refs { get; init; }

    /// <summary>The raw tables it reads, each once, in order of first reference.</summary>
    public required IReadOnlyList<string> Sources { get; init; }

    /// <summary>The SELECT with all macros rendered, in the warehouse's dialect.</summary>
    public required string Sql { get; init; }

    /// <summary>SHA-256 of the materialization and <see cref="Sql"/>, lower-case hex.</summary>
    public required string Sha256 { get; init; }

    /// <summary>The same SELECT, but reading models and raw tables by the names they have during the build.</summary>
    internal string BuildSql { get; init; } = "";

    /// <summary>For each line of the SQL, the line of the file it comes from.</summary>
    internal IReadOnlyList<int> Lines { get; init; } = [1];

    /// <summary>The model's dataset.</summary>
    public Dataset Dataset => new(Layer, Name);
}

/// <summary>Result of building one model.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Layer">The model's layer.</param>
/// <param name="Materialization">View or table.</param>
/// <param name="Rows">Row count of a table; null for a view.</param>
/// <param name="Seconds">Build time in seconds, without waiting for other models or a free slot.</param>
public sealed record ModelRun(string Model, Layer Layer, Materialization Materialization, long? Rows, double Seconds);
