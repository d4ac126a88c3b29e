using System.Text.RegularExpressions;
using ShopStream.Quality.Data;

namespace ShopStream.Application.Dbt.Translation;

/// <summary>Tests of the order of rows.</summary>
internal static partial class OrderTests
{
    public static IEnumerable<(string Name, TestKind Kind)> Kinds =>
        [
            ("dbt_expectations.expect_column_values_to_be_increasing", new(TestSubject.Order, c => Sorted(c, increasing: true))),
            ("dbt_expectations.expect_column_values_to_be_decreasing", new(TestSubject.Order, c => Sorted(c, increasing: false))),
            ("dbt_utils.sequential_values", new(TestSubject.Order, Sequence)),
            (
                "dbt_utils.mutually_exclusive_ranges",
                new(TestSubject.Order, Periods) { Note = "that a period begins before it ends is judged where the end is a column" }
            ),
        ];

    private static IReadOnlyList<string>? Sorted(TestContext c, bool increasing)
    {
        if (c.Column is not { } column || c.Test.Has("step") || c.ForEach() is not { } groups || c.Text("sort_column")?.Trim() is not { Length: > 0 } sort)
            return null;
        // In the order of -id, what decreases increases with id.
        var isNegated = sort[0] is '-';
        if (c.Relation.ColumnOf(isNegated ? sort[1..] : sort) is not { } name)
            return null;
        var (by, rises, strictly) = (Identifier.Written(name), increasing != isNegated, c.Test.Flag("strictly", otherwise: true));
        if (string.Equals(by, column, StringComparison.Ordinal))
            return rises && strictly && groups.Length == 0 ? [$"no {column} appears more than once in {c.Dataset}"] : null;
        var verb = strictly
            ? rises
                ? "increases"
                : "decreases"
            : rises
                ? "never decreases"
                : "never increases";
        return [$"{column} in {c.Dataset} {verb} with {by}{groups}"];
    }

    // Without a gap and without a value twice, the values are a sequence.
    private static IReadOnlyList<string>? Sequence(TestContext c)
    {
        if (c.Column is not { } column || c.ForEach("group_by_columns") is not { } groups)
            return null;
        var interval = c.Constant("interval") ?? "1";
        var gaps = (c.Text("datepart"), interval) switch
        {
            ("day", "1") when groups.Length == 0 => $"{c.Dataset} has rows for every day of {column}",
            (null, "1") => $"{column} in {c.Dataset} has no gaps{groups}",
            (null, _) => $"{column} in {c.Dataset} has no gaps in steps of {interval}{groups}",
            _ => null,
        };
        if (gaps is null)
            return null;
        var isUnique =
            groups.Length == 0
            && c.Keys.TestsOf(c.Relation)
                .Any(t => t.Kind is "unique" && string.Equals(t.Argument("column_name"), c.Text("column_name"), StringComparison.Ordinal));
        return isUnique ? [gaps] : [gaps, $"no {column} appears more than once in {c.Dataset}{groups}"];
    }

    private static string[]? Periods(TestContext c)
    {
        if (
            c.ColumnIn("lower_bound_column") is not { } from
            || c.Text("upper_bound_column") is not { } upper
            || (c.ColumnIn("upper_bound_column") ?? Endless(c, upper)) is not { } to
            || c.ForEach("partition_by") is not { } groups
            || TypeOf(c, from) is not { } type
        )
            return null;
        var (isTime, mayBeEmpty) = (IsTime(type), c.Test.Flag("zero_length_range_allowed"));
        var ordered =
            c.ColumnIn("upper_bound_column") is null ? null
            : isTime
                ? mayBeEmpty ? $"{to} in {c.Dataset} is at or after {from}"
                    : $"{from} in {c.Dataset} is before {to}"
            : $"{from} in {c.Dataset} is {(mayBeEmpty ? "at most as large as" : "smaller than")} {to}";
        // Where no period has ended yet, there is no order of bounds to judge.
        string[] order = [$"no periods from {from} to {to} in {c.Dataset} overlap{groups}", .. ordered is null ? Array.Empty<string>() : [ordered]];
        return c.Text("gaps") switch
        {
            null or "allowed" => order,
            "not_allowed" => [.. order, $"the periods from {from} to {to} in {c.Dataset} have no gaps{groups}"],
            _ => null,
        };
    }

    // coalesce(valid_to, a date that never comes): a period without an end never ends.
    private static string? Endless(TestContext c, string sql) =>
        Coalesced().Match(sql) is { Success: true } match && c.Relation.ColumnOf(match.Groups["column"].Value) is { } column
            ? Identifier.Written(column)
            : null;

    private static string? TypeOf(TestContext c, string column) =>
        c.Relation.Columns.FirstOrDefault(x => string.Equals(Identifier.Written(x.Name), column, StringComparison.Ordinal))?.Type;

    private static bool IsTime(string type) =>
        type.StartsWith("timestamp", StringComparison.OrdinalIgnoreCase) || string.Equals(type, "date", StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(
        @"^\s*coalesce\(\s*(?<column>""[^""]+""|[A-Za-z_][A-Za-z0-9_]*)\s*,\s*((date|timestamp)\s*)?'(2[1-9]|[3-9][0-9])[0-9]{2}-[^']*'\s*\)\s*\z",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase,
        1000
    )]
    private static partial Regex Coalesced();
}
