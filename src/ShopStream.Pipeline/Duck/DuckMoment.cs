using System.Globalization;
using DuckDB.NET.Native;

namespace ShopStream.Pipeline.Duck;

/// <summary>
/// Dates and times of DuckDB as text, as its own casts write them. DuckDB has years before Christ and beyond 9999, infinity and 24:00,
/// which .NET's types do not have.
/// </summary>
internal static class DuckMoment
{
    public static string Of(DuckDBDateOnly date) =>
        date.IsInfinity
            ? date.IsPositiveInfinity
                ? "infinity"
                : "-infinity"
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{(date.Year > 0 ? date.Year : 1 - date.Year):0000}-{date.Month:00}-{date.Day:00}{(date.Year > 0 ? "" : " (BC)")}"
            );

    public static string Of(DuckDBTimestamp timestamp) =>
        timestamp.IsInfinity
            ? timestamp.IsPositiveInfinity
                ? "infinity"
                : "-infinity"
            : $"{Of(timestamp.Date)} {Of(timestamp.Time)}";

    /// <summary>With up to six decimals.</summary>
    public static string Of(DuckDBTimeOnly time)
    {
        var seconds = string.Create(CultureInfo.InvariantCulture, $"{time.Hour:00}:{time.Min:00}:{time.Sec:00}");
        return time.Microsecond == 0 ? seconds : $"{seconds}.{time.Microsecond.ToString("000000", CultureInfo.InvariantCulture).TrimEnd('0')}";
    }
}
