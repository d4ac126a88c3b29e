using System.Globalization;
using ShopStream.Quality.Data;

namespace ShopStream.Features.Linting;

/// <summary>The values of one column that conditions allow, as far as lists and bounds of numbers say it. All other conditions allow every value.</summary>
internal sealed class ValueRange
{
    private IReadOnlyList<string>? only;
    private List<string> except = [];
    private (decimal Value, bool IsIn)? lower;
    private (decimal Value, bool IsIn)? upper;
    private bool isExact = true;

    private ValueRange() { }

    /// <summary>Whether NULL is allowed.</summary>
    public bool AllowsNull { get; private set; } = true;

    /// <summary>Whether no value is allowed, and NULL is not either.</summary>
    public bool IsEmpty => !AllowsNull && HasNoValue;

    private bool HasNoValue =>
        only is { } list
            ? !list.Any(Allows)
            : lower is { } low && upper is { } high && (low.Value > high.Value || (low.Value == high.Value && !(low.IsIn && high.IsIn)));

    /// <summary>What conditions, all of which hold, allow for a column.</summary>
    public static ValueRange Of(IEnumerable<Condition> conditions, string column)
    {
        var range = new ValueRange();
        foreach (var condition in conditions)
            range.Take(condition, column, nulls: false);
        return range;
    }

    /// <summary>Whether this says all that its conditions say, and every value that another one allows is allowed.</summary>
    public bool Includes(ValueRange other) =>
        isExact
        && (AllowsNull || !other.AllowsNull)
        && (
            other.HasNoValue
            || (
                other.only is { } list
                    ? list.Where(other.Allows).All(Allows)
                    : only is null && except.All(v => other.except.Contains(v, Same)) && IsWithin(other.lower, lower, 1) && IsWithin(other.upper, upper, -1)
            )
        );

    private static bool IsWithin((decimal Value, bool IsIn)? inner, (decimal Value, bool IsIn)? outer, int sign) =>
        outer is not { } limit
        || (inner is { } value && (value.Value.CompareTo(limit.Value) * sign) is var order && (order > 0 || (order == 0 && (limit.IsIn || !value.IsIn))));

    private bool Allows(string value) =>
        (only is null || only.Contains(value, Same))
        && !except.Contains(value, Same)
        && (
            Number(value) is not { } number
                ? lower is null && upper is null
                : !(lower is { } low && (number < low.Value || (number == low.Value && !low.IsIn)))
                    && !(upper is { } high && (number > high.Value || (number == high.Value && !high.IsIn)))
        );

    private void Take(Condition condition, string column, bool nulls)
    {
        if (!nulls && condition is not (IsNull or OrNull or AllOf or InWords) && condition.Columns.Contains(column, StringComparer.Ordinal))
            AllowsNull = false;
        switch (condition)
        {
            case InWords words:
                Take(words.Inner, column, nulls);
                break;
            case AllOf all:
                foreach (var part in all.Conditions)
                    Take(part, column, nulls);
                break;
            case OrNull either when Is(either.Column):
                Take(either.Inner, column, nulls: true);
                break;
            case IsNull none when Is(none.Column):
                only = [];
                break;
            case Not(IsNull some) when Is(some.Column):
                break;
            case IsOneOf list when Is(list.Column):
                only = only is null ? list.Values : [.. only.Intersect(list.Values, Same)];
                break;
            case Not(IsOneOf list) when Is(list.Column):
                except = [.. except, .. list.Values];
                break;
            case Compares(_, Comparison.Equal, var value) same when Is(same.Column):
                only = only is null ? [value] : [.. only.Intersect([value], Same)];
                break;
            case Compares compared when Is(compared.Column) && Number(compared.Value) is { } number:
                Bound(compared.Comparison, number);
                break;
            case IsBetween between when Is(between.Column) && Number(between.Low) is { } low && Number(between.High) is { } high:
                Bound(Comparison.AtLeast, low);
                Bound(Comparison.AtMost, high);
                break;
            default:
                isExact = false;
                break;
        }

        bool Is(string name) => string.Equals(name, column, StringComparison.Ordinal);
    }

    private void Bound(Comparison comparison, decimal number)
    {
        var isIn = comparison is Comparison.AtLeast or Comparison.AtMost;
        if (comparison is Comparison.AtLeast or Comparison.Above)
            lower = lower is { } low && (low.Value > number || (low.Value == number && !low.IsIn)) ? lower : (number, isIn);
        else
            upper = upper is { } high && (high.Value < number || (high.Value == number && !high.IsIn)) ? upper : (number, isIn);
    }

    // 1 and 1.0 are one number. Of a text they are two, which then is not noticed.
    private static IEqualityComparer<string> Same { get; } =
        EqualityComparer<string>.Create(
            (a, b) => string.Equals(a, b, StringComparison.Ordinal) || (Number(a!) is { } one && Number(b!) is { } other && one == other),
            value => Number(value)?.GetHashCode() ?? StringComparer.Ordinal.GetHashCode(value)
        );

    private static decimal? Number(string text) =>
        decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : null;
}
