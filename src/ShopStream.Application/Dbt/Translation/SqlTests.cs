using System.Text.RegularExpressions;
using ShopStream.Quality.Data;

namespace ShopStream.Application.Dbt.Translation;

/// <summary>Generic tests of a project's own, whose compiled SQL has a form that sentences have: values without blanks around them, two equal sums.</summary>
internal static partial class SqlTests
{
    private const string Name = """("[^"]+"|[A-Za-z_][A-Za-z0-9_]*)""";
    private const string Table = $@"{Name}(\.{Name})*";
    private const string SumOf = $@"select\s+sum\s*\(\s*(?<column>{Name})\s*\)(\s+as\s+{Name})?\s+from\s+(?<table>{Table})";

    /// <summary>The kind of test that a SQL text is; null if it is another one.</summary>
    /// <param name="test">A test of the project's own; its SQL may be null.</param>
    public static TestKind? Find(Artifacts.DbtTest test)
    {
        var sql = test.Sql ?? "";
        if (Trimmed().Match(sql) is { Success: true } trimmed)
            return new TestKind(TestSubject.Values, c => NoBlanks(c, trimmed)) { Note = "every kind of white space counts as a blank" };
        return Sums().Match(sql) is { Success: true } sums ? new TestKind(TestSubject.Figures, c => SameSums(c, sums)) : null;
    }

    private static IReadOnlyList<string>? NoBlanks(TestContext c, Match sql)
    {
        if (
            !string.Equals(sql.Groups["column"].Value, sql.Groups["same"].Value, StringComparison.Ordinal)
            || Find(c, sql.Groups["table"].Value) is not { } dataset
            || dataset != c.Dataset
            || c.Relation.ColumnOf(sql.Groups["column"].Value) is not { } column
        )
            return null;
        var most =
            c.Test.FailCalc is "count(*)" ? "0"
            : Tolerated().Match(c.Test.FailCalc) is { Success: true } calc ? calc.Groups["most"].Value
            : null;
        return most switch
        {
            null => null,
            "0" => [$@"{Identifier.Written(column)} in {c.Dataset} never matches ""\s.*|.*\s"""],
            _ => [$@"{Identifier.Written(column)} in {c.Dataset} never matches ""\s.*|.*\s"", except in at most {most} {(most is "1" ? "row" : "rows")}"],
        };
    }

    private static IReadOnlyList<string>? SameSums(TestContext c, Match sql)
    {
        var (columns, tables) = (sql.Groups["column"].Captures, sql.Groups["table"].Captures);
        var sides = columns.Zip(tables, (column, table) => Side(c, column.Value, table.Value)).ToList();
        return c.Test.FailCalc is "count(*)" && sides is [{ } left, { } right] && !string.Equals(left, right, StringComparison.Ordinal)
            ? [$"{left} equals {right}"]
            : null;
    }

    private static string? Side(TestContext c, string column, string table) =>
        Relation(c, table) is { } relation && c.Names.Of(relation) is { } dataset && relation.ColumnOf(column) is { } name
            ? $"the sum of {Identifier.Written(name)} in {dataset}"
            : null;

    private static Dataset? Find(TestContext c, string table) => c.Names.Of(Relation(c, table));

    // "database"."schema"."table", as dbt has compiled it.
    private static Artifacts.DbtRelation? Relation(TestContext c, string table)
    {
        var parts = Identifier.Parts(table, '.').Select(Identifier.Unquoted).ToList();
        return parts.Count < 2
            ? null
            : c.Project.Tables.FirstOrDefault(r =>
                string.Equals(r.Table, parts[^1], StringComparison.OrdinalIgnoreCase) && string.Equals(r.Schema, parts[^2], StringComparison.OrdinalIgnoreCase)
            );
    }

    [GeneratedRegex(
        $@"^\s*select\s+({Name}|\*)\s+from\s+(?<table>{Table})\s+where\s+(?<column>{Name})\s*(<>|!=)\s*trim\(\s*(?<same>{Name})\s*\)\s*\z",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase,
        1000
    )]
    private static partial Regex Trimmed();

    [GeneratedRegex(
        $@"^\s*with\s+\w+\s+as\s*\(\s*{SumOf}\s*\)\s*,\s*\w+\s+as\s*\(\s*{SumOf}\s*\)"
            + @"\s*select\s[^()]*\sfrom\s+\w+\s+cross\s+join\s+\w+\s+where\s+\w+\.\w+\s+is\s+distinct\s+from\s+\w+\.\w+\s*\z",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase,
        1000
    )]
    private static partial Regex Sums();

    [GeneratedRegex(@"^\s*greatest\(\s*count\(\*\)\s*-\s*(?<most>[0-9]+)\s*,\s*0\s*\)\s*\z", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Tolerated();
}
