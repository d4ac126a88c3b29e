using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;

namespace ShopStream.Quality.Metrics;

/// <summary>Columns of a table from the catalog; a row per column: name, type, nullable. Needs no query.</summary>
public sealed record Shape(Dataset Dataset) : Metric(Dataset.Store)
{
    /// <inheritdoc />
    public override string Id => Identity.Of("shape", Dataset.Id);

    /// <inheritdoc />
    public override IEnumerable<ColumnReference> References => [new ColumnReference(Dataset, null)];

    /// <inheritdoc />
    public override bool IsQueried => false;

    /// <inheritdoc />
    public override string ToSql(SqlText sql) => "";

    /// <inheritdoc />
    public override bool DependsOn(IReadOnlySet<Dataset> rows, IReadOnlySet<Dataset> files) => false;

    /// <summary>Measures it.</summary>
    /// <param name="catalog">The catalog; a table that it does not have has no measurement.</param>
    public Measurement Measure(Catalog catalog) =>
        catalog.Find(Dataset) is { } table
            ? new Measurement(
                ["name", "type", "nullable"],
                [.. table.Columns.Select(c => (IReadOnlyList<string?>)[c.Name, c.Type, c.Nullable ? "true" : "false"])]
            )
            : Measurement.None(new MissingMeasurement($"{Dataset} was not found in the catalog", MissingMeasurementKind.NotJudged));

    /// <summary>Names and types of the columns in a measurement.</summary>
    public static IReadOnlyList<(string Name, string Type)> ColumnsIn(Measurement measurement) => [.. measurement.Rows.Select(r => (r[0]!, r[1]!))];

    /// <inheritdoc />
    public override string ToString() => $"shape of {Dataset}";
}
