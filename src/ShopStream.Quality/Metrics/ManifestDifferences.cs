using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;

namespace ShopStream.Quality.Metrics;

/// <summary>
/// Differences between a lake file and its manifest; a row per difference: property, value in the manifest, value of the file. The lake's
/// store hashes the file.
/// </summary>
public sealed record ManifestDifferences(Dataset Dataset) : Metric(StoreId.Lake)
{
    /// <inheritdoc />
    public override string Id => Identity.Of("manifest-differences", Dataset.Id);

    /// <inheritdoc />
    public override IEnumerable<ColumnReference> References => [new ColumnReference(Dataset, null)];

    /// <inheritdoc />
    public override string ToSql(SqlText sql) => "";

    /// <inheritdoc />
    public override bool DependsOn(IReadOnlySet<Dataset> rows, IReadOnlySet<Dataset> files) => files.Contains(Dataset);

    /// <inheritdoc />
    public override string ToString() => $"differences of {Dataset} from its manifest";
}
