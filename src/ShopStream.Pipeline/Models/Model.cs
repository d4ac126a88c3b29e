using ShopStream.Quality.Data;

namespace ShopStream.Pipeline.Models;

/// <summary>What a model becomes in the warehouse.</summary>
public enum Materialization
{
    /// <summary>A view; the default in staging.</summary>
    View,

    /// <summary>A table, rebuilt by every run; the default in core and marts.</summary>
    Table,
}

/// <summary>One SELECT in one file, as it is built.</summary>
public sealed record Model
{
    /// <summary>The file's name without .sql.</summary>
    public required string Name { get; init; }

    /// <summary>Staging, Core or Mart: the folder it stands in.</summary>
    public required Layer Layer { get; init; }

    /// <summary>Relative to the models folder, with forward slashes.</summary>
    public required string File { get; init; }

    /// <summary>By its layer, unless config(materialized=…) says otherwise.</summary>
    public required Materialization Materialization { get; init; }

    /// <summary>The columns that name a row, from config(unique_key=…); empty where it says none.</summary>
    public required IReadOnlyList<string> Key { get; init; }

    /// <summary>The models it reads, each once, in the order of their first mention.</summary>
    public required IReadOnlyList<string> Refs { get; init; }

    /// <summary>The raw tables it reads, each once, in the order of their first mention.</summary>
    public required IReadOnlyList<string> Sources { get; init; }

    /// <summary>The SELECT with every macro replaced, in the warehouse's dialect.</summary>
    public required string Sql { get; init; }

    /// <summary>Lower-case hex, of the materialization and <see cref="Sql"/>.</summary>
    public required string Sha256 { get; init; }

    /// <summary>The same SELECT, reading the models under the names they have while they are built.</summary>
    internal string BuildSql { get; init; } = "";

    /// <summary>For each line of the SQL, the line of the file it comes from.</summary>
    internal IReadOnlyList<int> Lines { get; init; } = [1];

    /// <summary>Where it is in the warehouse.</summary>
    public Dataset Dataset => new(Layer, Name);
}

/// <summary>What a run did with one model.</summary>
/// <param name="Model">Its name.</param>
/// <param name="Layer">Its layer.</param>
/// <param name="Materialization">View or table.</param>
/// <param name="Rows">Of a table; null for a view, whose rows nobody has counted.</param>
/// <param name="Seconds">To build it, its wait for others and for a thread not included.</param>
public sealed record ModelRun(string Model, Layer Layer, Materialization Materialization, long? Rows, double Seconds);
