using System.Text.RegularExpressions;
using ShopStream.Application.Dbt.Artifacts;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;

namespace ShopStream.Application.Dbt.Translation;

/// <summary>Tests as custom SQL: every row that it finds is a failure.</summary>
internal static partial class QueryText
{
    /// <summary>Whether a condition on the number of failures is that there is one.</summary>
    public static bool IsAny(string condition) => condition.Replace(" ", "", StringComparison.Ordinal) is "!=0" or "<>0" or ">0" or ">=1";

    /// <summary>The SQL of a test, with a condition on the number of failures.</summary>
    /// <param name="test">The test; its SQL is not null.</param>
    /// <param name="condition">The condition, such as != 0.</param>
    public static string Of(DbtTest test, string condition)
    {
        var sql = Compact(test.Sql!);
        return IsAny(condition) && test.FailCalc is "count(*)"
            ? sql
            : $"SELECT failures FROM (\nSELECT {string.Join(' ', test.FailCalc.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))} AS failures\n"
                + $"FROM (\n{sql}\n) AS found\n) AS counted\nWHERE failures {condition}";
    }

    /// <summary>
    /// The SQL of a test of a table's columns, as the warehouse lists them when the check runs; null for other kinds, and without the arguments.
    /// </summary>
    public static string? OfColumns(DbtTest test, DbtRelation relation, DbtRelation? other)
    {
        var columns = Listed(relation);
        switch (test.Kind["dbt_expectations.".Length..])
        {
            case "expect_table_column_count_to_equal_other_table" when other is not null:
                return $"SELECT COUNT(*) AS found\n{columns}\nHAVING COUNT(*) <> (SELECT COUNT(*) {Listed(other).ReplaceLineEndings(" ")})";
            case "expect_column_values_to_be_in_type_list"
                when test.List("column_type_list") is { Count: > 0 } types && test.Argument("column_name") is { } column:
                return $"SELECT column_name, data_type\n{columns}\n  AND LOWER(column_name) = {Sql.Literal(Identifier.Unquoted(column).ToLowerInvariant())}\n"
                    + $"  AND LOWER(data_type) NOT IN ({Lower(types)})";
            default:
                return null;
        }
    }

    private static string Listed(DbtRelation relation) =>
        $"FROM information_schema.columns\nWHERE table_schema = {Sql.Literal(relation.Schema)} AND table_name = {Sql.Literal(relation.Table)}";

    private static string Lower(IReadOnlyList<string> names) => string.Join(", ", names.Select(n => Sql.Literal(n.ToLowerInvariant())));

    // Macros leave many empty lines, and indent by where they are called.
    private static string Compact(string sql)
    {
        var lines = sql.ReplaceLineEndings("\n")
            .Replace("\t", "    ", StringComparison.Ordinal)
            .Split('\n')
            .Select(l => l.TrimEnd())
            .Where(l => l.Length > 0)
            .ToList();
        var indent = lines.Select(l => l.Length - l.TrimStart().Length).DefaultIfEmpty(0).Min();
        return string.Join('\n', lines.Select(l => l[indent..])).TrimEnd(';');
    }

    /// <summary>A name for a query: that of the test, in words.</summary>
    public static string Title(DbtTest test) => Underscores().Replace(test.Name, " ").Trim();

    [GeneratedRegex("_+", RegexOptions.None, 1000)]
    private static partial Regex Underscores();
}
