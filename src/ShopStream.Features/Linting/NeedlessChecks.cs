using System.Text.RegularExpressions;
using ShopStream.Features.JsonSchemas;
using ShopStream.Quality.Checks;
using ShopStream.Quality.Checks.Figures;
using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics.RowSets;

namespace ShopStream.Features.Linting;

/// <summary>Finds what a check says in vain: that it cannot fail or cannot pass, that it has no rows, or that another check says more.</summary>
internal static class NeedlessChecks
{
    // Texts of every kind. A pattern that matches all of them matches every text, as far as anybody wants to know.
    private static readonly string[] Texts = ["", "a", "Z", "0", "-", " ", "é", "€", "line\nline", "one, two", new('x', 300)];

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(1);

    /// <summary>What is needless in a check alone.</summary>
    public static IEnumerable<string> In(ICheck check)
    {
        foreach (var (values, what) in Lists(check))
        {
            if (Repeated(values) is { } twice)
                yield return $"{twice} is in the {what} twice: remove one";
        }
        foreach (var pattern in CheckParts.Of<IsMatch>(check).Where(m => MatchesAll(m.Pattern)).DistinctBy(m => m.Pattern, StringComparer.Ordinal))
            yield return $"every text matches '{pattern.Pattern}': expected a pattern that some texts do not match";
        foreach (var _ in CheckParts.Of<MeetsJsonSchema>(check).Where(s => s.AllowsAll))
            yield return "every JSON document meets the schema: expected a keyword such as required, or 'is valid JSON'";
        foreach (var rows in CheckParts.Of<Relation>(check).DistinctBy(r => r.Id, StringComparer.Ordinal))
        {
            if (
                rows.Conditions.SelectMany(c => c.Columns).Distinct(StringComparer.Ordinal).FirstOrDefault(c => ValueRange.Of(rows.Conditions, c).IsEmpty) is
                { } column
            )
                yield return $"no row meets all conditions on {Identifier.Written(column)} ({Listed(rows)}): remove one, or correct a value";
        }
        if (Required(check) is var (relation, condition) && condition.Columns.Distinct(StringComparer.Ordinal).ToList() is [var only])
        {
            var (given, required) = (ValueRange.Of(relation.Conditions, only), ValueRange.Of([condition], only));
            var together = ValueRange.Of([.. relation.Conditions, condition], only);
            if (relation.Conditions.Count > 0 && required.Includes(given))
                yield return $"every row {Where(relation)} meets '{condition}': the check cannot fail; expected another condition";
            else if (relation.Conditions.Count > 0 && !given.IsEmpty && together.IsEmpty)
                yield return $"no row {Where(relation)} meets '{condition}': the check cannot pass; expected another condition";
            else if (together.IsEmpty)
                yield return $"no row meets '{condition}': the check cannot pass; expected another condition";
        }
    }

    /// <summary>Whether a check holds whenever another one does, and fails never without it.</summary>
    /// <param name="check">The check.</param>
    /// <param name="other">The other one, of the same run.</param>
    public static bool FollowsFrom(ICheck check, ICheck other) =>
        (check, other) switch
        {
            (Unique wide, Unique narrow) => wide.Relation.Equals(narrow.Relation)
                && wide.Columns.Count > narrow.Columns.Count
                && narrow.Columns.All(c => wide.Columns.Contains(c, StringComparer.Ordinal)),
            (NeverNull, EveryValue { MostExceptions: 0, JudgesNulls: true } every) => Requires((NeverNull)check, every),
            (RowCountBound least, RowCountBound more) => least.Relation.Equals(more.Relation)
                && least.Comparison == more.Comparison
                && (least.Comparison == Comparison.AtLeast ? least.Rows < more.Rows : least.Comparison == Comparison.AtMost && least.Rows > more.Rows),
            (FigureInBounds wide, FigureInBounds narrow) => wide.Measured.Equals(narrow.Measured) && wide.Bound.Includes(narrow.Bound),
            (ValuesKeepRule { Rule: ValidJson } json, ValuesKeepRule { Rule: HasJsonKeys or MeetsJsonSchema } more) => json.Relation.Equals(more.Relation)
                && string.Equals(json.Column, more.Column, StringComparison.Ordinal)
                && json.Allowed == more.Allowed
                && json.JudgesNulls == more.JudgesNulls,
            (References { Allowed: var some } loose, References strict) => some != Allowance.None
                && (loose with { Allowed = strict.Allowed }).Equals(strict)
                && strict.Allowed == Allowance.None,
            (AtLeastShare share, EveryValue { MostExceptions: 0 } every) => share.Relation.Equals(every.Relation)
                && string.Equals(share.Condition.Id, every.Condition.Id, StringComparison.Ordinal),
            (AtLeastShare { Condition: Not(IsNull present) } share, NeverNull never) => share.Relation.Equals(never.Relation)
                && string.Equals(present.Column, never.Column, StringComparison.Ordinal),
            (AtLeastShare less, AtLeastShare more) => less.Percent < more.Percent
                && less.Relation.Equals(more.Relation)
                && string.Equals(less.Condition.Id, more.Condition.Id, StringComparison.Ordinal),
            (EveryValue weak, EveryValue strong) => Follows(weak, strong),
            _ => false,
        };

