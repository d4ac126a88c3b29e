using System.Globalization;
using System.Text.RegularExpressions;
using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;

namespace ShopStream.Quality.Checks.Figures;

/// <summary>A bound of a figure: is between 50 and 500. Bounds are inclusive, except above and below.</summary>
public sealed partial record FigureBound
{
    private static readonly (string Word, Comparison Comparison)[] Words =
    [
        ("exactly", Data.Comparison.Equal),
        ("at least", Data.Comparison.AtLeast),
        ("at most", Data.Comparison.AtMost),
        ("above", Data.Comparison.Above),
        ("below", Data.Comparison.Below),
    ];

    private readonly FigureValue low;
    private readonly FigureValue? high;

    private FigureBound(Comparison? comparison, (string Text, FigureValue Value) low, (string Text, FigureValue Value)? high)
    {
        (Comparison, this.low, this.high) = (comparison, low.Value, high?.Value);
        (Low, High) = (low.Text, high?.Text);
    }

    /// <summary>How the figure is compared with the limit; null for between two limits.</summary>
    public Comparison? Comparison { get; }

    /// <summary>The limit as written; the lower one of two.</summary>
    public string Low { get; }

    /// <summary>The upper one of two limits as written; null if there is only one.</summary>
    public string? High { get; }

    internal FigureScale Scale => low.Scale;

    internal FigureValue First => low;

    /// <summary>Parses a bound.</summary>
    /// <param name="text">is exactly 5, is at least 5, is at most 5, is above 5, is below 5, is between 1 and 5.</param>
    /// <exception cref="FormatException">A limit is no number, percentage, date or time, or the lower limit is above the upper one.</exception>
    public static FigureBound Parse(string text)
    {
        var match = Forms().Match(text);
        if (!match.Success)
            throw new FormatException(
                $"'{text}' is not a bound: expected 'is exactly 5', 'is at least 5', 'is at most 5', 'is above 5', 'is below 5' or 'is between 1 and 5'"
            );
        var first = Limit(match.Groups["low"].Value);
        if (!match.Groups["high"].Success)
            return new FigureBound(Words.First(w => string.Equals(w.Word, match.Groups["word"].Value, StringComparison.Ordinal)).Comparison, first, null);
        var last = Limit(match.Groups["high"].Value);
        if (first.Value.Scale != last.Value.Scale)
            throw new FormatException($"'{first.Text}' and '{last.Text}' are of different kinds: expected two limits of one kind");
        return first.Value.ComparedWith(last.Value) <= 0
            ? new FigureBound(null, first, last)
            : throw new FormatException($"no value is between {first.Text} and {last.Text}: expected the lower bound first");
    }

    /// <summary>Rejects a bound that does not fit the figure, or that no value of the figure can miss.</summary>
    /// <exception cref="FormatException">The bound does not fit.</exception>
    public FigureBound For(Figure figure)
    {
        if (figure.Scale is not { } scale)
            return Scale == FigureScale.Percent ? throw Misfit(figure, "a number, a date or a time") : this;
        if (scale == FigureScale.Percent && (Scale != FigureScale.Percent || Limits.Any(l => l.Numerator < 0m || l.Numerator > 100m)))
            throw Misfit(figure, "a percentage from 0 % to 100 %");
        if (scale != FigureScale.Percent && Scale != FigureScale.Number)
            throw Misfit(figure, "a number");
        if (scale == FigureScale.Count && Limits.Any(l => l.Numerator.Sign < 0 || l.Numerator.Scale > 0))
            throw Misfit(figure, "a whole number, 0 or more");
        return Deciding($"{figure}", figure.Range);
    }

    /// <summary>Rejects a bound that no value can miss, or that none can meet.</summary>
    /// <param name="what">What is bounded, for the message.</param>
    /// <param name="range">Range of the figure, inclusive; null if it is unbounded.</param>
    /// <exception cref="FormatException">The check could not fail, or could not pass.</exception>
    internal FigureBound Deciding(string what, (decimal? Least, decimal? Most) range)
    {
        var (lower, upper) = (Lower, Upper);
        var (above, below) = (Comparison == Data.Comparison.Above, Comparison == Data.Comparison.Below);
        if ((lower is null || Sign(lower, range.Least) <= (above ? -1 : 0)) && (upper is null || Sign(upper, range.Most) >= (below ? 1 : 0)))
            throw new FormatException($"{what} {this} whatever the rows are: the check cannot fail; expected another bound");
        return Sign(lower, range.Most) >= (above ? 0 : 1) || Sign(upper, range.Least) <= (below ? 0 : -1)
            ? throw new FormatException($"{what} is never {Expected("")}: the check cannot pass; expected another bound")
            : this;

        static int? Sign(FigureValue? limit, decimal? end) => end is { } number ? limit?.Numerator.CompareTo(number) : null;
    }

