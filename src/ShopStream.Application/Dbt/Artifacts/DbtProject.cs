using System.Text.Json;

namespace ShopStream.Application.Dbt.Artifacts;

/// <summary>What dbt's files say about a project.</summary>
internal sealed record DbtProject
{
    /// <summary>Name of the project.</summary>
    public required string Name { get; init; }

    /// <summary>Version of dbt that wrote the manifest, such as 1.11.16.</summary>
    public required string Version { get; init; }

    /// <summary>The database that the project is built in: duckdb, postgres, snowflake, …</summary>
    public required string Adapter { get; init; }

    /// <summary>Sources, seeds, models and snapshots that are enabled, by unique id.</summary>
    public required IReadOnlyDictionary<string, DbtRelation> Relations { get; init; }

    /// <summary>All tests, disabled ones and unit tests included, in the order of the manifest.</summary>
    public required IReadOnlyList<DbtTest> Tests { get; init; }

    /// <summary>The tables and views of the warehouse; ephemeral models are none.</summary>
    public IEnumerable<DbtRelation> Tables => Relations.Values.Where(r => !r.IsEphemeral);

    /// <summary>The relation that a Jinja text refers to, such as ref('orders'), ref('orders', v=2) or source('raw', 'orders'); null for none.</summary>
    public DbtRelation? Find(string? jinja) => jinja is null ? null : DbtReference.Of(jinja)?.In(Relations.Values);
}

/// <summary>What a relation is in dbt.</summary>
internal enum RelationKind
{
    Source,
    Seed,
    Model,
    Snapshot,
}

/// <summary>A source, seed, model or snapshot.</summary>
internal sealed record DbtRelation
{
    public required string UniqueId { get; init; }

    public required RelationKind Kind { get; init; }

    /// <summary>The name that ref and source use.</summary>
    public required string Name { get; init; }

    /// <summary>Name of the source; null for everything else.</summary>
    public string? SourceName { get; init; }

    /// <summary>Version of a versioned model; null for none.</summary>
    public string? Version { get; init; }

    /// <summary>The version that a ref without one means; null for none.</summary>
    public string? LatestVersion { get; init; }

    public required string Database { get; init; }

    public required string Schema { get; init; }

    /// <summary>Name of the table or view in its schema.</summary>
    public required string Table { get; init; }

    /// <summary>Whether it is inlined into what reads it, so that there is no table.</summary>
    public bool IsEphemeral { get; init; }

    /// <summary>Folders of its file below models/, outermost first.</summary>
    public IReadOnlyList<string> Folders { get; init; } = [];

    public string Description { get; init; } = "";

    /// <summary>The first line of the description, of at most 160 characters; "" for none.</summary>
    public string Summary => DbtColumn.Shortened(Description);

    public IReadOnlyList<DbtColumn> Columns { get; init; } = [];

    /// <summary>The group that it belongs to; null for none.</summary>
    public string? Group { get; init; }

    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Owner of its meta, or else of its group; null for none.</summary>
    public string? Owner { get; init; }

    /// <summary>Columns of the primary key that is a constraint; empty for none.</summary>
    public IReadOnlyList<string> PrimaryKey { get; init; } = [];

    /// <summary>Columns of the setting unique_key; empty for none.</summary>
    public IReadOnlyList<string> UniqueKey { get; init; } = [];

    /// <summary>Whether dbt enforces the types of the columns.</summary>
    public bool HasContract { get; init; }

    /// <summary>Unique ids of what it is built from.</summary>
    public IReadOnlyList<string> Upstream { get; init; } = [];

    /// <summary>How old a source may be; null where that is not tested.</summary>
    public DbtFreshness? Freshness { get; init; }

    /// <summary>
    /// The column that an argument names, with the case it has in the warehouse; null for an expression. Names without quotes ignore case.
    /// </summary>
    public string? ColumnOf(string written)
    {
        var text = written.Trim();
        if (text is ['"', .. var inside, '"'] && !inside.Replace("\"\"", "", StringComparison.Ordinal).Contains('"', StringComparison.Ordinal))
            return inside.Replace("\"\"", "\"", StringComparison.Ordinal);
        if (!Quality.Data.Identifier.IsPlain(text))
            return null;
        return Columns.FirstOrDefault(c => string.Equals(c.Name, text, StringComparison.OrdinalIgnoreCase))?.Name ?? text;
    }
}

