using ShopStream.Pipeline.Source;
using ShopStream.Quality.Checks;
using ShopStream.Quality.Data;

namespace ShopStream.Pipeline.Options;

/// <summary>A warehouse that other tools fill: it is only read, and has neither a manifest nor a ledger.</summary>
public sealed record AttachedOptions
{
    /// <summary>The DuckDB file; null for PostgreSQL and Snowflake.</summary>
    public string? File { get; init; }

    /// <summary>The PostgreSQL database; null for DuckDB, and for the database of <see cref="PipelineOptions.Snowflake"/>.</summary>
    public SourceAddress? Postgres { get; init; }

    /// <summary>How to tell rows that have not been loaded yet.</summary>
    public ArrivalRules Arrivals { get; init; } = new();

    /// <summary>dbt's run_results.json, which says when models were built; null for that of a project that dbt builds for this pipeline.</summary>
    public string? DbtResults { get; init; }

    /// <summary>The files of the lake; null if the lake is not read.</summary>
    public AttachedLakeOptions? Lake { get; init; }

    /// <summary>Where the tables of each layer are; empty for the schemas that are named as the layers.</summary>
    public IReadOnlyDictionary<Layer, IReadOnlyList<TablePattern>> Layers { get; init; } = new Dictionary<Layer, IReadOnlyList<TablePattern>>();

    /// <summary>Columns that identify a row, by table; a table that is not named has no known key.</summary>
    public IReadOnlyDictionary<Dataset, IReadOnlyList<string>> Keys { get; init; } = new Dictionary<Dataset, IReadOnlyList<string>>();

    /// <summary>The tables that a table is built from; a table that is not named has none.</summary>
    public IReadOnlyDictionary<Dataset, IReadOnlyList<Dataset>> Upstream { get; init; } = new Dictionary<Dataset, IReadOnlyList<Dataset>>();
}

/// <summary>Tables of a schema.</summary>
/// <param name="Schema">Name of the schema; upper and lower case count as the same.</param>
/// <param name="Table">Name of the tables, in which * stands for any text; null for all tables of the schema.</param>
public sealed record TablePattern(string Schema, string? Table)
{
    /// <summary>As settings write it: staging, main.stg_*.</summary>
    public override string ToString() => Table is null ? Identifier.Written(Schema) : $"{Identifier.Written(Schema)}.{WrittenTable}";

    private string WrittenTable => Identifier.IsPlain(Table!.Replace("*", "x", StringComparison.Ordinal)) ? Table : Identifier.Written(Table);

    /// <summary>Whether a table is one of them.</summary>
    public bool Covers(string schema, string table) =>
        string.Equals(Schema, schema, StringComparison.OrdinalIgnoreCase) && (Table is null || Matches(Table, table));

    private static bool Matches(string pattern, string table)
    {
        var parts = pattern.Split('*');
        if (parts.Length == 1)
            return string.Equals(pattern, table, StringComparison.OrdinalIgnoreCase);
        if (!table.StartsWith(parts[0], StringComparison.OrdinalIgnoreCase))
            return false;
        var at = parts[0].Length;
        foreach (var part in parts[1..^1])
        {
            var found = table.IndexOf(part, at, StringComparison.OrdinalIgnoreCase);
            if (found < 0)
                return false;
            at = found + part.Length;
        }
        return table.Length - at >= parts[^1].Length && table.EndsWith(parts[^1], StringComparison.OrdinalIgnoreCase);
    }
}
