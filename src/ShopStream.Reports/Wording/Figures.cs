using System.Globalization;
using ShopStream.Quality.Data;

namespace ShopStream.Reports.Wording;

/// <summary>Formats numbers, amounts and times for people.</summary>
internal static class Figures
{
    public static string Count(long n) => n.ToString("#,##0", CultureInfo.InvariantCulture);

    public static string Count(long n, string one) => Counted.Of(n, one);

    /// <summary>A share in percent, with at most two decimals.</summary>
    public static string Percent(decimal percent) => Invariant($"{percent:0.##} %");

    /// <summary>An amount with two decimals.</summary>
    public static string Money(decimal amount) => amount.ToString("#,##0.00;−#,##0.00", CultureInfo.InvariantCulture);

    /// <summary>An amount with its currency: 504.19 EUR.</summary>
    /// <param name="amount">The amount.</param>
    /// <param name="currency">ISO 4217 code; null for none.</param>
    public static string Money(decimal amount, string? currency) => WithCurrency(Money(amount), currency);

    /// <summary>A signed difference for a sentence: +504.19 EUR.</summary>
    /// <param name="difference">The difference.</param>
    /// <param name="currency">ISO 4217 code; null for none.</param>
    public static string Signed(decimal difference, string? currency) =>
        WithCurrency(difference.ToString("+#,##0.00;−#,##0.00;0.00", CultureInfo.InvariantCulture), currency);

    /// <summary>The head of a column or the label of an axis with the unit of its amounts: Revenue (EUR).</summary>
    /// <param name="head">The head or label.</param>
    /// <param name="currency">ISO 4217 code; null for none.</param>
    public static string InCurrency(string head, string? currency) => currency is null ? head : $"{head} ({currency})";

    /// <summary>A difference with arrow and sign, so that its meaning does not depend on a colour.</summary>
    public static string Change(long difference) => difference == 0 ? "= same" : difference.ToString("▲ +#,##0;▼ −#,##0", CultureInfo.InvariantCulture);

    /// <inheritdoc cref="Change(long)" />
    public static string Change(decimal difference) =>
        difference == 0 ? "= same" : difference.ToString("▲ +#,##0.00;▼ −#,##0.00", CultureInfo.InvariantCulture);

    /// <summary>A difference with arrow, sign and currency.</summary>
    /// <param name="difference">The difference.</param>
    /// <param name="currency">ISO 4217 code; null for none.</param>
    public static string Change(decimal difference, string? currency) => difference == 0 ? Change(difference) : WithCurrency(Change(difference), currency);

    public static string Seconds(double seconds) =>
        seconds switch
        {
            < 0.0005 => "0 s",
            < 1 => Invariant($"{seconds * 1000:0} ms"),
            < 60 => Invariant($"{seconds:0.00} s"),
            _ => Invariant($"{Math.Floor(seconds / 60):#,##0} min {seconds % 60:00} s"),
        };

    public static string Bytes(long bytes) =>
        bytes switch
        {
            < 1024 => Count(bytes, "byte"),
            < 1024 * 1024 => Invariant($"{bytes / 1024m:0.0} KiB"),
            < 1024L * 1024 * 1024 => Invariant($"{bytes / 1024m / 1024m:0.0} MiB"),
            _ => Invariant($"{bytes / 1024m / 1024m / 1024m:0.00} GiB"),
        };

    public static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static string Moment(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    private static string WithCurrency(string amount, string? currency) => currency is null ? amount : $"{amount} {currency}";

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
