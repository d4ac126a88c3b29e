using System.Text.Json;
using System.Text.RegularExpressions;
using ShopStream.Application.Dbt.Artifacts;
using ShopStream.Quality.Data;

namespace ShopStream.Application.Dbt.Translation;

/// <summary>Tests of the values of columns, row by row.</summary>
internal static partial class ColumnTests
{
    private const string NullsOfKeys = "rows with a NULL in one of the columns are not compared";

    public static IEnumerable<(string Name, TestKind Kind)> Kinds =>
        [
            ("unique", new(TestSubject.Keys, Unique)),
            ("dbt_expectations.expect_column_values_to_be_unique", new(TestSubject.Keys, Unique)),
            ("dbt_utils.unique_combination_of_columns", new(TestSubject.Keys, c => Together(c, "combination_of_columns")) { Note = NullsOfKeys }),
            (
                "dbt_expectations.expect_compound_columns_to_be_unique",
                new(TestSubject.Keys, c => c.Test.Has("ignore_row_if") ? null : Together(c, "column_list")) { Note = NullsOfKeys }
            ),
            ("not_null", new(TestSubject.Completeness, NeverNull) { CountsRows = true }),
            ("dbt_expectations.expect_column_values_to_not_be_null", new(TestSubject.Completeness, NeverNull) { CountsRows = true }),
            ("dbt_expectations.expect_column_values_to_be_null", new(TestSubject.Completeness, c => Of(c, "is always null"))),
            (
                "dbt_utils.not_empty_string",
                new(TestSubject.Completeness, c => c.Test.Flag("trim_whitespace", otherwise: true) ? Of(c, "is never blank") : null)
            ),
            ("dbt_utils.not_null_proportion", new(TestSubject.Completeness, NotNullProportion)),
            (
                "dbt_utils.at_least_one",
                new(
                    TestSubject.Completeness,
                    c =>
                        c.Column is { } column && !c.Test.Has("group_by_columns")
                            ? [$"the number of rows in {c.Dataset} is at least 1, where {column} is not null"]
                            : null
                )
            ),
            ("relationships", new(TestSubject.References, c => References(c, "field")) { CountsRows = true }),
            ("dbt_utils.relationships_where", new(TestSubject.References, c => References(c, "field")) { CountsRows = true }),
            ("accepted_values", new(TestSubject.Values, c => Listed(c, "values", "is one of"))),
            ("dbt_utils.not_accepted_values", new(TestSubject.Values, c => Listed(c, "values", "is none of"))),
            ("dbt_expectations.expect_column_values_to_be_in_set", new(TestSubject.Values, c => Listed(c, "value_set", "is one of")) { CountsRows = true }),
            ("dbt_expectations.expect_column_values_to_not_be_in_set", new(TestSubject.Values, c => Listed(c, "value_set", "is none of"))),
            ("dbt_expectations.expect_column_distinct_values_to_be_in_set", new(TestSubject.Values, c => Listed(c, "value_set", "is one of"))),
            (
                "dbt_expectations.expect_column_distinct_values_to_contain_set",
                new(TestSubject.Values, c => Listed(c, "value_set", "takes at least the values"))
            ),
            ("dbt_expectations.expect_column_distinct_values_to_equal_set", new(TestSubject.Values, c => Listed(c, "value_set", "takes exactly the values"))),
            ("dbt_utils.accepted_range", new(TestSubject.Values, Range) { CountsRows = true }),
            ("dbt_expectations.expect_column_values_to_be_between", new(TestSubject.Values, Range) { CountsRows = true }),
            ("dbt_utils.not_constant", new(TestSubject.Values, c => c.Test.Has("group_by_columns") ? null : Of(c, "has at least 2 different values"))),
            ("dbt_expectations.expect_column_values_to_have_consistent_casing", new(TestSubject.Values, ConsistentCasing)),
            ("dbt_expectations.expect_column_most_common_value_to_be_in_set", new(TestSubject.Values, MostCommon)),
            ("dbt_expectations.expect_select_column_values_to_be_unique_within_record", new(TestSubject.Values, Differ)),
            ("dbt_utils.cardinality_equality", new(TestSubject.References, SameCardinality)),
            ("dbt_utils.expression_is_true", new(TestSubject.Values, Expression) { CountsRows = true }),
            ("dbt_expectations.expression_is_true", new(TestSubject.Values, Expression) { CountsRows = true }),
            (
                "dbt_expectations.expect_column_pair_values_to_be_equal",
                new(TestSubject.Values, c => Pair(c, "=")) { Note = "a NULL on one side only is a failure" }
            ),
            ("dbt_expectations.expect_column_pair_values_to_be_in_set", new(TestSubject.Values, Combinations)),
            ("dbt_expectations.expect_column_pair_values_A_to_be_greater_than_B", new(TestSubject.Values, c => Pair(c, c.Test.Flag("or_equal") ? ">=" : ">"))),
        ];

