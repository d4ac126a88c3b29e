using System.Globalization;
using System.Text.RegularExpressions;
using ShopStream.Application.Dbt.Artifacts;
using ShopStream.Quality.Data;

namespace ShopStream.Application.Dbt.Translation;

/// <summary>Tests of figures that are computed from the rows of a table.</summary>
internal static partial class FigureTests
{
    private const string OfColumn = "dbt_expectations.expect_column_";
    private const string EachValue = "every value is judged; dbt compares the sum of the column with itself, which cannot fail";
    private const string Discrete = "the figure is a value of the column; dbt interpolates between two";

    public static IEnumerable<(string Name, TestKind Kind)> Kinds =>
        [
            ($"{OfColumn}min_to_be_between", new(TestSubject.Figures, c => Between(c, "smallest {0}"))),
            ($"{OfColumn}max_to_be_between", new(TestSubject.Figures, c => Between(c, "largest {0}"))),
            ($"{OfColumn}mean_to_be_between", new(TestSubject.Figures, c => Between(c, "average {0}"))),
            ($"{OfColumn}median_to_be_between", new(TestSubject.Figures, c => Between(c, "median {0}")) { Note = Discrete }),
            ($"{OfColumn}sum_to_be_between", new(TestSubject.Figures, c => Between(c, "sum of {0}"))),
            ($"{OfColumn}stdev_to_be_between", new(TestSubject.Figures, c => Between(c, "standard deviation of {0}"))),
            ($"{OfColumn}quantile_values_to_be_between", new(TestSubject.Figures, Quantile) { Note = Discrete }),
            ($"{OfColumn}unique_value_count_to_be_between", new(TestSubject.Figures, c => Between(c, "number of different {0}"))),
            (
                $"{OfColumn}proportion_of_unique_values_to_be_between",
                new(TestSubject.Figures, c => Between(c, "share of different {0}", SentenceParts.Percent))
            ),
            ($"{OfColumn}values_to_be_within_n_stdevs", new(TestSubject.Figures, WithinDeviations) { Note = EachValue }),
            ($"{OfColumn}distinct_count_to_equal", new(TestSubject.Figures, c => Count(c, "is exactly"))),
            ($"{OfColumn}distinct_count_to_be_greater_than", new(TestSubject.Figures, c => Count(c, "is above"))),
            ($"{OfColumn}distinct_count_to_be_less_than", new(TestSubject.Figures, c => Count(c, "is below"))),
            ($"{OfColumn}distinct_count_to_equal_other_table", new(TestSubject.Figures, SameCount)),
            ("dbt_expectations.equal_expression", new(TestSubject.Figures, SameFigure)),
            ("dbt_expectations.expect_table_aggregation_to_equal_other_table", new(TestSubject.Figures, SameFigure)),
        ];

    private static IReadOnlyList<string>? Between(TestContext c, string figure, Func<string, string?>? written = null) =>
        c.Column is { } column && c.Bounds(written) is { } bounds && c.ForEach() is { } groups
            ? [.. bounds.Select(b => $"the {string.Format(CultureInfo.InvariantCulture, figure, column)} in {c.Dataset} {b}{groups}")]
            : null;

    private static IReadOnlyList<string>? Quantile(TestContext c) =>
        SentenceParts.Percent(c.Text("quantile")) is { } share ? Between(c, $"{share} quantile of {{0}}") : null;

    private static IReadOnlyList<string>? WithinDeviations(TestContext c) =>
        c.Column is { } column && (c.Constant("sigma_threshold") ?? "3") is { } most && !c.Test.Has("group_by")
            ? [$"{column} in {c.Dataset} has no outliers beyond {most} standard deviations"]
            : null;

    private static IReadOnlyList<string>? Count(TestContext c, string bound) =>
        c.Column is { } column && c.Constant("value") is { } value && c.ForEach() is { } groups
            ? [$"the number of different {column} in {c.Dataset} {bound} {value}{groups}"]
            : null;

    private static IReadOnlyList<string>? SameCount(TestContext c) =>
        c.Column is { } column
        && c.Other("compare_model") is { } other
        && c.OtherDataset("compare_model") is { } dataset
        && c.Text("compare_column_name") is { } name
        && other.ColumnOf(name) is { } compared
        && !c.Test.Has("compare_row_condition")
        && !c.Test.Has("group_by")
            ? [$"the number of different {column} in {c.Dataset} equals the number of different {Identifier.Written(compared)} in {dataset}"]
            : null;

    private static IReadOnlyList<string>? SameFigure(TestContext c)
    {
        string[] other = ["group_by", "compare_group_by", "compare_row_condition", "tolerance", "tolerance_percent"];
        var (expression, compared) = (c.Text("expression"), c.Text("compare_expression") ?? c.Text("expression"));
        return
            !other.Any(c.Test.Has)
            && Figure(expression, c.Relation) is { } figure
            && (c.Other("compare_model") ?? c.Relation) is var relation
            && Figure(compared, relation) is { } otherFigure
            && c.Names.Of(relation) is { } dataset
            ? [$"{figure} in {c.Dataset} equals {otherFigure} in {dataset}"]
            : null;
    }

    private static string? Figure(string? expression, DbtRelation relation)
    {
        if (expression is null || Aggregate().Match(expression) is not { Success: true } match)
            return null;
        if (match.Groups["all"].Success)
            return "the number of rows";
        if (relation.ColumnOf(match.Groups["column"].Value) is not { } column)
            return null;
        var name = match.Groups["name"].Value.ToUpperInvariant() switch
        {
            "SUM" => "sum of",
            "MIN" => "smallest",
            "MAX" => "largest",
            "AVG" => "average",
            _ => match.Groups["distinct"].Success ? "number of different" : null,
        };
        return name is null || (match.Groups["distinct"].Success && name is not "number of different") ? null : $"the {name} {Identifier.Written(column)}";
    }

    [GeneratedRegex(
        """^\s*(?<name>sum|min|max|avg|count)\(\s*((?<all>\*)|(?<distinct>distinct\s+)?(?<column>"[^"]+"|[A-Za-z_][A-Za-z0-9_]*))\s*\)\s*\z""",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase,
        1000
    )]
    private static partial Regex Aggregate();
}
