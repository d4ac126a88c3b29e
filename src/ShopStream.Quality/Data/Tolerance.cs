using System.Globalization;

namespace ShopStream.Quality.Data;

/// <summary>By how much two amounts may differ and still be equal.</summary>
/// <param name="Amount">An absolute amount, or a share of the expected amount in percent.</param>
/// <param name="IsPercent">Which of the two.</param>
public sealed record Tolerance(decimal Amount, bool IsPercent)
{
    /// <summary>Not at all.</summary>
    public static Tolerance Exact { get; } = new(0, false);

    /// <summary>By less than half a cent: amounts that are money differ by no cent.</summary>
    public static Tolerance ToTheCent { get; } = new(0.0049999m, false);

    /// <summary>Whether the two are equal within it.</summary>
    public bool Allows(decimal expected, decimal actual) =>
        Math.Abs(actual - expected) <= (IsPercent ? Math.Abs(expected) * Amount / 100m : Amount);

    /// <summary>Whether the two differ by more, as SQL over two expressions; no division, which would round.</summary>
    public string Differs(string expected, string actual)
    {
        var amount = Amount.ToString(CultureInfo.InvariantCulture);
        return IsPercent
            ? $"ABS({actual} - {expected}) * 100 > ABS({expected}) * {amount}"
            : $"ABS({actual} - {expected}) > {amount}";
    }

    /// <summary>"to the cent", "within 0.5 %", "within 0.10" or "exactly".</summary>
    /// <exception cref="FormatException">None of them.</exception>
    public static Tolerance Parse(string text)
    {
        var words = text.Trim();
        if (words is "to the cent") return ToTheCent;
        if (words is "exactly" or "") return Exact;
        var number = words.StartsWith("within ", StringComparison.Ordinal) ? words["within ".Length..].Trim() : words;
        var percent = number.EndsWith('%');
        return decimal.TryParse(number.TrimEnd('%', ' '), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount)
            ? new Tolerance(amount, percent)
            : throw new FormatException($"'{text}' is no tolerance: expected 'to the cent', 'exactly', 'within 0.5 %' or 'within 0.10'");
    }

    /// <inheritdoc />
    public override string ToString() => this == ToTheCent ? "to the cent" : this == Exact ? "exactly"
        : $"within {Amount.ToString(CultureInfo.InvariantCulture)}{(IsPercent ? " %" : "")}";
}
