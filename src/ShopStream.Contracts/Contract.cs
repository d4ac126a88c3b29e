namespace ShopStream.Contracts;

/// <summary>A data contract of the Open Data Contract Standard (ODCS v3): what it says of tables that data can be judged by.</summary>
/// <param name="File">Name of the file in messages.</param>
/// <param name="Name">Its name, or its id where it has none.</param>
/// <param name="Version">Its own version.</param>
/// <param name="Servers">Where the data is, in file order.</param>
/// <param name="Tables">In file order.</param>
/// <param name="ServiceLevels">In file order.</param>
public sealed record Contract(
    string File,
    string Name,
    string Version,
    IReadOnlyList<ContractServer> Servers,
    IReadOnlyList<ContractTable> Tables,
    IReadOnlyList<ServiceLevel> ServiceLevels
);

/// <summary>A place where the data is.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">postgres, duckdb, snowflake, s3, …</param>
/// <param name="Fields">Its other fields with a single value, such as host and database.</param>
public sealed record ContractServer(string Name, string Type, IReadOnlyDictionary<string, string> Fields);

/// <summary>A table of a contract.</summary>
/// <param name="Id">Its stable id; null if there is none.</param>
/// <param name="Name">Its logical name, which references use.</param>
/// <param name="PhysicalName">Its name in the database.</param>
/// <param name="Layer">The custom property "layer"; null if there is none.</param>
/// <param name="Columns">In file order.</param>
/// <param name="Relationships">Those that the table declares itself.</param>
/// <param name="Rules">Those of the whole table.</param>
/// <param name="Line">Where it begins, counted from 1.</param>
public sealed record ContractTable(
    string? Id,
    string Name,
    string PhysicalName,
    string? Layer,
    IReadOnlyList<ContractColumn> Columns,
    IReadOnlyList<Relationship> Relationships,
    IReadOnlyList<QualityRule> Rules,
    int Line
)
{
    /// <summary>The columns of the primary key, in the order of their positions.</summary>
    public IReadOnlyList<ContractColumn> Key { get; } = [.. Columns.Where(c => c.KeyPosition is not null).OrderBy(c => c.KeyPosition)];

    /// <summary>Whether a reference means the table: by its id, or by one of its names.</summary>
    public bool IsCalled(string reference) => new[] { Id, Name, PhysicalName }.Contains(reference, StringComparer.Ordinal);
}

/// <summary>A column of a table.</summary>
/// <param name="Id">Its stable id; null if there is none.</param>
/// <param name="Name">Its logical name, which references use.</param>
/// <param name="PhysicalName">Its name in the database.</param>
/// <param name="LogicalType">string, integer, number, boolean, date, timestamp, time, object or array; null if there is none.</param>
/// <param name="PhysicalType">As the database names it; null if there is none.</param>
/// <param name="KeyPosition">Position in the primary key; null if it is not part of it.</param>
/// <param name="Required">Whether it is never null.</param>
/// <param name="Unique">Whether no value appears twice.</param>
/// <param name="IsPersonal">Whether its tags or its classification say so.</param>
/// <param name="Options">Bounds of its values.</param>
/// <param name="Relationships">The references of the column.</param>
/// <param name="Rules">Those of the column.</param>
/// <param name="Line">Where it begins, counted from 1.</param>
public sealed record ContractColumn(
    string? Id,
    string Name,
    string PhysicalName,
    string? LogicalType,
    string? PhysicalType,
    int? KeyPosition,
    bool Required,
    bool Unique,
    bool IsPersonal,
    IReadOnlyList<TypeOption> Options,
    IReadOnlyList<Relationship> Relationships,
    IReadOnlyList<QualityRule> Rules,
    int Line
)
{
    /// <summary>Whether a reference means the column: by its id, or by one of its names.</summary>
    public bool IsCalled(string reference) => new[] { Id, Name, PhysicalName }.Contains(reference, StringComparer.Ordinal);
}

/// <summary>An option of a column's logical type, such as minimum.</summary>
/// <param name="Name">minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf, minLength, maxLength, pattern, format, enum, …</param>
/// <param name="Values">Its value; several for enum.</param>
/// <param name="Line">Where it stands, counted from 1.</param>
public sealed record TypeOption(string Name, IReadOnlyList<string> Values, int Line)
{
    /// <summary>Its only value.</summary>
    public string Value => Values[0];
}

