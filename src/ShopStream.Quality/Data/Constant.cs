using System.Globalization;
using System.Text.RegularExpressions;

namespace ShopStream.Quality.Data;

/// <summary>A constant of a sentence, parsed exactly by the type of the column that it is compared with. It is never rounded to that type.</summary>
public abstract partial record Constant
{
    // Longer numbers are beyond every column, and would only cost memory.
    private const int MostDigits = 1000;

    /// <summary>Parses a constant.</summary>
    /// <param name="type">Type of the column.</param>
    /// <param name="text">The constant as written in the sentence, without its quotes.</param>
    /// <exception cref="FormatException">The text is not a value of the type; the message says what is expected.</exception>
    public static Constant Parse(ColumnType type, string text) =>
        type.Kind switch
        {
            ValueKind.Exact => new NumberConstant(
                Number(text) ?? throw new FormatException("a number without a thousands separator, such as 15, 1.5 or 15e-1")
            ),
            ValueKind.Float => Float(type, text),
            ValueKind.Moment => Moment(type, text),
            ValueKind.Time => Time(text),
            ValueKind.Boolean => bool.TryParse(text, out var value) ? new BooleanConstant(value) : throw new FormatException("true or false"),
            ValueKind.Json => throw new FormatException("a column of another type: JSON cannot be compared with a constant"),
            _ when type.Word is "uuid" => Guid.TryParseExact(text, "D", out var id)
                ? new TextConstant(id.ToString())
                : throw new FormatException("a uuid such as a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"),
            _ => new TextConstant(text),
        };

    /// <summary>Like <see cref="Parse"/>, but null if the text is not a value of the type, or the type is not known.</summary>
    public static Constant? TryParse(ColumnType type, string text)
    {
        if (type.Word is null or "")
            return null;
        try
        {
            return Parse(type, text);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    /// <summary>Orders constants of the same type; 0 for constants without an order.</summary>
    public static int Compare(Constant left, Constant right) =>
        (left, right) switch
        {
            (NumberConstant a, NumberConstant b) => a.Value.CompareTo(b.Value),
            (FloatConstant a, FloatConstant b) => double.IsNaN(a.Value) ? (double.IsNaN(b.Value) ? 0 : 1)
            : double.IsNaN(b.Value) ? -1
            : a.Value.CompareTo(b.Value),
            (MomentConstant a, MomentConstant b) => a.Order.CompareTo(b.Order),
            (TimeConstant a, TimeConstant b) => a.Value.CompareTo(b.Value),
            _ => 0,
        };

    internal static ExactNumber? Number(string text) => text.Length <= MostDigits && Digits().IsMatch(text) ? ExactNumber.TryParse(text) : null;

    private static FloatConstant Float(ColumnType type, string text)
    {
        var single = type.Word is "real" or "float";
        double? special = text.TrimStart('+', '-').ToLowerInvariant() switch
        {
            "nan" when text.Length == 3 => double.NaN,
            "infinity" or "inf" when text.Length <= "-infinity".Length => text[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity,
            _ => null,
        };
        if (special is { } named)
            return new FloatConstant(named, single);
        if (Number(text) is not { } exact)
            throw new FormatException("a number without a thousands separator, such as 15, 1.5 or 15e-1, or NaN, Infinity or -Infinity");
        // The nearest value of the type. The text is parsed, because a double rounded to a float would be rounded twice.
        var nearest = single ? float.Parse(text, CultureInfo.InvariantCulture) : double.Parse(text, CultureInfo.InvariantCulture);
        if (double.IsInfinity(nearest) || (nearest == 0 && exact.Sign != 0))
            throw new FormatException($"a number within the range of {type.Word}");
        return new FloatConstant(nearest, single);
    }

    private static MomentConstant Moment(ColumnType type, string text)
    {
        var zoned = type.Word is "timestamptz";
        switch (text.ToLowerInvariant())
        {
            case "infinity":
                return new MomentConstant(DateTime.MaxValue, type.Word, 1);
            case "-infinity":
                return new MomentConstant(DateTime.MinValue, type.Word, -1);
        }
        var expected =
            "a date such as 2025-11-28 or a timestamp such as 2025-11-28 12:30:00, "
            + $"with at most 6 decimals{(zoned ? ", in UTC or with its offset, as 2025-11-28 12:30:00+01:00" : " and without a time zone")}";
        if (DateAndTime().Match(text) is not { Success: true } match || (match.Groups["zone"].Success && !zoned))
            throw new FormatException(expected);
        var day = match.Groups["day"].Value;
        var time = match.Groups["time"].Success ? TimeOf(match.Groups["time"].Value) : TimeOnly.MinValue;
        if (time is null || !DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            throw new FormatException(expected);
        try
        {
            return new MomentConstant(date.ToDateTime(time.Value) - Offset(match.Groups["zone"].Value), type.Word, 0);
        }
        catch (ArgumentOutOfRangeException e)
        {
            throw new FormatException(expected, e);
        }
    }

    private static TimeSpan Offset(string zone)
    {
        if (zone is "" or "Z" or "z")
            return TimeSpan.Zero;
        var digits = zone[1..].Replace(":", "", StringComparison.Ordinal);
        var (hours, minutes) = (
            int.Parse(digits[..2], CultureInfo.InvariantCulture),
            digits.Length > 2 ? int.Parse(digits[2..], CultureInfo.InvariantCulture) : 0
        );
        return hours > 15 || minutes > 59
            ? throw new FormatException("an offset from UTC between -15:59 and +15:59")
            : new TimeSpan(hours, minutes, 0) * (zone[0] == '-' ? -1 : 1);
    }

    private static TimeConstant Time(string text) =>
        new(TimeOf(text) ?? throw new FormatException("a time of day such as 12:30 or 12:30:00, with at most 6 decimals"));

    private static TimeOnly? TimeOf(string text) =>
        TimeOnly.TryParseExact(text, ["HH:mm", "HH:mm:ss", "HH:mm:ss.FFFFFF"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
        && !text.EndsWith('.')
            ? time
            : null;

    [GeneratedRegex(@"^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Digits();

    [GeneratedRegex(
        @"^(?<day>[0-9]{4}-[0-9]{2}-[0-9]{2})([ T](?<time>[0-9:.]+)(?<zone>Z|z|[+-][0-9]{2}(:?[0-9]{2})?)?)?\z",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex DateAndTime();
}

/// <summary>An exact number of any length.</summary>
public sealed record NumberConstant(ExactNumber Value) : Constant;

/// <summary>A floating-point number: the value of the column's type that is nearest to the text.</summary>
/// <param name="Value">The number; NaN and the infinities are allowed.</param>
/// <param name="IsSingle">Whether the type is real, with 24 bits.</param>
public sealed record FloatConstant(double Value, bool IsSingle) : Constant;

/// <summary>A date or timestamp; a date is its midnight.</summary>
/// <param name="Value">The moment, in UTC if the type has a time zone.</param>
/// <param name="Word">The column's type: date, timestamp, timestamptz, …</param>
/// <param name="Infinite">1 for infinity, −1 for minus infinity, otherwise 0.</param>
public sealed record MomentConstant(DateTime Value, string Word, int Infinite) : Constant
{
    internal (int, DateTime) Order => (Infinite, Value);
}

/// <summary>A time of day.</summary>
public sealed record TimeConstant(TimeOnly Value) : Constant;

/// <summary>True or false.</summary>
public sealed record BooleanConstant(bool Value) : Constant;

/// <summary>A text, compared by its characters.</summary>
public sealed record TextConstant(string Value) : Constant;