    private static IReadOnlyList<string>? Of(TestContext c, string predicate) => c.Column is { } column ? [$"{column} in {c.Dataset} {predicate}"] : null;

    private static IReadOnlyList<string>? Unique(TestContext c) =>
        c.Column is { } column ? [$"no {column} appears more than once in {c.Dataset}"]
        : c.Text("column_name") is { } joined && Joined(c, joined) is { Count: > 1 } columns
            ? [$"no {SentenceParts.Names(columns)} together appear more than once in {c.Dataset}"]
        : null;

    // user_id || '@' || ordered_at: with a text between them, the columns are one key.
    private static IReadOnlyList<string>? Joined(TestContext c, string expression)
    {
        var parts = expression.Split("||", StringSplitOptions.TrimEntries);
        var isSeparated =
            parts.Length % 2 == 1 && parts.Where((_, i) => i % 2 == 1).All(p => p.StartsWith('\'') && SqlConditions.Constant(p) is { Length: > 0 });
        return isSeparated ? TestContext.All(parts.Where((_, i) => i % 2 == 0).Select(c.Relation.ColumnOf)) : null;
    }

    // Each pair of constants is a row of the sentence's table.
    private static IReadOnlyList<string>? Combinations(TestContext c)
    {
        if (
            c.ColumnIn("column_A") is not { } left
            || c.ColumnIn("column_B") is not { } right
            || !c.Test.Arguments.TryGetValue("value_pairs_set", out var pairs)
            || pairs.ValueKind != JsonValueKind.Array
        )
            return null;
        var rows = pairs.EnumerateArray().Select(p => p.ValueKind == JsonValueKind.Array ? p.EnumerateArray().Select(Cell).ToList() : []).ToList();
        return rows.Count > 0 && rows.TrueForAll(r => r.Count == 2 && !r.Contains(null))
            ?
            [
                $"{left} and {right} in {c.Dataset} are one of these combinations:\n| {left} | {right} |\n"
                    + string.Join('\n', rows.Select(r => $"| {r[0]} | {r[1]} |")),
            ]
            : null;
    }

    private static string? Cell(JsonElement constant) =>
        SqlConditions.Constant(JsonFields.Scalar(constant)) is { Length: > 0 } text && text.AsSpan().IndexOfAny("|\\\n\r\"") < 0 ? text : null;

    private static IReadOnlyList<string>? NeverNull(TestContext c) => c.Column is { } column ? [$"{column} is never null in {c.Dataset}"] : null;

    private static IReadOnlyList<string>? Together(TestContext c, string argument) =>
        c.ColumnsIn(argument) switch
        {
            [var one] => [$"no {Identifier.Written(one)} appears more than once in {c.Dataset}"],
            { } several => [$"no {SentenceParts.Names(several)} together appear more than once in {c.Dataset}"],
            null => null,
        };

    private static IReadOnlyList<string>? NotNullProportion(TestContext c) =>
        c.Column is { } column && SentenceParts.Percent(c.Text("at_least")) is { } share && !c.Test.Has("at_most") && !c.Test.Has("group_by_columns")
            ? [$"at least {share} of {column} in {c.Dataset} is not null"]
            : null;

    private static IReadOnlyList<string>? References(TestContext c, string field) =>
        c.Column is { } column
        && c.Other("to") is { } parent
        && c.OtherDataset("to") is { } dataset
        && c.Text(field) is { } name
        && parent.ColumnOf(name) is { } key
            ? [$"every {column} in {c.Dataset} exists as {Identifier.Written(key)} in {dataset}"]
            : null;

