using System.Globalization;
using ShopStream.Quality.Data;
using ShopStream.Quality.Planning;

namespace ShopStream.Quality.Checks;

/// <summary>Figures as people read them: thousands with commas, a unit always.</summary>
internal static class Say
{
    public static string Count(decimal n, string one, string? many = null) =>
        $"{n.ToString("#,##0", CultureInfo.InvariantCulture)} {(n == 1 ? one : many ?? one + "s")}";

    public static string Rows(decimal n) => Count(n, "row");

    public static string Amount(decimal? amount) => amount?.ToString("#,##0.00######", CultureInfo.InvariantCulture) ?? "nothing";

    public static string SignedAmount(decimal amount) => amount.ToString("+#,##0.00######;−#,##0.00######;0.00", CultureInfo.InvariantCulture);

    public static string SignedRows(decimal n) => $"{n.ToString("+#,##0;−#,##0;0", CultureInfo.InvariantCulture)} {(Math.Abs(n) == 1 ? "row" : "rows")}";

    /// <summary>A claim about values where there are none.</summary>
    public static Verdict OnlyNulls(string column, Relation relation, decimal rows) =>
        Verdict.NotJudged($"{column} is null in {(rows == 1 ? "the one row" : $"all {Rows(rows)}")} of {relation}: there is no value to judge");

    /// <summary>id=17, status=paid.</summary>
    public static IReadOnlyList<string> Keys(Answer? sample) =>
        sample is null or { Missing: not null } ? [] : [.. sample.Rows.Select(row => string.Join(", ", row.Select((cell, i) => $"{sample.Columns[i]}={cell ?? "null"}")))];
}
