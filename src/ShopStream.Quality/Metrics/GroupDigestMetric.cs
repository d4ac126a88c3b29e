using System.Globalization;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;

namespace ShopStream.Quality.Metrics;

/// <summary>Digests of groups; a row per bucket: bucket number, number of groups, digest. Equal digests mean equal groups.</summary>
/// <param name="Groups">Groups to digest, with their keys and aggregates.</param>
/// <param name="Names">Key columns whose values determine the bucket.</param>
/// <param name="Buckets">Number of buckets; at least 1.</param>
public sealed record GroupDigestMetric(GroupedMetric Groups, IReadOnlyList<string> Names, int Buckets) : Metric(Groups.Store)
{
    /// <inheritdoc />
    public override string Id => Identity.Of("group-digests", Groups.Id, Identity.List(Names.Select(Identity.Value)), Identity.Number(Buckets));

    /// <inheritdoc />
    public override IEnumerable<ColumnReference> References => Groups.References;

    /// <inheritdoc />
    public override IEnumerable<TypedUse> Uses => Groups.Uses;

    /// <inheritdoc />
    public override string ToSql(SqlText sql)
    {
        var (relation, by) = (Groups.Relation, Groups.By);
        var keys = by.Select(k => (sql.Dialect.KeyAlias($"{k}"), sql.DigestType(relation, k)));
        var values = Groups.Aggregates.Select(a => (sql.Dialect.Alias($"{a}"), ColumnType.AnyNumber));
        var bucket = sql.Bucket(Names.Select(n => (sql.Dialect.KeyAlias(n), TypeOf(sql, n))), Buckets);
        var digest = sql.Digest(keys.Concat(values));
        return $"SELECT {bucket} AS \"bucket\", COUNT(*) AS \"groups\",\n       SUM({digest}) AS \"digest\"\n"
            + $"FROM (\n{SqlText.Indent(Groups.ToUnorderedSql(sql))}\n) AS digested\nGROUP BY 1\nORDER BY 1";
    }

    /// <inheritdoc />
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"digests of {Groups} in {Buckets} buckets of {string.Join(" and ", Names)}");

    private ColumnType TypeOf(SqlText sql, string name) =>
        Groups.By.FirstOrDefault(k => string.Equals($"{k}", name, StringComparison.Ordinal)) is { } key
            ? sql.DigestType(Groups.Relation, key)
            : ColumnType.Unknown;
}
