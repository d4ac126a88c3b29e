using ShopStream.Quality.Checks;
using ShopStream.Quality.Data;

namespace ShopStream.Features.Steps;

/// <summary>The check of a condition on rows, by the modifiers of its sentence.</summary>
internal static class RowChecks
{
    /// <summary>Every row meets the condition, but for what the modifiers allow.</summary>
    /// <param name="modifiers">Modifiers of the sentence.</param>
    /// <param name="rows">Rows without the conditions of the modifiers.</param>
    /// <param name="condition">What rows must meet.</param>
    /// <param name="judgesNulls">Whether the condition judges NULL itself.</param>
    public static ICheck Every(Modifiers modifiers, Relation rows, Condition condition, bool judgesNulls)
    {
        var relation = modifiers.On(rows);
        var all = judgesNulls || modifiers.NullsIncluded;
        // NULL makes a condition unknown, and then it does not hold.
        var judged = modifiers.NullsIncluded
            ? condition.Columns.Distinct(StringComparer.Ordinal).Aggregate(condition, (c, column) => new Not(new OrNull(Negated(c), column)))
            : condition;
        if (modifiers.NullsIncluded)
            judged = new InWords(
                judged,
                condition.Columns.First(),
                $"{condition}, nulls included"[(Identifier.Written(condition.Columns.First()).Length + 1)..]
            );
        if (modifiers.By is { } by)
            return new EveryValueByGroup(relation, judged, all, modifiers.Allowed, by);
        return modifiers.Share is { } share
            ? Share(relation, share, judged, all)
            : new EveryValue(relation, judged, all) { MostExceptions = modifiers.Allowed.MostRows };
    }

    /// <summary>A share of the rows meets the condition.</summary>
    public static ICheck Share(Relation rows, decimal percent, Condition condition, bool judgesNulls) =>
        new AtLeastShare(rows, percent, condition, Negated(condition), judgesNulls ? null : condition.Columns.First());

    private static Condition Negated(Condition condition) => condition is Not(IsNull inner) ? inner : new Not(condition);
}
