using System.Globalization;
using System.Text.RegularExpressions;
using ShopStream.Quality.Data;
using ShopStream.Quality.Planning;

namespace ShopStream.Quality.Checks;

/// <summary>What a dashboard can do with a column, whatever the warehouse calls its type.</summary>
public enum ColumnUse
{
    /// <summary>Any text.</summary>
    Text,

    /// <summary>An integer, or an exact decimal without fraction.</summary>
    WholeNumber,

    /// <summary>An exact decimal with two places: money.</summary>
    Amount,

    /// <summary>An exact decimal with a fraction.</summary>
    Decimal,

    /// <summary>A day.</summary>
    Date,

    /// <summary>A moment.</summary>
    Timestamp,

    /// <summary>True or false.</summary>
    Boolean,
}

/// <param name="Name">The name in the store.</param>
/// <param name="Use">What it has to be.</param>
public sealed record OfferedColumn(string Name, ColumnUse Use);

/// <summary>The words of <see cref="ColumnUse"/>.</summary>
public static partial class ColumnUses
{
    private static readonly (ColumnUse Use, string Word)[] Words =
    [
        (ColumnUse.Text, "text"), (ColumnUse.WholeNumber, "whole number"), (ColumnUse.Amount, "amount"), (ColumnUse.Decimal, "decimal"),
        (ColumnUse.Date, "date"), (ColumnUse.Timestamp, "timestamp"), (ColumnUse.Boolean, "boolean"),
    ];

    /// <summary>As a sentence says it.</summary>
    public static string NameOf(this ColumnUse use) => Array.Find(Words, w => w.Use == use).Word;

    /// <summary>Reads a word.</summary>
    /// <exception cref="FormatException">It is none of them.</exception>
    public static ColumnUse Parse(string word) => Array.Find(Words, w => string.Equals(w.Word, word.Trim(), StringComparison.OrdinalIgnoreCase)) is { Word: not null } found
        ? found.Use
        : throw new FormatException($"'{word}' is no kind of column{Nearest.Hint(word, Words.Select(w => w.Word))}: expected {string.Join(", ", Words.Select(w => w.Word))}");

    /// <summary>Whether a catalog's portable type can be used so. An amount is a decimal as well.</summary>
    public static bool Fits(this ColumnUse use, string type)
    {
        var match = Portable().Match(type);
        var scale = match.Groups["scale"] is { Success: true } digits ? int.Parse(digits.Value, CultureInfo.InvariantCulture) : (int?)null;
        return (use, match.Groups["word"].Value.ToLowerInvariant()) switch
        {
            (ColumnUse.Text, "varchar" or "char" or "text") => true,
            (ColumnUse.WholeNumber, "tinyint" or "smallint" or "int" or "integer" or "bigint" or "hugeint") => true,
            (ColumnUse.WholeNumber, "decimal" or "numeric") => scale is null or 0,
            (ColumnUse.Amount, "decimal" or "numeric") => scale == 2,
            (ColumnUse.Decimal, "decimal" or "numeric") => scale > 0,
            (ColumnUse.Date, "date") => true,
            (ColumnUse.Timestamp, "timestamp" or "timestamptz") => true,
            (ColumnUse.Boolean, "boolean" or "bool") => true,
            _ => false,
        };
    }

    [GeneratedRegex(@"^(?<word>[A-Za-z]+)\s*(\(\s*\d+\s*(,\s*(?<scale>\d+)\s*)?\))?\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Portable();
}

/// <summary>mart mart_sales_overview offers dashboards these columns: each is there, and of a type that can be used so. One more breaks no dashboard.</summary>
/// <param name="Dataset">A table that dashboards read.</param>
/// <param name="Columns">What they use of it.</param>
public sealed record OffersColumns(Dataset Dataset, IReadOnlyList<OfferedColumn> Columns) : ICheck
{
    /// <inheritdoc />
    public IEnumerable<Metric> GetMetrics() => [new Shape(Dataset)];

    /// <inheritdoc />
    public Evaluation Evaluate(Measurements measurements)
    {
        var found = measurements[new Shape(Dataset)].Rows.Select(r => (Name: r[0]!, Type: r[1]!)).ToList();
        var off = Columns.Select(c => DescribeProblem(c, found)).OfType<string>().ToList();
        var expected = $"{FigureText.Count(Columns.Count, "column")} that dashboards use";
        return off.Count == 0
            ? Evaluation.Passed(expected, "all there, of the kinds that they need")
            : Evaluation.Failed(expected, $"{Columns.Count - off.Count:#,##0} of them as they need", FigureText.Count(off.Count, "column") + " not so") with { Keys = off };
    }

    private static string? DescribeProblem(OfferedColumn column, List<(string Name, string Type)> found)
    {
        var there = found.Find(f => string.Equals(f.Name, column.Name, StringComparison.OrdinalIgnoreCase));
        if (there.Name is null) return $"{column.Name} is not there: expected {Article(column.Use)}{Nearest.Hint(column.Name, found.Select(f => f.Name))}";
        return column.Use.Fits(there.Type) ? null : $"{column.Name} is {there.Type}: expected {Article(column.Use)}";
    }

    private static string Article(ColumnUse use) => use switch
    {
        ColumnUse.Text => "text",
        ColumnUse.Amount => "an amount (an exact decimal with two places)",
        ColumnUse.Decimal => "an exact decimal with places",
        _ => $"a {use.NameOf()}",
    };
}
