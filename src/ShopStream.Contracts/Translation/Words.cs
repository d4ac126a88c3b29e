using System.Globalization;
using ShopStream.Quality.Data;

namespace ShopStream.Contracts.Translation;

/// <summary>Values, names and bounds as sentences and SQL write them.</summary>
internal static class Words
{
    /// <summary>A value of a list in a sentence.</summary>
    public static string Value(string value) =>
        value.Length > 0 && !value.Any(c => c is ',' or '"' or ' ') ? value : $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>Values of a list in a sentence.</summary>
    public static string Values(IEnumerable<string> values) => string.Join(", ", values.Select(Value));

    /// <summary>A text in SQL.</summary>
    public static string Literal(string value) => $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";

    /// <summary>An exact number, without a thousands separator.</summary>
    public static string Number(decimal value) => value.ToString("0.############################", CultureInfo.InvariantCulture);

    /// <summary>A bound of a minimum or a maximum: a moment as sentences write it, anything else as it is.</summary>
    public static string Limit(string value)
    {
        if (!DateTime.TryParseExact(value, ["yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd HH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment))
            return Value(value);
        return moment.TimeOfDay == TimeSpan.Zero
            ? moment.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
            : $"\"{moment.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)}\"";
    }

    /// <summary>The bound of a figure in a sentence; null where none says it.</summary>
    public static string? Bound(RuleBound bound, string unit) =>
        bound switch
        {
            { Operator: RuleOperator.Equal, Values: [var v] } => $"is exactly {Number(v)}{unit}",
            { Operator: RuleOperator.Above, Values: [var v] } => $"is above {Number(v)}{unit}",
            { Operator: RuleOperator.AtLeast, Values: [var v] } => $"is at least {Number(v)}{unit}",
            { Operator: RuleOperator.Below, Values: [var v] } => $"is below {Number(v)}{unit}",
            { Operator: RuleOperator.AtMost, Values: [var v] } => $"is at most {Number(v)}{unit}",
            { Operator: RuleOperator.Between, Values: [var low, var high] } => $"is between {Number(low)}{unit} and {Number(high)}{unit}",
            _ => null,
        };

    /// <summary>The bound in SQL, on a figure or on <paramref name="total"/> times it.</summary>
    /// <param name="bound">The bound.</param>
    /// <param name="figure">SQL of the figure.</param>
    /// <param name="total">SQL that the bound's numbers are multiplied with, so that a percentage needs no division; null for none.</param>
    public static string Holds(RuleBound bound, string figure, string? total = null)
    {
        string Side(decimal value) => total is null ? Number(value) : $"{Number(value)} * {total}";
        return bound switch
        {
            { Operator: RuleOperator.Equal, Values: [var v] } => $"{figure} = {Side(v)}",
            { Operator: RuleOperator.NotEqual, Values: [var v] } => $"{figure} <> {Side(v)}",
            { Operator: RuleOperator.Above, Values: [var v] } => $"{figure} > {Side(v)}",
            { Operator: RuleOperator.AtLeast, Values: [var v] } => $"{figure} >= {Side(v)}",
            { Operator: RuleOperator.Below, Values: [var v] } => $"{figure} < {Side(v)}",
            { Operator: RuleOperator.AtMost, Values: [var v] } => $"{figure} <= {Side(v)}",
            { Operator: RuleOperator.Between, Values: [var low, var high] } => $"{figure} BETWEEN {Side(low)} AND {Side(high)}",
            { Operator: RuleOperator.NotBetween, Values: [var low, var high] } => $"{figure} NOT BETWEEN {Side(low)} AND {Side(high)}",
            _ => throw new InvalidOperationException($"a bound of {bound.Values.Count} numbers cannot be {bound.Operator}"),
        };
    }

    /// <summary>An ECMA-262 expression, which matches anywhere, as a pattern of the whole value.</summary>
    public static string WholeValue(string pattern)
    {
        var (start, end) = (pattern.StartsWith('^'), pattern.EndsWith('$') && !pattern.EndsWith("\\$", StringComparison.Ordinal));
        var inner = pattern[(start ? 1 : 0)..(end ? pattern.Length - 1 : pattern.Length)];
        // ^a|b$ anchors each alternative on one side only.
        if ((start || end) && inner.Contains('|', StringComparison.Ordinal) && !IsGrouped(inner))
            return pattern;
        return $"{(start ? "" : "(.|\\n)*")}{inner}{(end ? "" : "(.|\\n)*")}";
    }

    private static bool IsGrouped(string inner)
    {
        var depth = 0;
        for (var i = 0; i < inner.Length; i++)
        {
            if (inner[i] == '\\')
                i++;
            else if (inner[i] is '(' or '[')
                depth++;
            else if (inner[i] is ')' or ']')
                depth--;
            else if (inner[i] == '|' && depth == 0)
                return false;
        }
        return true;
    }
}
