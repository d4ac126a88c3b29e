using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;

namespace ShopStream.Quality.Checks;

/// <summary>How a dashboard can use a column, independent of the warehouse's type name.</summary>
public enum ColumnUse
{
    /// <summary>Text of any length.</summary>
    Text,

    /// <summary>An integer, or an exact decimal without fraction.</summary>
    WholeNumber,

    /// <summary>An exact decimal with two decimal places: money.</summary>
    Amount,

    /// <summary>An exact decimal with a fraction.</summary>
    Decimal,

    /// <summary>A calendar date.</summary>
    Date,

    /// <summary>A point in time.</summary>
    Timestamp,

    /// <summary>True or false.</summary>
    Boolean,
}

/// <summary>A column that dashboards use.</summary>
/// <param name="Name">Column name in the store.</param>
/// <param name="Use">Required kind of column.</param>
public sealed record OfferedColumn(string Name, ColumnUse Use);

/// <summary>Names of <see cref="ColumnUse"/> in sentences.</summary>
public static class ColumnUses
{
    private static readonly (ColumnUse Use, string Word)[] Words =
    [
        (ColumnUse.Text, "text"),
        (ColumnUse.WholeNumber, "whole number"),
        (ColumnUse.Amount, "amount"),
        (ColumnUse.Decimal, "decimal"),
        (ColumnUse.Date, "date"),
        (ColumnUse.Timestamp, "timestamp"),
        (ColumnUse.Boolean, "boolean"),
    ];

    /// <summary>The name as sentences write it, such as "whole number".</summary>
    public static string NameOf(this ColumnUse use) => Array.Find(Words, w => w.Use == use).Word;

    /// <summary>Parses a name, case-insensitively.</summary>
    /// <exception cref="FormatException">The text is not one of the names.</exception>
    public static ColumnUse Parse(string word) =>
        Array.Find(Words, w => string.Equals(w.Word, word.Trim(), StringComparison.OrdinalIgnoreCase)) is { Word: not null } found
            ? found.Use
            : throw new FormatException(
                $"'{word}' is not a kind of column{Nearest.Hint(word, Words.Select(w => w.Word))}: expected {string.Join(", ", Words.Select(w => w.Word))}"
            );

    /// <summary>Whether a portable type of the catalog can be used in this way. An amount is also a decimal.</summary>
    public static bool Fits(this ColumnUse use, string type)
    {
        var parsed = ColumnType.Parse(type);
        return (use, parsed) switch
        {
            (ColumnUse.Text, { IsText: true }) => true,
            (ColumnUse.WholeNumber, { IsInteger: true } or { IsDecimal: true, Scale: null or 0 }) => true,
            (ColumnUse.Amount, { IsDecimal: true, Scale: 2 }) => true,
            (ColumnUse.Decimal, { IsDecimal: true, Scale: > 0 }) => true,
            (ColumnUse.Date, { Word: "date" }) => true,
            (ColumnUse.Timestamp, { Word: "timestamp" or "timestamptz" }) => true,
            (ColumnUse.Boolean, { Kind: ValueKind.Boolean }) => true,
            _ => false,
        };
    }
}

/// <summary>mart mart_sales_overview offers dashboards these columns: each exists and has a suitable type. Additional columns are allowed.</summary>
/// <param name="Dataset">Table that dashboards read.</param>
/// <param name="Columns">Columns that dashboards use.</param>
public sealed record OffersColumns(Dataset Dataset, IReadOnlyList<OfferedColumn> Columns) : ICheck
{
    /// <inheritdoc />
    public IEnumerable<Metric> GetMetrics() => [new Shape(Dataset)];

    /// <inheritdoc />
    public Evaluation Evaluate(Measurements measurements)
    {
        var found = Shape.ColumnsIn(measurements[new Shape(Dataset)]);
        var problems = Columns.Select(c => DescribeProblem(c, found)).OfType<string>().ToList();
        var expected = $"{Counted.Of(Columns.Count, "column")} that dashboards use";
        return problems.Count == 0
            ? Evaluation.Passed(expected, "all exist with suitable types")
            : Evaluation.Failed(expected, $"{Columns.Count - problems.Count:#,##0} of them usable", Counted.Of(problems.Count, "column") + " not usable") with
            {
                Keys = problems,
            };
    }

    private static string? DescribeProblem(OfferedColumn column, IReadOnlyList<(string Name, string Type)> found)
    {
        var match = found.FirstOrDefault(f => string.Equals(f.Name, column.Name, StringComparison.OrdinalIgnoreCase));
        if (match.Name is null)
            return $"{Identifier.Written(column.Name)} is missing: "
                + $"expected {WithArticle(column.Use)}{Nearest.NameHint(column.Name, found.Select(f => f.Name))}";
        return column.Use.Fits(match.Type) ? null : $"{Identifier.Written(column.Name)} is {match.Type}: expected {WithArticle(column.Use)}";
    }

    private static string WithArticle(ColumnUse use) =>
        use switch
        {
            ColumnUse.Text => "text",
            ColumnUse.Amount => "an amount (an exact decimal with two decimal places)",
            ColumnUse.Decimal => "an exact decimal with decimal places",
            _ => $"a {use.NameOf()}",
        };
}
