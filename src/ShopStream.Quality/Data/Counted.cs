using System.Globalization;

namespace ShopStream.Quality.Data;

/// <summary>Counts with their nouns: 1 query, 1,200 queries.</summary>
public static class Counted
{
    /// <param name="count">The number.</param>
    /// <param name="one">The noun for one.</param>
    /// <param name="many">The noun for any other number; default: with an s.</param>
    public static string Of(decimal count, string one, string? many = null) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:#,##0} {(count == 1 ? one : many ?? one + "s")}");
}
