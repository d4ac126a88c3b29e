using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;

namespace ShopStream.Quality.Metrics;

/// <summary>
/// Different values of a column that break a rule; the first row is their count, followed by up to <see cref="Sample.Limit"/> rows with one value each.
/// The values are streamed and judged here, so that the rule means the same in every store.
/// </summary>
/// <param name="Values">The values.</param>
/// <param name="Rule">What they must be.</param>
public sealed record JudgedValues(OrderedValues Values, ValueRule Rule) : Metric(Values.Store)
{
    /// <inheritdoc />
    public override string Id => Identity.Of("judged-values", Values.Id, Rule.Id);

    /// <inheritdoc />
    public override IEnumerable<ColumnReference> References => Values.References;

    /// <inheritdoc />
    public override IEnumerable<TypedUse> Uses => Values.Uses.Append(new TextUse(Values.Relation, Values.Column, $"'{Rule}'"));

    /// <inheritdoc />
    public override IEnumerable<Metric> Parts => [Values];

    /// <inheritdoc />
    public override bool IsQueried => false;

    /// <inheritdoc />
    public override string ToSql(SqlText sql) => "";

    /// <inheritdoc />
    public override bool NamesRows(Func<ColumnReference, bool> identifies) => true;

    /// <inheritdoc />
    public override string ToString() => $"{Values} of which not each {Rule}";
}
