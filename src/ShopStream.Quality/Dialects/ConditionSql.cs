using System.Globalization;
using ShopStream.Quality.Data;

namespace ShopStream.Quality.Dialects;

/// <summary>Renders conditions as SQL of one dialect.</summary>
/// <param name="dialect">Dialect of the store.</param>
/// <param name="taken">What relative conditions count from; null if they cannot be rendered.</param>
internal sealed class ConditionSql(Dialect dialect, SnapshotTime? taken)
{
    private readonly Constants constants = new(dialect);
    private readonly DigestSql digests = new(dialect);

    /// <summary>Renders a condition.</summary>
    /// <param name="condition">Condition to render.</param>
    /// <param name="column">Renders a column name.</param>
    /// <param name="type">Returns the type of a column; an unknown one if there is no catalog.</param>
    public string Holds(Condition condition, Func<string, string> column, Func<string, ColumnType> type) =>
        constants.Holds(condition, column, type)
        ?? condition switch
        {
            IsNull c => dialect.IsNull(column(c.Column), type(c.Column)),
            Not(IsNull c) => dialect.IsNull(column(c.Column), type(c.Column)) is var isNull && isNull.EndsWith(" IS NULL", StringComparison.Ordinal)
                ? $"{column(c.Column)} IS NOT NULL"
                : $"NOT ({isNull})",
            IsOneOf c => $"{column(c.Column)} IN ({dialect.Values(c.Values)})",
            Not(IsOneOf c) => $"{column(c.Column)} NOT IN ({dialect.Values(c.Values)})",
            IsBetween c => $"{column(c.Column)} BETWEEN {dialect.Value(c.Low)} AND {dialect.Value(c.High)}",
            IsMatch c => dialect.Matches(column(c.Column), c.Pattern),
            Compares c => $"{column(c.Column)} {Operator(c.Comparison)} {dialect.Value(c.Value)}",
            IsSameAs c => $"{column(c.Column)} IS NOT DISTINCT FROM {FormulaText(c.Formula, column)}",
            InWords c => Holds(c.Inner, column, type),
            HasLength c => Length(dialect.ComparedText(column(c.Column), type(c.Column)), c),
            ComparesWith c => $"{column(c.Column)} {Operator(c.Comparison)} {column(c.Other)}",
            ComparesFormula c => $"{column(c.Column)} {Operator(c.Comparison)} {FormulaText(c.Formula, column)}",
            IsApart c => $"{column(c.Column)} {Operator(c.Comparison)} {column(c.Other)} {(c.IsAfter ? "+" : "-")} {Interval(c.Age)}",
            AnyOf c => c.Conditions.Count == 0 ? "FALSE" : $"({string.Join(" OR ", c.Conditions.Select(x => Holds(x, column, type)))})",
            AllOf { Conditions: [var only] } => Holds(only, column, type),
            AllOf c => c.Conditions.Count == 0 ? "TRUE" : $"({string.Join(" AND ", c.Conditions.Select(x => Holds(x, column, type)))})",
            IsWithinLast c => Within(c, column, type),
            IsInBuckets c => $"{digests.Bucket(c.Key.Select(k => (column(k), type(k))), c.Buckets)} IN "
                + $"({string.Join(", ", c.Numbers.Select(n => n.ToString(CultureInfo.InvariantCulture)))})",
            OrNull c => $"({Holds(c.Inner, column, type)} OR {dialect.IsNull(column(c.Column), type(c.Column))})",
            Not c => $"NOT ({Holds(c.Inner, column, type)})",
            _ => throw new ArgumentException($"unknown condition {condition}", nameof(condition)),
        };

    private string Within(IsWithinLast condition, Func<string, string> column, Func<string, ColumnType> type)
    {
        var name = column(condition.Column);
        var (from, before) = condition.Period.Bounds(taken ?? throw new InvalidOperationException($"'{condition}' counts from a run, and there is none"));
        // Of an unknown type, a text could be compared as one.
        return type(condition.Column).Word is null or ""
            ? $"({name} >= TIMESTAMP {dialect.Literal(Text(from))} AND {name} < TIMESTAMP {dialect.Literal(Text(before))})"
            : Holds(
                new AllOf([new Compares(condition.Column, Comparison.AtLeast, Text(from)), new Compares(condition.Column, Comparison.Below, Text(before))]),
                column,
                type
            );

        static string Text(DateTime moment) => moment.ToString("yyyy-MM-dd HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture);
    }

    // In minutes, which no store reads by the calendar or by daylight saving time.
    private static string Interval(Age age) => $"INTERVAL '{((long)age.Span.TotalMinutes).ToString(CultureInfo.InvariantCulture)} minutes'";

    private static string Length(string text, HasLength length)
    {
        var fewest = length.Fewest.ToString(CultureInfo.InvariantCulture);
        return length.Most is not { } most
            ? $"LENGTH({text}) >= {fewest}"
            : $"LENGTH({text}) BETWEEN {fewest} AND {most.ToString(CultureInfo.InvariantCulture)}";
    }

    private static string FormulaText(Formula formula, Func<string, string> column) =>
        formula switch
        {
            ColumnTerm c => column(c.Name),
            NumberTerm n => n.Value.ToString(CultureInfo.InvariantCulture),
            Operation o => $"({FormulaText(o.Left, column)} {o.Operator} {FormulaText(o.Right, column)})",
            _ => throw new ArgumentException($"unknown formula {formula}", nameof(formula)),
        };

    private static string Operator(Comparison comparison) =>
        comparison switch
        {
            Comparison.Equal => "=",
            Comparison.AtLeast => ">=",
            Comparison.AtMost => "<=",
            Comparison.Above => ">",
            _ => "<",
        };
}
