using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;

namespace ShopStream.Quality.Metrics.RowSets;

/// <summary>the most common status in raw orders is one of a list: the values that occur most often and are not among them. All of a tie count.</summary>
/// <param name="Relation">Rows to judge.</param>
/// <param name="Expected">The values that are expected, and their column.</param>
public sealed record MostCommonValues(Relation Relation, IsOneOf Expected) : FoundRows(Relation)
{
    /// <inheritdoc />
    public override string Id => Identity.Of("most-common", Relation.Id, Expected.Id);

    /// <inheritdoc />
    public override IReadOnlyList<string> Needed => [Expected.Column];

    /// <inheritdoc />
    public override string Rule => $"the most common {Expected}";

    /// <inheritdoc />
    public override string Unit => "value";

    /// <inheritdoc />
    public override IEnumerable<TypedUse> Uses => base.Uses.Append(new ConditionUse(Relation, Expected));

    /// <inheritdoc />
    protected override string Found(SqlText sql)
    {
        var column = sql.Dialect.Quote(Expected.Column);
        var (times, most, named) = (Free("times"), Free("most"), Free("is expected"));
        return $"SELECT {column}, {times}\nFROM (\n  SELECT {sql.Equatable(Relation, Expected.Column)} AS {column}, COUNT(*) AS {times}, "
            + $"MAX(COUNT(*)) OVER () AS {most},\n         MAX(CASE WHEN {sql.Holds(Relation, Expected)} THEN 1 ELSE 0 END) AS {named}\n"
            + $"{SqlText.Indent(sql.From(Judged))}\n  GROUP BY 1\n) AS counted\nWHERE {times} = {most} AND {named} = 0";
    }

    private string Free(string name) => SqlText.FreeName(name, [Expected.Column]);
}
