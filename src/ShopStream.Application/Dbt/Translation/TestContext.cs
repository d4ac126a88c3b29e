using System.Globalization;
using System.Text.RegularExpressions;
using ShopStream.Application.Dbt.Artifacts;
using ShopStream.Application.Dbt.Placement;
using ShopStream.Quality.Data;

namespace ShopStream.Application.Dbt.Translation;

/// <summary>A test of a table, with its arguments as sentences have them. What is null cannot be said.</summary>
/// <param name="Project">The project.</param>
/// <param name="Names">Datasets of the relations.</param>
/// <param name="Keys">Keys of the relations.</param>
/// <param name="Test">The test.</param>
/// <param name="Relation">What it is about.</param>
/// <param name="Dataset">The relation's dataset.</param>
internal sealed partial record TestContext(DbtProject Project, DatasetNames Names, RowKeys Keys, DbtTest Test, DbtRelation Relation, Dataset Dataset)
{
    /// <summary>The column that the test hangs on, as written in sentences.</summary>
    public string? Column => ColumnIn("column_name");

    public string? Text(string name) => Test.Argument(name) is { } text && !IsJinja(text) ? text : null;

    /// <summary>An argument that is a constant, as written in sentences.</summary>
    public string? Constant(string name) => SqlConditions.Constant(Text(name)) is { } value ? SentenceParts.Value(value) : null;

    /// <summary>An argument that names a column, as written in sentences.</summary>
    public string? ColumnIn(string name) => Text(name) is { } text && Relation.ColumnOf(text) is { } column ? Identifier.Written(column) : null;

    /// <summary>An argument that lists columns.</summary>
    public IReadOnlyList<string>? ColumnsIn(string name) => Test.List(name) is { Count: > 0 } list ? All(list.Select(Relation.ColumnOf)) : null;

    /// <summary>An argument that lists values, as written in sentences. Of a variable, dbt has written the values into the SQL.</summary>
    public string? Values(string name) =>
        Test.List(name) is { Count: > 0 } list && !list.Any(IsJinja) ? SentenceParts.Values(list)
        : Test.Argument(name) is { } text && IsJinja(text) && Rendered() is { } rendered ? SentenceParts.Values(rendered)
        : null;

    /// <summary>Values in SQL: with quotes if quote_values is not false, and otherwise constants or columns.</summary>
    public string? Set(string name) => Test.Flag("quote_values", otherwise: true) || AreNumbers(name) ? Values(name) : null;

    /// <summary>Another relation that an argument refers to.</summary>
    public DbtRelation? Other(string name) => Project.Find(Test.Argument(name));

    /// <summary>The dataset of another relation.</summary>
    public Dataset? OtherDataset(string name) => Names.Of(Other(name));

    /// <summary>The bounds of min_value and max_value; null if one of them is an expression.</summary>
    public IReadOnlyList<string>? Bounds(Func<string, string?>? written = null)
    {
        var (low, high) = (SqlConditions.Constant(Text("min_value")), SqlConditions.Constant(Text("max_value")));
        if ((low is null && Test.Has("min_value")) || (high is null && Test.Has("max_value")))
            return null;
        var strictly = Test.Kind is "dbt_utils.accepted_range" ? !Test.Flag("inclusive", otherwise: true) : Test.Flag("strictly");
        var write = written ?? SentenceParts.Value;
        return (low is not null && write(low) is null) || (high is not null && write(high) is null)
            ? null
            : SentenceParts.Bounds(low, high, strictly, v => write(v)!);
    }

    /// <summary>An age such as 26 hours; null for months and years, which have no fixed length.</summary>
    public static string? Age(string? count, string? period) =>
        int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? period?.TrimEnd('s') switch
            {
                "minute" => Counted(number, "minute"),
                "hour" => Counted(number, "hour"),
                "day" => Counted(number, "day"),
                "week" => Counted(number * 7, "day"),
                _ => null,
            }
            : null;

    /// <summary>", for each …" of group_by; "" without it, null for several columns.</summary>
    public string? ForEach(string name = "group_by") =>
        !Test.Has(name) ? ""
        : ColumnIn(name) is { } column ? $", for each {column}"
        : ColumnsIn(name) is [var one] ? $", for each {Identifier.Written(one)}"
        : null;

    public static IReadOnlyList<string>? All(IEnumerable<string?> items)
    {
        var list = items.ToList();
        return list.Contains(null) ? null : [.. list.OfType<string>()];
    }

    private IReadOnlyList<string>? Rendered() =>
        InList().Match(Test.Sql ?? "") is { Success: true } match
        && SqlConditions.Read($"x in {match.Groups["list"].Value}", _ => "x") is [{ Values: { Count: > 0 } values }]
            ? values
            : null;

    [GeneratedRegex(@"\bvalue_field\s+not\s+in\s*(?<list>\([^()]*\))\s*\z", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex InList();

    private bool AreNumbers(string name) =>
        Test.List(name)?.All(v => SqlConditions.Constant(v) is not null && !v.Contains('\'', StringComparison.Ordinal)) is true;

    private static string Counted(int number, string word) => string.Create(CultureInfo.InvariantCulture, $"{number} {word}{(number == 1 ? "" : "s")}");

    private static bool IsJinja(string text) => text.Contains("{{", StringComparison.Ordinal) || text.Contains("{%", StringComparison.Ordinal);
}
