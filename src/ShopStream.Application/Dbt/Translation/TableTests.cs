using ShopStream.Quality.Data;

namespace ShopStream.Application.Dbt.Translation;

/// <summary>Tests of whole tables: their rows, their columns, how new they are.</summary>
internal static class TableTests
{
    private const string OfTable = "dbt_expectations.expect_table_";

    public static IEnumerable<(string Name, TestKind Kind)> Kinds =>
        [
            (
                $"{OfTable}row_count_to_equal",
                new(
                    TestSubject.Rows,
                    c =>
                        c.Constant("value") is { } value && c.ForEach() is { } groups ? [$"the number of rows in {c.Dataset} is exactly {value}{groups}"] : null
                )
            ),
            (
                $"{OfTable}row_count_to_be_between",
                new(
                    TestSubject.Rows,
                    c =>
                        c.Bounds() is { } bounds && c.ForEach() is { } groups ? [.. bounds.Select(b => $"the number of rows in {c.Dataset} {b}{groups}")] : null
                )
            ),
            ($"{OfTable}row_count_to_equal_other_table", new(TestSubject.Rows, SameRowCount)),
            ("dbt_utils.equal_rowcount", new(TestSubject.Rows, SameRowCount)),
            ($"{OfTable}row_count_to_equal_other_table_times_factor", new(TestSubject.Rows, TimesFactor)),
            ("dbt_utils.fewer_rows_than", new(TestSubject.Rows, FewerRows)),
            ("dbt_utils.equality", new(TestSubject.Rows, Equality) { Note = "rows are compared by the table's key" }),
            (
                $"{OfTable}column_count_to_equal",
                new(TestSubject.Columns, c => c.Constant("value") is { } value ? [$"the number of columns in {c.Dataset} is exactly {value}"] : null)
            ),
            (
                $"{OfTable}column_count_to_be_between",
                new(TestSubject.Columns, c => c.Bounds() is { } bounds ? [.. bounds.Select(b => $"the number of columns in {c.Dataset} {b}")] : null)
            ),
            (
                $"{OfTable}column_count_to_equal_other_table",
                new(TestSubject.Columns, SameColumnCount)
                {
                    Note = "a table that dbt compares with itself has as many columns as it had at init: dbt's test cannot fail",
                }
            ),
            (
                $"{OfTable}columns_to_match_ordered_list",
                new(
                    TestSubject.Columns,
                    c =>
                        c.ColumnsIn("column_list") is { } columns ? [$"{c.Dataset} has exactly the columns {SentenceParts.Names(columns)} in this order"] : null
                )
            ),
            (
                "dbt_expectations.expect_column_values_to_be_in_type_list",
                new(TestSubject.Columns, HasTypeOfList) { Note = "of the types in the list, the one that the column had at init" }
            ),
            ($"{OfTable}columns_to_match_set", new(TestSubject.Columns, ExactColumns)),
            ($"{OfTable}columns_to_contain_set", new(TestSubject.Columns, c => HasColumns(c, "at least"))),
            ($"{OfTable}columns_to_not_contain_set", new(TestSubject.Columns, c => HasColumns(c, "none of"))),
            (
                "dbt_expectations.expect_column_to_exist",
                new(TestSubject.Columns, c => c.Column is { } column ? [$"{c.Dataset} has at least the columns {column}"] : null)
            ),
            ("dbt_expectations.expect_column_values_to_be_of_type", new(TestSubject.Columns, HasType)),
            (
                "dbt_utils.recency",
                new(TestSubject.Freshness, c => c.Test.Flag("ignore_time_component") || c.Test.Has("group_by_columns") ? null : Recent(c, "field"))
            ),
            ("dbt_expectations.expect_grouped_row_values_to_have_recent_data", new(TestSubject.Freshness, c => Recent(c, "timestamp_column"))),
            ("dbt_expectations.expect_row_values_to_have_recent_data", new(TestSubject.Freshness, c => Recent(c, "column_name"))),
            ("dbt_expectations.expect_row_values_to_have_data_for_every_n_datepart", new(TestSubject.Freshness, EveryDay)),
        ];

    private static bool HasNone(TestContext c, params string[] arguments) => !arguments.Any(c.Test.Has);

    private static IReadOnlyList<string>? SameRowCount(TestContext c) =>
        c.OtherDataset("compare_model") is { } other && HasNone(c, "group_by", "group_by_columns", "compare_group_by", "compare_row_condition", "factor")
            ? [$"{c.Dataset} has as many rows as {other}"]
            : null;