    /// <summary>Whether every value that meets another bound of the same kind meets this one, and some value meets this one alone.</summary>
    public bool Includes(FigureBound other) => Scale == other.Scale && IsWithin(other) && !other.IsWithin(this);

    /// <summary>The use of the figure's column that this bound means, for a figure that has the type of its column.</summary>
    internal IEnumerable<TypedUse> Uses(Relation relation, Figure figure) =>
        figure is { Scale: null, Column: { } column }
            ? [new ConditionUse(relation, High is null ? new Compares(column, Comparison ?? Data.Comparison.Equal, Low) : new IsBetween(column, Low, High))]
            : [];

    internal bool Holds(FigureValue value) =>
        value.ComparedWith(low) is var sign
        && Comparison switch
        {
            null => sign >= 0 && value.ComparedWith(high!.Value) <= 0,
            Data.Comparison.Equal => sign == 0,
            Data.Comparison.AtLeast => sign >= 0,
            Data.Comparison.AtMost => sign <= 0,
            Data.Comparison.Above => sign > 0,
            _ => sign < 0,
        };

    // Whether the other bound lies in this one.
    private bool IsWithin(FigureBound other) =>
        (
            Lower is not { } low
            || (
                other.Lower is { } its
                && (its.ComparedWith(low) is var order)
                && (order > 0 || (order == 0 && (Comparison != Data.Comparison.Above || other.Comparison == Data.Comparison.Above)))
            )
        )
        && (
            Upper is not { } high
            || (
                other.Upper is { } top
                && (top.ComparedWith(high) is var below)
                && (below < 0 || (below == 0 && (Comparison != Data.Comparison.Below || other.Comparison == Data.Comparison.Below)))
            )
        );

    /// <summary>The limit that a value misses.</summary>
    internal FigureValue Missed(FigureValue value) => high is { } upper && value.ComparedWith(upper) > 0 ? upper : low;

    /// <summary>The bound without its verb: between 50 and 500.</summary>
    internal string Expected(string unit) => ToString()["is ".Length..] + (unit.Length == 0 ? "" : $" {unit}");

    /// <inheritdoc />
    public override string ToString() => High is { } upper ? $"is between {Low} and {upper}" : $"is {Words.First(w => w.Comparison == Comparison).Word} {Low}";

    private FigureValue? Lower => Comparison is Data.Comparison.AtMost or Data.Comparison.Below ? null : low;

    private FigureValue? Upper =>
        Comparison switch
        {
            null => high,
            Data.Comparison.AtLeast or Data.Comparison.Above => null,
            _ => low,
        };

    private IEnumerable<FigureValue> Limits => high is { } upper ? [low, upper] : [low];

    private FormatException Misfit(Figure figure, string expected) =>
        new($"{figure} cannot be compared with {(High is { } upper ? $"{Low} and {upper}" : Low)}: expected {expected}");

    private static (string Text, FigureValue Value) Limit(string text)
    {
        var plain = text.Trim('"');
        if (plain.EndsWith('%') && Constant.Number(plain.TrimEnd('%', ' ')) is { } percent)
            return ($"{percent} %", FigureValue.Of(FigureScale.Percent, percent));
        var number = Thousands().IsMatch(plain) ? plain.Replace(",", "", StringComparison.Ordinal) : plain;
        return FigureValue.TryParse(number) is { } value
            ? (plain, value)
            : throw new FormatException(
                $"'{plain}' is not a limit: expected a number such as 1.5, a percentage such as 20 %, a date such as 2025-11-28 or a time"
            );
    }

    [GeneratedRegex(
        """
            ^is\ (between\ (?<low>"[^"]*"|[^"\ ]+(\ %)?)\ and\ (?<high>"[^"]*"|[^"\ ]+(\ %)?)
              |(?<word>exactly|at\ least|at\ most|above|below)\ (?<low>"[^"]*"|[^"\ ]+(\ %)?))\z
            """,
        RegexOptions.ExplicitCapture | RegexOptions.IgnorePatternWhitespace,
        1000
    )]
    private static partial Regex Forms();

    [GeneratedRegex(@"^[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Thousands();
}