/// <summary>A column that the project or the catalog lists.</summary>
internal sealed record DbtColumn(string Name)
{
    public string Description { get; init; } = "";

    /// <summary>The first line of the description, of at most 160 characters; "" for none.</summary>
    public string Summary => Shortened(Description);

    /// <summary>Type as dbt or the warehouse writes it; null if it is not known.</summary>
    public string? Type { get; init; }

    /// <summary>Whether its meta says that it holds personal data.</summary>
    public bool IsPersonal { get; init; }

    /// <summary>Whether a constraint forbids NULL.</summary>
    public bool IsNotNull { get; init; }

    internal static string Shortened(string description)
    {
        const int most = 160;
        var first = description.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.TrimEntries).FirstOrDefault(l => l.Length > 0) ?? "";
        var line = string.Join(' ', first.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= most ? line : $"{line[..(most - 1)].TrimEnd()}…";
    }
}

/// <summary>Ages of a source's newest row.</summary>
/// <param name="Column">The column of the load time.</param>
/// <param name="WarnAfter">Count and period, such as 12 hour; null for none.</param>
/// <param name="ErrorAfter">Count and period; null for none.</param>
/// <param name="Filter">SQL condition on the rows; null for all.</param>
internal sealed record DbtFreshness(string? Column, (int Count, string Period)? WarnAfter, (int Count, string Period)? ErrorAfter, string? Filter);

/// <summary>A test of any kind.</summary>
internal sealed record DbtTest
{
    public const string Singular = "singular";

    public const string Unit = "unit test";

    public required string UniqueId { get; init; }

    public required string Name { get; init; }

    /// <summary>unique, dbt_utils.accepted_range, …; <see cref="Singular"/> or <see cref="Unit"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>The arguments, unrendered.</summary>
    public IReadOnlyDictionary<string, JsonElement> Arguments { get; init; } = new Dictionary<string, JsonElement>(StringComparer.Ordinal);

    /// <summary>Why it does not run in dbt either; null if it does.</summary>
    public string? Disabled { get; init; }

    /// <summary>Whether a failure is a warning.</summary>
    public bool IsWarning { get; init; }

    /// <summary>Condition on the number of failures that warns, such as != 0.</summary>
    public string WarnIf { get; init; } = "!= 0";

    /// <summary>Condition on the number of failures that fails.</summary>
    public string ErrorIf { get; init; } = "!= 0";

    /// <summary>SQL of the number of failures.</summary>
    public string FailCalc { get; init; } = "count(*)";

    /// <summary>SQL condition on the rows; null for all.</summary>
    public string? Where { get; init; }

    /// <summary>The most failures that are counted; null for all.</summary>
    public int? Limit { get; init; }

    /// <summary>SQL that finds the failures; null if dbt has only parsed the project.</summary>
    public string? Sql { get; init; }

    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>What its SQL reads, as unique ids.</summary>
    public IReadOnlyList<string> Reads { get; init; } = [];

    /// <summary>What it is attached to; null for tests of sources, and for singular tests.</summary>
    public string? AttachedTo { get; init; }

    /// <summary>File of the project.</summary>
    public string File { get; init; } = "";

    /// <summary>An argument as text; null if it is missing or not one value.</summary>
    public string? Argument(string name) => Arguments.TryGetValue(name, out var value) ? JsonFields.Scalar(value) : null;

    /// <summary>An argument as a list of texts; null if it is missing or has other values.</summary>
    public IReadOnlyList<string>? List(string name)
    {
        if (!Arguments.TryGetValue(name, out var value) || value.ValueKind != JsonValueKind.Array)
            return null;
        var items = value.EnumerateArray().Select(JsonFields.Scalar).ToList();
        return items.Contains(null) ? null : [.. items.OfType<string>()];
    }

    /// <summary>Whether an argument is true.</summary>
    public bool Flag(string name, bool otherwise = false) =>
        Arguments.TryGetValue(name, out var value) && value.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? Arguments[name].ValueKind == JsonValueKind.True
            : otherwise;

    /// <summary>Whether an argument is given, and not null.</summary>
    public bool Has(string name) => Arguments.TryGetValue(name, out var value) && value.ValueKind != JsonValueKind.Null;
}
