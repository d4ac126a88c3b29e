using System.Globalization;
using System.Text.RegularExpressions;

namespace ShopStream.Quality.Data;

/// <summary>By how much two amounts may differ and still be equal.</summary>
/// <param name="Amount">An absolute amount, or a share of the expected amount in percent.</param>
/// <param name="IsPercent">Which of the two.</param>
public sealed partial record Tolerance(decimal Amount, bool IsPercent)
{
    /// <summary>Not at all.</summary>
    public static Tolerance Exact { get; } = new(0, false);

    /// <summary>By less than half a cent: amounts that are money differ by no cent.</summary>
    public static Tolerance ToTheCent { get; } = new(0.0049999m, false);

    /// <summary>To how many decimals the amounts of single rows are digested: to the cent, amounts that round to the same cent are the same.</summary>
    internal int Decimals => Amount == 0 ? 8 : 2;

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
        var match = Width().Match(words);
        return match.Success && decimal.TryParse(match.Groups["amount"].Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount)
            ? new Tolerance(amount, match.Groups["percent"].Success)
            : throw new FormatException($"'{text}' is no tolerance: expected 'to the cent', 'exactly', 'within 0.5 %' or 'within 0.10'");
    }

    /// <inheritdoc />
    public override string ToString() => this == ToTheCent ? "to the cent" : this == Exact ? "exactly"
        : $"within {Amount.ToString(CultureInfo.InvariantCulture)}{(IsPercent ? " %" : "")}";

    [GeneratedRegex(@"^(within\s+)?(?<amount>[0-9]+(\.[0-9]+)?)(?<percent>\s*%)?\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Width();
}
