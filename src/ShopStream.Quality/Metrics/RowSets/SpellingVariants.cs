using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;

namespace ShopStream.Quality.Metrics.RowSets;

/// <summary>no country in raw users is spelled in more than one case: texts with several spellings that differ in upper and lower case only.</summary>
/// <param name="Relation">Rows to judge.</param>
/// <param name="Column">Column of text.</param>
public sealed record SpellingVariants(Relation Relation, string Column) : FoundRows(Relation)
{
    // Those of Latin-1, as in predicates: stores change the case of other letters by their locale.
    private const string Upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞ";
    private const string Lower = "abcdefghijklmnopqrstuvwxyzàáâãäåæçèéêëìíîïðñòóôõöøùúûüýþ";

    /// <inheritdoc />
    public override string Id => Identity.Of("spelling-variants", Relation.Id, Identity.Column(Column));

    /// <inheritdoc />
    public override IReadOnlyList<string> Needed => [Column];

    /// <inheritdoc />
    public override string Rule => $"no {Identifier.Written(Column)} is spelled in more than one case";

    /// <inheritdoc />
    public override string Unit => "value";

    /// <inheritdoc />
    public override IEnumerable<TypedUse> Uses => base.Uses.Append(new ConditionUse(Relation, new IsMatch(Column, ".*")));

    /// <inheritdoc />
    protected override string Found(SqlText sql)
    {
        var text = sql.Dialect.ComparedText(sql.Column(Relation, Column), sql.TypeOf(Relation, Column));
        return $"SELECT TRANSLATE({text}, {sql.Dialect.Literal(Upper)}, {sql.Dialect.Literal(Lower)}) AS {sql.Dialect.Quote(Column)}, "
            + $"COUNT(DISTINCT {text}) AS {SqlText.FreeName("spellings", [Column])}\n{sql.From(Judged)}\nGROUP BY 1\nHAVING COUNT(DISTINCT {text}) > 1";
    }
}
