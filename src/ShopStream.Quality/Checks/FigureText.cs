using System.Globalization;
using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;

namespace ShopStream.Quality.Checks;

/// <summary>Formats numbers for people: thousands separated by commas, always with a unit.</summary>
internal static class FigureText
{
    public static string Rows(decimal n) => Counted.Of(n, "row");

    public static string AllRows(decimal n) => n == 1 ? "the one row" : $"all {Rows(n)}";

    public static string Amount(ExactNumber? amount) => amount?.ToAmountText() ?? "nothing";

    public static string SignedAmount(ExactNumber amount) => amount.Sign == 0 ? "0.00" : $"{(amount.Sign > 0 ? '+' : '−')}{amount.Abs.ToAmountText()}";

    public static string SignedRows(decimal n) => $"{n.ToString("+#,##0;−#,##0;0", CultureInfo.InvariantCulture)} {(Math.Abs(n) == 1 ? "row" : "rows")}";

    /// <summary>3 days 4 h, 26 h 5 min, 12 min 30 s, 30 s: the two largest units.</summary>
    public static string Duration(TimeSpan span) =>
        span switch
        {
            { TotalSeconds: < 1 } => span > TimeSpan.Zero ? "less than 1 s" : "0 s",
            { TotalMinutes: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{span.Seconds} s"),
            { TotalHours: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{span.Minutes} min {span.Seconds} s"),
            { TotalDays: < 2 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(span.TotalHours)} h {span.Minutes} min"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{span.Days:#,##0} days {span.Hours} h"),
        };

    /// <summary>Evaluation of a value check on a column that has only NULLs.</summary>
    public static Evaluation OnlyNulls(string column, Relation relation, decimal rows) =>
        Evaluation.NotJudged($"{Identifier.Written(column)} is null in {AllRows(rows)} of {relation}: there are no values to check");

    /// <summary>Evaluation of a check that needs more earlier runs than there are.</summary>
    /// <param name="what">What runs record, such as "rows of raw orders".</param>
    /// <param name="available">Number of runs of earlier dates.</param>
    /// <param name="required">Number of runs that are needed.</param>
    public static Evaluation HistoryTooShort(string what, int available, int required) =>
        Evaluation.NotJudged(
            $"the history has {(available == 0 ? "no run" : Counted.Of(available, "run"))} of an earlier date with the {what}; "
                + $"{required.ToString(CultureInfo.InvariantCulture)} {(required == 1 ? "is" : "are")} required (every run adds one)"
        );

    /// <summary>
    /// Rows of a sample as text, such as "id=17, status=paid"; empty if the sample was not measured. Names of columns are quoted if they need it.
    /// </summary>
    public static IReadOnlyList<string> KeysOf(Measurement? sample) =>
        sample is null or { Missing: not null } or { Columns.Count: 0 }
            ? []
            : [.. sample.Rows.Select(row => string.Join(", ", row.Select((cell, i) => $"{Identifier.Written(sample.Columns[i])}={cell ?? "null"}")))];
}
