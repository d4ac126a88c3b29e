using System.Globalization;
using ShopStream.Quality.Data;

namespace ShopStream.Quality.Checks.Figures;

/// <summary>Reads figures as sentences name them.</summary>
public static class FigureNames
{
    private const string QuantileWords = "% quantile of ";

    private const string OnceWords = " that appears once";

    private static readonly (string Words, Func<string, Figure> Create)[] OfColumn =
    [
        ("number of values of ", c => new NumberOfValues(c)),
        ("entropy of ", c => new Entropy(c)),
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
        if (words is "number of columns")
            return new NumberOfColumns();
        if (words.EndsWith(OnceWords, StringComparison.Ordinal))
            return new ShareAppearingOnce(Identifier.Read(words["share of ".Length..^OnceWords.Length]));
        if (OfPair(words, "correlation of ") is { } pair)
            return new Correlation(pair.One, pair.Other);
        if (OfPair(words, "mutual information of ") is { } both)
            return new MutualInformation(both.One, both.Other);
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

    private static (string One, string Other)? OfPair(string words, string start) =>
        !words.StartsWith(start, StringComparison.Ordinal) ? null
        : Identifier.Listed(words[start.Length..]) is [var one, var other] && !string.Equals(one, other, StringComparison.Ordinal) ? (one, other)
        : throw new FormatException($"'{words[start.Length..]}' is not a pair: expected two different columns, such as quantity and unit_price");
}
