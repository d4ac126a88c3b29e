using System.Globalization;
using ShopStream.Quality.Dialects;

namespace ShopStream.Pipeline.Models;

/// <summary>
/// {{ divide('numerator', 'denominator', decimals) }}: the exact quotient of two exact numbers with up to four decimals, rounded half away
/// from zero; NULL if the denominator is 0 or an operand is NULL. No engine's "/" does this: DuckDB returns a DOUBLE, Snowflake rounds twice.
/// </summary>
internal static class Quotient
{
    // Ten-thousandths: prices may have four decimals.
    private const string Whole = "10000";

    /// <summary>SQL of the quotient, a decimal with the given number of decimals.</summary>
    public static string Sql(Dialect dialect, string numerator, string denominator, int decimals)
    {
        var (n, d) = (AsWholeNumber(dialect, numerator), AsWholeNumber(dialect, denominator));
        var shift = BigPower(decimals);
        // floor((2·|n|·10^k + |d|) / (2·|d|)) is |n/d| in units of 10^−k, rounded half up.
        var units = dialect.WholeQuotient!($"(2 * ABS({n}) * {shift} + ABS({d}))", $"NULLIF(2 * ABS({d}), 0)");
        var scaled = $"CAST(SIGN({n}) * SIGN({d}) * {units} AS DECIMAL(28, 0))";
        return decimals == 0
            ? scaled
            : $"CAST({scaled} * {(1m / decimal.Parse(shift, CultureInfo.InvariantCulture)).ToString(CultureInfo.InvariantCulture)} "
                + $"AS DECIMAL(38, {decimals.ToString(CultureInfo.InvariantCulture)}))";
    }

    private static string AsWholeNumber(Dialect dialect, string number) => $"CAST(({number}) * {Whole} AS {dialect.WholeType})";

    private static string BigPower(int decimals) => "1" + new string('0', decimals);
}
