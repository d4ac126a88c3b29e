using System.Globalization;
using ShopStream.Quality.Data;

namespace ShopStream.Quality.Checks.Figures;

/// <summary>Reads figures as sentences name them.</summary>
public static class FigureNames
{
    private const string QuantileWords = "% quantile of ";

    private static readonly (string Words, Func<string, Figure> Create)[] OfColumn =
    [
        ("number of different ", c => new NumberOfDifferent(c)),
        ("share of different ", c => new ShareOfDifferent(c)),
        ("smallest ", c => new ExtremeValue(c, IsLargest: false)),
        ("largest ", c => new ExtremeValue(c, IsLargest: true)),
        ("average ", c => new Average(c)),
        ("median ", c => new Quantile(c, 50)),
        ("sum of ", c => new Total(c)),
        ("standard deviation of ", c => new StandardDeviation(c)),
    ];

    /// <summary>Parses a figure.</summary>
    /// <param name="text">the number of rows, or the average price: see <see cref="Figure.ToString"/>.</param>
    /// <exception cref="FormatException">There is no such figure, or the share of a quantile is not above 0 % and below 100 %.</exception>
    public static Figure Parse(string text)
    {
        var words = text["the ".Length..];
        if (words is "number of rows")
            return new NumberOfRows();
        foreach (var (start, create) in OfColumn)
        {
            if (words.StartsWith(start, StringComparison.Ordinal))
                return create(Identifier.Read(words[start.Length..]));
        }
        var at = words.IndexOf(QuantileWords, StringComparison.Ordinal);
        if (at < 0)
            throw new FormatException($"'{text}' is not a figure: expected the number of rows, or the average, median, smallest … of a column");
        return
            decimal.TryParse(words[..at].TrimEnd(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent)
            && percent is > 0 and < 100
            && percent.Scale <= 6
            ? new Quantile(Identifier.Read(words[(at + QuantileWords.Length)..]), percent)
            : throw new FormatException(
                $"'{words[..at].TrimEnd()} %' is not the share of a quantile: expected above 0 % and below 100 %, with at most 6 decimals"
            );
    }
}
