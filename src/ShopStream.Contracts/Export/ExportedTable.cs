using ShopStream.Contracts.Translation;
using ShopStream.Quality.Data;

namespace ShopStream.Contracts.Export;

/// <summary>What the checks say of one column.</summary>
/// <param name="name">Its name.</param>
internal sealed class ExportedColumn(string name)
{
    /// <summary>The options of its logical type, by name.</summary>
    public Dictionary<string, TypeOption> Options { get; } = new(StringComparer.Ordinal);

    /// <summary>Its references.</summary>
    public List<Relationship> Relationships { get; } = [];

    /// <summary>Its rules.</summary>
    public List<QualityRule> Rules { get; } = [];

    /// <summary>Its type in the database; null if no check says it.</summary>
    public string? PhysicalType { get; set; }

    /// <summary>Whether a check says that it is never null.</summary>
    public bool Required { get; set; }

    /// <summary>Whether a check says that no value appears twice.</summary>
    public bool Unique { get; set; }

    /// <summary>Whether a check is about its texts.</summary>
    public bool IsText =>
        PhysicalType is { } type ? ColumnType.Parse(type).Kind == ValueKind.Text : Options.Keys.Any(o => o is "minLength" or "maxLength" or "pattern");

    /// <summary>The logical type of the standard; null if it is not known.</summary>
    public string? LogicalType =>
        PhysicalType is { } physical
            ? ColumnType.Parse(physical) switch
            {
                { IsInteger: true } => "integer",
                { Kind: ValueKind.Exact or ValueKind.Float } => "number",
                { Word: "date" } => "date",
                { Kind: ValueKind.Moment } => "timestamp",
                { Kind: ValueKind.Time } => "time",
                { Kind: ValueKind.Boolean } => "boolean",
                { Kind: ValueKind.Json } => "object",
                _ => "string",
            }
        : IsText ? "string"
        : Options.Count == 0 ? null
        : Options.Values.Any(o => o.Value.Length >= 10 && DateOnly.TryParse(o.Value[..10], out _)) ? "timestamp"
        : "number";

    /// <summary>The column as the model of a contract.</summary>
    public ContractColumn Model =>
        new(null, name, name, LogicalType, PhysicalType, null, Required, Unique, false, [.. Options.Values], Relationships, Rules, 0);
}

/// <summary>What the checks say of one table.</summary>
/// <param name="name">Its name in the contract, which no other table has.</param>
/// <param name="dataset">The table.</param>
internal sealed class ExportedTable(string name, Dataset dataset)
{
    private readonly Dictionary<string, ExportedColumn> columns = new(StringComparer.Ordinal);

    /// <summary>Its name in the contract, which no other table has.</summary>
    public string Name => name;

    /// <summary>The table.</summary>
    public Dataset Dataset => dataset;

    /// <summary>The rules of the whole table.</summary>
    public List<QualityRule> Rules { get; } = [];

    /// <summary>Whether a check says which columns it has.</summary>
    public bool NamesColumns { get; set; }

    /// <summary>The column; added if it is not there yet.</summary>
    public ExportedColumn this[string column] => columns.TryGetValue(column, out var known) ? known : columns[column] = new ExportedColumn(column);

    /// <summary>The columns, by name in the order of the checks.</summary>
    public IReadOnlyDictionary<string, ExportedColumn> Columns => columns;

    /// <summary>The table as the model of a contract.</summary>
    public ContractTable Model => new(null, name, dataset.Table, dataset.Layer.NameOf(), [.. columns.Values.Select(c => c.Model)], [], Rules, 0);

    /// <summary>The model and its place.</summary>
    public PlacedTable Placed => new(Model, dataset);
}