    private static IReadOnlyList<string>? Listed(TestContext c, string argument, string predicate) =>
        (argument is "values" ? c.Values(argument) : c.Set(argument)) is { } values ? Of(c, $"{predicate} {values}") : null;

    private static IReadOnlyList<string>? Range(TestContext c) =>
        c.Column is { } column && c.Bounds() is { } bounds ? [.. bounds.Select(b => $"{column} in {c.Dataset} {b}")] : null;

    private static IReadOnlyList<string>? Pair(TestContext c, string comparison) =>
        c.Text("column_A") is { } left && c.Text("column_B") is { } right ? Expression(c, $"{left} {comparison} {right}") : null;

    private static IReadOnlyList<string>? ConsistentCasing(TestContext c) =>
        c.Column is { } column ? [$"no {column} in {c.Dataset} is spelled in more than one case"] : null;

    private static IReadOnlyList<string>? MostCommon(TestContext c) =>
        c.Column is { } column && c.Text("top_n") is null or "1" && c.Set("value_set") is { } values
            ? [$"the most common {c.Column} in {c.Dataset} is one of {values}"]
            : null;

    private static IReadOnlyList<string>? Differ(TestContext c) =>
        !c.Test.Has("ignore_row_if") && c.ColumnsIn("column_list") is { Count: > 1 } columns
            ? [$"{SentenceParts.Names(columns)} differ in every row of {c.Dataset}"]
            : null;

    private static IReadOnlyList<string>? SameCardinality(TestContext c) =>
        c.Column is { } column
        && c.OtherDataset("to") is { } other
        && c.Text("field") is { } field
        && c.Other("to")!.ColumnOf(field) is { } name
        && Identifier.Written(name) is var key
            ? [$"every {column} in {c.Dataset} appears as often as {key} in {other}", $"every {key} in {other} appears as often as {column} in {c.Dataset}"]
            : null;

    private static IReadOnlyList<string>? Expression(TestContext c)
    {
        if (c.Text("expression") is not { } expression || c.Test.Has("group_by_columns"))
            return null;
        return Expression(c, c.Text("column_name") is { } column ? $"{column} {expression}" : expression);
    }

    private static IReadOnlyList<string>? Expression(TestContext c, string expression)
    {
        if (PresentWhere().Match(expression) is { Success: true } present)
            return Present(c, present);
        if (SqlConditions.Read(expression, c.Relation.ColumnOf) is { } conditions)
            return TestContext.All(conditions.Select(p => p.Sentence(c.Dataset)));
        // column = formula
        return Equation().Match(expression) is { Success: true } equation && c.Relation.ColumnOf(equation.Groups["column"].Value) is { } column
            ? [$"{Identifier.Written(column)} equals {equation.Groups["formula"].Value.Trim()} in every row of {c.Dataset}"]
            : null;
    }

    // converted = (converted_at is not null): the one is there where the other is true, and only there.
    private static IReadOnlyList<string>? Present(TestContext c, Match sql)
    {
        if (c.Relation.ColumnOf(sql.Groups["column"].Value) is not { } named || c.Relation.ColumnOf(sql.Groups["other"].Value) is not { } found)
            return null;
        var (flag, other, present) = (Identifier.Written(named), Identifier.Written(found), sql.Groups["not"].Success);
        return
        [
            $"{other} is never null in {c.Dataset}, where {flag} is {(present ? "true" : "false")}",
            $"{other} in {c.Dataset} is always null, where {flag} is {(present ? "false" : "true")}",
        ];
    }

    [GeneratedRegex(
        """^\s*(?<column>"[^"]+"|[A-Za-z_][A-Za-z0-9_]*)\s*=\s*\(\s*(?<other>"[^"]+"|[A-Za-z_][A-Za-z0-9_]*)\s+is\s+(?<not>not\s+)?null\s*\)\s*\z""",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase,
        1000
    )]
    private static partial Regex PresentWhere();

    [GeneratedRegex("""^\s*(?<column>"[^"]+"|[A-Za-z_][A-Za-z0-9_]*)\s*=(?<formula>[A-Za-z0-9_."\s*+()-]+)\z""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Equation();
}
