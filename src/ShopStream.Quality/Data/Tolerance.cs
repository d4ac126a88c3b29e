using System.Globalization;
using System.Text.RegularExpressions;

namespace ShopStream.Quality.Data;

/// <summary>Allowed difference between two amounts that count as equal.</summary>
/// <param name="Amount">An absolute amount, or a percentage of the expected amount.</param>
/// <param name="IsPercent">Whether <paramref name="Amount"/> is in percent.</param>
public sealed partial record Tolerance(decimal Amount, bool IsPercent)
{
    /// <summary>No difference is allowed.</summary>
    public static Tolerance Exact { get; } = new(0, false);

    /// <summary>Less than half a cent: rounded to cents, the amounts are equal.</summary>
    public static Tolerance ToTheCent { get; } = new(0.0049999m, false);

    /// <summary>Decimal places to which the amounts of single rows are rounded before they are digested; null for all digits.</summary>
    internal int? Decimals => Amount == 0 ? null : 2;

    /// <summary>Names the tolerance; see <see cref="Identity"/>.</summary>
    public string Id => Identity.Of(IsPercent ? "percent" : "within", Identity.Number(Amount));

    /// <summary>Whether the amounts are equal within the tolerance.</summary>
    public bool Allows(ExactNumber expected, ExactNumber actual) =>
        IsPercent ? (actual - expected).Abs * 100m <= expected.Abs * Amount : (actual - expected).Abs <= Amount;

    /// <summary>SQL condition that two expressions differ by more than the tolerance. Without division, which would round.</summary>
    public string Differs(string expected, string actual)
    {
        var amount = Amount.ToString(CultureInfo.InvariantCulture);
        return IsPercent ? $"ABS({actual} - {expected}) * 100 > ABS({expected}) * {amount}" : $"ABS({actual} - {expected}) > {amount}";
    }

    /// <summary>Parses "to the cent", "within 0.5 %", "within 0.10" or "exactly".</summary>
    /// <exception cref="FormatException">The text has none of these forms.</exception>
    public static Tolerance Parse(string text)
    {
        var trimmed = text.Trim();
        if (trimmed is "to the cent")
            return ToTheCent;
        if (trimmed is "exactly" or "")
            return Exact;
        var match = Width().Match(trimmed);
        return match.Success && decimal.TryParse(match.Groups["amount"].Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount)
            ? new Tolerance(amount, match.Groups["percent"].Success)
            : throw new FormatException($"'{text}' is not a tolerance: expected 'to the cent', 'exactly', 'within 0.5 %' or 'within 0.10'");
    }

    /// <inheritdoc />
    public override string ToString() =>
        this == ToTheCent ? "to the cent"
        : this == Exact ? "exactly"
        : $"within {Amount.ToString(CultureInfo.InvariantCulture)}{(IsPercent ? " %" : "")}";

    [GeneratedRegex(@"^(within\s+)?(?<amount>[0-9]+(\.[0-9]+)?)(?<percent>\s*%)?\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Width();
}