    private static bool Requires(NeverNull never, EveryValue every) =>
        every.Relation.Equals(never.Relation)
        && every.Condition.Columns.All(c => string.Equals(c, never.Column, StringComparison.Ordinal))
        && !ValueRange.Of([every.Condition], never.Column).AllowsNull;

    // The same condition with fewer exceptions or on more rows, or a stricter one on the same rows.
    private static bool Follows(EveryValue weak, EveryValue strong)
    {
        if (
            weak.JudgesNulls != strong.JudgesNulls
            || weak.Relation.Dataset != strong.Relation.Dataset
            || weak.Relation.Lookups.Count + strong.Relation.Lookups.Count > 0
        )
            return false;
        var (narrow, wide) = (weak.Relation.Conditions.Select(c => c.Id).ToHashSet(StringComparer.Ordinal), strong.Relation.Conditions.Select(c => c.Id));
        if (!narrow.IsSupersetOf(wide) || strong.MostExceptions > weak.MostExceptions)
            return false;
        if (string.Equals(weak.Condition.Id, strong.Condition.Id, StringComparison.Ordinal))
            return strong.MostExceptions < weak.MostExceptions || narrow.Count > strong.Relation.Conditions.Count;
        return weak.Condition.Columns.Distinct(StringComparer.Ordinal).ToList() is [var column]
            && strong.Condition.Columns.All(c => string.Equals(c, column, StringComparison.Ordinal))
            && ValueRange.Of([weak.Condition], column) is var allowed
            && ValueRange.Of([strong.Condition], column) is var stricter
            && allowed.Includes(stricter)
            && !stricter.Includes(allowed);
    }

    private static (Relation Rows, Condition Condition)? Required(ICheck check) =>
        check switch
        {
            EveryValue every => (every.Relation, every.Condition),
            EveryValueByGroup every => (every.Relation, every.Condition),
            AtLeastShare share => (share.Relation, share.Condition),
            NeverNull never => (never.Relation, new Not(new IsNull(never.Column))),
            FigureInBounds { Measured: { Figure: ShareOfRows share, Relation: var rows } } => (rows, share.Condition),
            _ => null,
        };

    private static IEnumerable<(IEnumerable<string> Values, string What)> Lists(ICheck check)
    {
        foreach (var list in CheckParts.Of<IsOneOf>(check))
            yield return (list.Values, "list");
        foreach (var list in CheckParts.Of<TakesValues>(check))
            yield return (list.Values, "list");
        foreach (var keys in CheckParts.Of<HasJsonKeys>(check))
            yield return (keys.Keys, "list");
        foreach (var names in CheckParts.Of<NamesColumns>(check))
            yield return (names.Names, "list");
        foreach (var table in CheckParts.Of<AnyOf>(check))
            yield return (table.Conditions.Select(c => $"'{c}'"), "table");
    }

    private static string? Repeated(IEnumerable<string> values) => values.GroupBy(v => v, StringComparer.Ordinal).FirstOrDefault(g => g.Skip(1).Any())?.Key;

    private static bool MatchesAll(string pattern)
    {
        try
        {
            var whole = new Regex($@"\A(?:{pattern})\z", RegexOptions.CultureInvariant | RegexOptions.Singleline, Deadline);
            return Texts.All(whole.IsMatch);
        }
        catch (Exception e) when (e is ArgumentException or RegexMatchTimeoutException)
        {
            return false;
        }
    }

    private static string Where(Relation rows) => $"where {Listed(rows)}";

    private static string Listed(Relation rows) => string.Join(" and ", rows.Conditions);
}