    private static IReadOnlyList<string>? FewerRows(TestContext c) =>
        c.OtherDataset("compare_model") is { } other && HasNone(c, "group_by_columns")
            ? [$"the number of rows in {c.Dataset} is below the number of rows in {other}"]
            : null;

    private static IReadOnlyList<string>? TimesFactor(TestContext c) =>
        c.OtherDataset("compare_model") is { } other
        && c.Constant("factor") is { } factor
        && HasNone(c, "group_by", "compare_group_by", "compare_row_condition")
            ? factor is "1"
                ? [$"{c.Dataset} has as many rows as {other}"]
                : [$"the number of rows in {c.Dataset} is {factor} to {factor} times the number of rows in {other}"]
            : null;

    // Rows are found by a key that both have.
    private static IReadOnlyList<string>? Equality(TestContext c)
    {
        if (
            c.OtherDataset("compare_model") is not { } other
            || !HasNone(c, "exclude_columns", "precision")
            || c.ColumnsIn("compare_columns") is not { } columns
        )
            return null;
        var key = c.Keys.Of(c.Relation);
        var rest = columns.Except(key, StringComparer.Ordinal).ToList();
        return key.Count > 0 && key.All(k => columns.Contains(k, StringComparer.Ordinal)) && rest.Count > 0
            ? [$"{c.Dataset} matches {other} row for row on {SentenceParts.Names(key)} comparing {SentenceParts.Names(rest)}"]
            : null;
    }

    private static IReadOnlyList<string>? HasColumns(TestContext c, string which) =>
        c.ColumnsIn("column_list") is { } columns ? [$"{c.Dataset} has {which} the columns {SentenceParts.Names(columns)}"] : null;

    private static IReadOnlyList<string>? SameColumnCount(TestContext c) =>
        c.OtherDataset("compare_model") == c.Dataset
            ? c.Relation.Columns is { Count: > 0 } columns && columns.All(x => x.Type is not null)
                ? [string.Create(System.Globalization.CultureInfo.InvariantCulture, $"the number of columns in {c.Dataset} is exactly {columns.Count}")]
                : null
            : c.OtherDataset("compare_model") is { } other
                ? [$"the number of columns in {c.Dataset} equals the number of columns in {other}"]
                : null;

    private static IReadOnlyList<string>? ExactColumns(TestContext c) =>
        c.ColumnsIn("column_list") is { } columns && columns.Distinct(StringComparer.Ordinal).Count() is var count
            ?
            [
                $"{c.Dataset} has at least the columns {SentenceParts.Names(columns)}",
                string.Create(System.Globalization.CultureInfo.InvariantCulture, $"the number of columns in {c.Dataset} is exactly {count}"),
            ]
            : null;

    private static IReadOnlyList<string>? HasType(TestContext c) =>
        c.Column is { } column && c.Text("column_type") is { } type && ColumnTypes.Portable(c.Project.Adapter, type) is { } portable
            ? [$"{column} in {c.Dataset} has the type {SentenceParts.Value(portable)}"]
            : null;

    // Without the catalog of dbt docs generate, the type is not known.
    private static IReadOnlyList<string>? HasTypeOfList(TestContext c) =>
        c.Column is { } column
        && c.Test.List("column_type_list") is { Count: > 0 } types
        && c.Relation.Columns.FirstOrDefault(x => string.Equals(Identifier.Written(x.Name), column, StringComparison.Ordinal))?.Type is { } type
        && (types.FirstOrDefault(t => string.Equals(t, type, StringComparison.OrdinalIgnoreCase)) ?? types[0]) is { } expected
        && ColumnTypes.Portable(c.Project.Adapter, expected) is { } portable
            ? [$"{column} in {c.Dataset} has the type {SentenceParts.Value(portable)}"]
            : null;

    private static IReadOnlyList<string>? Recent(TestContext c, string column) =>
        c.ColumnIn(column) is { } name && TestContext.Age(c.Text("interval"), c.Text("datepart")) is { } age && c.ForEach() is { } groups
            ? [$"the newest {name} in {c.Dataset} is at most {age} older than the run{groups}"]
            : null;

    private static IReadOnlyList<string>? EveryDay(TestContext c) =>
        c.ColumnIn("date_col") is { } column
        && c.Text("date_part") is "day"
        && HasNone(c, "interval", "test_start_date", "test_end_date", "exclusion_condition")
            ? [$"{c.Dataset} has rows for every day of {column}"]
            : null;
}
