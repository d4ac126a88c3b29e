using ShopStream.Quality.Checks;
using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics.RowSets;
using ShopStream.Quality.Profiling;
using ShopStream.Quality.Reconciliation;

namespace ShopStream.Features.Writing;

/// <summary>Writes a check as the sentence that binds to it: the reverse of <see cref="Steps"/>.</summary>
internal static class SentenceText
{
    /// <summary>The sentence; null if no sentence binds to such a check.</summary>
    public static string? Of(Suggestion suggestion) =>
        suggestion.Sentence
        ?? suggestion.Check switch
        {
            SameRowCount { Others: [var other] } c => $"{other} has as many rows as {c.Reference}",
            RowCountBound { Comparison: Comparison.AtLeast, Rows: 1 } c => $"{c.Relation} is not empty",
            Unique { Columns: [var column] } c => $"no {Identifier.Written(column)} appears more than once in {c.Relation}",
            Unique c => $"no {Identifier.Listing(c.Columns)} together appear more than once in {c.Relation}",
            NeverNull c => $"{Identifier.Written(c.Column)} is never null in {c.Relation}",
            EveryValue c => Of(c),
            NoneFound { Found: ReferenceCounts { Fewest: 1, Most: null } c } =>
                $"every {Identifier.Written(c.Column)} in {c.Relation} appears at least once as {Identifier.Written(c.OtherColumn)} in {c.Other}",
            References c => $"every {Identifier.Written(c.Column)} in {c.Relation} exists as {Identifier.Written(c.ParentColumn)} in {c.Parent}",
            SumsEqual c => $"the sum of {Identifier.Written(c.Left.Column)} in {c.Left.Relation} "
                + $"equals the sum of {Identifier.Written(c.Right.Column)} in {c.Right.Relation}{Within(c.Tolerance)}",
            Reconciles c => $"{c.AmountName} in {c.Left.Relation.Dataset} reconciles with {c.AmountName} in {c.Right.Relation.Dataset}"
                + $"{(suggestion.By.Count == 0 ? "" : $" by {Identifier.Listing(suggestion.By)}")}{Within(c.Tolerance)}",
            AgreesWithManifest c => $"{c.Dataset} agrees with its manifest",
            HasColumns c => $"{c.Dataset} has exactly these columns:",
            _ => null,
        };

    /// <summary>The table below the sentence, header first; empty if it needs none.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Table(Suggestion suggestion) =>
        suggestion.Check is HasColumns shape
            ?
            [
                ["name", "type", "nullable"],
                .. shape.Columns.Select(c => (IReadOnlyList<string>)[Identifier.Written(c.Name), c.Type, c.Nullable ? "yes" : "no"]),
            ]
            : [];

    private static string? Of(EveryValue check) =>
        check.Condition switch
        {
            IsOneOf c => $"{Identifier.Written(c.Column)} in {check.Relation} is one of {string.Join(", ", c.Values.Select(Value))}",
            IsBetween c => $"{Identifier.Written(c.Column)} in {check.Relation} is between {c.Low} and {c.High}",
            Compares { Comparison: Comparison.AtLeast, Value: "0" } c => $"{Identifier.Written(c.Column)} in {check.Relation} is never negative",
            Compares { Comparison: Comparison.AtLeast } c => $"{Identifier.Written(c.Column)} in {check.Relation} is at least {c.Value}",
            Compares { Comparison: Comparison.AtMost } c => $"{Identifier.Written(c.Column)} in {check.Relation} is at most {c.Value}",
            ComparesWith { Comparison: Comparison.AtLeast } c =>
                $"{Identifier.Written(c.Column)} in {check.Relation} is at or after {Identifier.Written(c.Other)}",
            IsMatch c => $"{Identifier.Written(c.Column)} in {check.Relation} matches {c.Pattern}",
            IsSameAs c => $"{Identifier.Written(c.Column)} equals {c.Formula} in every row of {check.Relation}",
            _ => null,
        };

    // Quotes as ConditionText.Values expects.
    private static string Value(string value) =>
        value.Length > 0
        && !value.Contains(',', StringComparison.Ordinal)
        && !value.Contains('"', StringComparison.Ordinal)
        && string.Equals(value.Trim(), value, StringComparison.Ordinal)
            ? value
            : $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string Within(Tolerance tolerance) => tolerance == Tolerance.Exact ? "" : $" {tolerance}";
}
