using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;

namespace ShopStream.Quality.Metrics.RowSets;

/// <summary>
/// Rows whose values exist in another table of the store, or do not exist there. Several columns are one key, and NULL in one of them is not judged.
/// </summary>
/// <param name="Relation">Rows to judge.</param>
/// <param name="Names">Columns of the key.</param>
/// <param name="Other">Rows in which the key is looked for; of the same store.</param>
/// <param name="OtherNames">Columns there, as many.</param>
/// <param name="MustExist">Whether a row breaks the rule where its key does not exist; otherwise where it does.</param>
public sealed record KnownKeys(Relation Relation, IReadOnlyList<string> Names, Relation Other, IReadOnlyList<string> OtherNames, bool MustExist)
    : FoundRows(Relation)
{
    /// <inheritdoc />
    public override string Id =>
        Identity.Of(
            MustExist ? "missing-keys" : "known-keys",
            Relation.Id,
            Identity.List(Names.Select(Identity.Column)),
            Other.Id,
            Identity.List(OtherNames.Select(Identity.Column))
        );

    /// <inheritdoc />
    public override IReadOnlyList<string> Needed => Names;

    /// <inheritdoc />
    public override string Rule =>
        $"{(MustExist ? "every" : "no")} {Listed(Names)} {(MustExist && Names.Count > 1 ? "exist" : "exists")} as {Listed(OtherNames)} in {Other}";

    /// <inheritdoc />
    public override IEnumerable<ColumnReference> References => base.References.Concat(Other.References).Concat(OtherNames.Select(Other.Reference)).Distinct();

    /// <inheritdoc />
    public override IEnumerable<TypedUse> Uses => base.Uses.Concat(TypedUse.Of(Other));

    /// <inheritdoc />
    protected override string Found(SqlText sql)
    {
        var rows = OtherNames.Aggregate(Other, (r, c) => r.Where(new Not(new IsNull(c))));
        var keys = string.Join(", ", OtherNames.Select((c, i) => $"{sql.Equatable(rows, c)} AS k{i + 1}"));
        var alias = SqlText.FreeName("known", Relation.Lookups.Select(l => l.Table).Append(Relation.Dataset.Table));
        var same = string.Join(" AND ", Names.Select((c, i) => $"{alias}.k{i + 1} = {sql.Equatable(Relation, c)}"));
        var others = SqlText.Indent(SqlText.Indent(SqlText.Indent($"SELECT {keys}\n{sql.From(rows)}")));
        return $"SELECT {sql.Shown(Relation, Names)}\n{sql.From(Judged)}\n"
            + $"  AND {(MustExist ? "NOT EXISTS" : "EXISTS")} (\n    SELECT 1 FROM (\n{others}\n    ) AS {alias} WHERE {same})";
    }

    private static string Listed(IReadOnlyList<string> names) => string.Join(" and ", names.Select(Identifier.Written));
}