/// <summary>Every value of a column, or of several columns together, exists in another table.</summary>
/// <param name="From">Columns by name, for example orders.user_id; empty for the column that declares it.</param>
/// <param name="To">Columns by name (users.id) or by ids (schema/users/properties/users_id).</param>
/// <param name="Line">Where it begins, counted from 1.</param>
public sealed record Relationship(IReadOnlyList<string> From, IReadOnlyList<string> To, int Line);

/// <summary>A quality rule.</summary>
public sealed record QualityRule
{
    /// <summary>Its stable id; null if there is none.</summary>
    public string? Id { get; init; }

    /// <summary>Its name; null if there is none.</summary>
    public string? Name { get; init; }

    /// <summary>What it is about; null if there is none.</summary>
    public string? Description { get; init; }

    /// <summary>library, sql, text or custom.</summary>
    public required string Type { get; init; }

    /// <summary>Of the library: nullValues, missingValues, invalidValues, duplicateValues or rowCount; null for the other types.</summary>
    public string? Metric { get; init; }

    /// <summary>Values that count as missing; a null among them is null itself.</summary>
    public IReadOnlyList<string?> MissingValues { get; init; } = [];

    /// <summary>Values that are valid; empty for any.</summary>
    public IReadOnlyList<string> ValidValues { get; init; } = [];

    /// <summary>The pattern of valid values; null for any.</summary>
    public string? Pattern { get; init; }

    /// <summary>The columns that duplicateValues compares together; empty for the column of the rule.</summary>
    public IReadOnlyList<string> Properties { get; init; } = [];

    /// <summary>Whether the figure is a percentage of all rows.</summary>
    public bool IsPercent { get; init; }

    /// <summary>What the figure must be; null for text and custom.</summary>
    public RuleBound? Bound { get; init; }

    /// <summary>The query of a SQL rule; null for the other types.</summary>
    public string? Query { get; init; }

    /// <summary>Whose the rule is, for custom.</summary>
    public string? Engine { get; init; }

    /// <summary>What that tool does, for custom; null if there is none, or if it is not a text.</summary>
    public string? Implementation { get; init; }

    /// <summary>error, warning, info or another word; null if there is none.</summary>
    public string? Severity { get; init; }

    /// <summary>accuracy, completeness, conformity, consistency, coverage, timeliness or uniqueness; null if there is none.</summary>
    public string? Dimension { get; init; }

    /// <summary>Its tags, without @.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Where it begins, counted from 1.</summary>
    public int Line { get; init; }
}

/// <summary>How the figure of a rule is compared.</summary>
public enum RuleOperator
{
    /// <summary>mustBe.</summary>
    Equal,

    /// <summary>mustNotBe.</summary>
    NotEqual,

    /// <summary>mustBeGreaterThan.</summary>
    Above,

    /// <summary>mustBeGreaterOrEqualTo.</summary>
    AtLeast,

    /// <summary>mustBeLessThan.</summary>
    Below,

    /// <summary>mustBeLessOrEqualTo.</summary>
    AtMost,

    /// <summary>mustBeBetween; the ends are included, as the standard's JSON schema says.</summary>
    Between,

    /// <summary>mustNotBeBetween.</summary>
    NotBetween,
}

/// <summary>What the figure of a rule must be.</summary>
/// <param name="Operator">How it is compared.</param>
/// <param name="Values">One exact number, two for a range.</param>
public sealed record RuleBound(RuleOperator Operator, IReadOnlyList<decimal> Values);

/// <summary>A promise about the service.</summary>
/// <param name="Id">Its stable id; null if there is none.</param>
/// <param name="Property">freshness, latency, retention, frequency, availability, …</param>
/// <param name="Value">As written.</param>
/// <param name="Unit">d, h, y, percent, …; null if there is none.</param>
/// <param name="Element">table.column; null if there is none.</param>
/// <param name="Line">Where it begins, counted from 1.</param>
public sealed record ServiceLevel(string? Id, string Property, string Value, string? Unit, string? Element, int Line);
