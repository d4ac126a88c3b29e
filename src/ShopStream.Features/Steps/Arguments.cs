using System.Globalization;
using ShopStream.Quality.Checks.Figures;
using ShopStream.Quality.Data;

namespace ShopStream.Features.Steps;

/// <summary>
/// Converts the arguments of the sentences. Every group of a pattern is a parameter, even an unused one, because Reqnroll accepts any text
/// for a pattern with (?:…).
/// </summary>
[Binding]
public static class Arguments
{
    private const string Name = "(" + Identifier.Pattern + ")";

    private const string Letters = "[A-Za-z0-9_]*";

    // Of a list, a name without quotes that is not the word where: "on id, where status is paid" would be a list of two columns, too.
    private const string NextName =
        "([A-Za-vx-z_]"
        + Letters
        + "|w|w[A-Za-gi-z0-9_]"
        + Letters
        + "|wh|wh[A-Za-df-z0-9_]"
        + Letters
        + "|whe|whe[A-Za-qs-z0-9_]"
        + Letters
        + "|wher|wher[A-Za-df-z0-9_]"
        + Letters
        + "|where[A-Za-z0-9_]"
        + Letters
        + "|(\"[^\"]*\")+)";

    private const string Limit = "(\"[^\"]*\"|[^\" ]+( %)?)";

    /// <summary>A layer and a table: source orders; source "Order Details".</summary>
    [StepArgumentTransformation("(source|lake|raw|staging|core|mart) " + Name, Name = "dataset")]
    public static Dataset Dataset(string layer, string table, string _) => new(Layers.Parse(layer), Identifier.Read(table));

    /// <summary>A layer: core.</summary>
    [StepArgumentTransformation("(source|lake|raw|staging|core|mart)", Name = "layer")]
    public static Layer Layer(string word) => Layers.Parse(word);

    /// <summary>The name of a column: status; "Unit Price".</summary>
    [StepArgumentTransformation(Name, Name = "column")]
    public static ColumnName Column(string name, string _) => new(Identifier.Read(name));

    /// <summary>Two or more columns: order_id and "Product ID".</summary>
    [StepArgumentTransformation("(" + Name + "(, " + Name + ")* and " + Name + ")", Name = "columns")]
    public static ColumnNames Columns(string names, string _, string __, string ___, string ____, string _____, string ______, string _______) =>
        new(Identifier.Listed(names));

    /// <summary>One or more columns: id; order_id and "Product ID".</summary>
    [StepArgumentTransformation("(" + Name + "(, " + NextName + ")*( and " + Name + ")?)", Name = "names")]
    public static ColumnList Names(string names, string _, string __, string ___, string ____, string _____, string ______, string _______, string ________) =>
        new(Identifier.Listed(names));

    /// <summary>A file, relative to the feature file: schemas/event.json; "schemas/event v2.json".</summary>
    [StepArgumentTransformation("(\"[^\"]+\"|[^\", ]+)", Name = "file")]
    public static FilePath File(string path) => new(path.Trim('"'));

    /// <summary>Keys of a business metric: day; day and country.</summary>
    [StepArgumentTransformation("([a-z_]+(, [a-z_]+)*( and [a-z_]+)?)", Name = "keys")]
    public static Keys Keys(string names, string _, string __) => new(names.Split([", ", " and "], StringSplitOptions.None));

    /// <summary>A number of rows, with or without thousands separators: 1000; 1,000.</summary>
    [StepArgumentTransformation("([0-9][0-9,]*)", Name = "count")]
    public static RowCount Count(string digits) =>
        long.TryParse(digits, NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var count)
            ? new RowCount(count)
            : throw new FormatException($"'{digits}' is not a number of rows: expected 0 to {long.MaxValue:#,##0}");

    /// <summary>A number up to 1000000, with or without decimals: 20; 2.5.</summary>
    [StepArgumentTransformation(@"([0-9]+\.?[0-9]*)", Name = "number")]
    public static Number Number(string digits) =>
        decimal.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number <= 1_000_000
            ? new Number(number)
            : throw new FormatException($"'{digits}' is too large: expected at most 1000000");

    /// <summary>A percentage: 20 %; 2.5 %.</summary>
    [StepArgumentTransformation(@"([0-9]+\.?[0-9]*) ?%", Name = "percent")]
    public static Percent Percent(string digits) => new(Number(digits).Value);

    /// <summary>An age: 90 minutes; 26 hours; 2 days.</summary>
    [StepArgumentTransformation("([0-9][0-9,]*) (minute|hour|day)s?", Name = "age")]
    public static Age Age(string digits, string unit) =>
        long.TryParse(digits, NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var count)
            ? new Age(count, unit)
            : throw new FormatException($"'{digits}' is not a number of {unit}s: expected 0 to {long.MaxValue:#,##0}");

    /// <summary>A tolerance: to the cent; exactly; within 0.5 %; within 0.10.</summary>
    [StepArgumentTransformation("(to the cent|exactly|within [0-9.]+ ?%?)", Name = "tolerance")]
    public static Tolerance Tolerance(string words) => Quality.Data.Tolerance.Parse(words);

    /// <summary>A figure: the average price; the 95 % quantile of price.</summary>
    [StepArgumentTransformation(
        "(the (number of rows|number of columns|(number of different|number of values of|share of different|smallest|largest|average|median|sum of"
            + "|standard deviation of|entropy of|[0-9.]+ ?% quantile of) "
            + Name
            + "|share of "
            + Name
            + " that appears once|(correlation|mutual information) of "
            + Name
            + " and "
            + Name
            + "))",
        Name = "figure"
    )]
    public static Figure Figure(
        string text,
        string _,
        string __,
        string ___,
        string ____,
        string _____,
        string ______,
        string _______,
        string ________,
        string _________,
        string __________,
        string ___________
    ) => FigureNames.Parse(text);

    /// <summary>How one value compares with another: is at least; is below.</summary>
    [StepArgumentTransformation("is (at least|at most|above|below)", Name = "comparison")]
    public static ComparedBy Comparison(string word) =>
        new(
            word switch
            {
                "at least" => Quality.Data.Comparison.AtLeast,
                "at most" => Quality.Data.Comparison.AtMost,
                "above" => Quality.Data.Comparison.Above,
                _ => Quality.Data.Comparison.Below,
            }
        );

    /// <summary>A unit of the distance from the middle: standard deviations, MADs, interquartile ranges.</summary>
    [StepArgumentTransformation("(standard deviations?|MADs?|interquartile ranges?)", Name = "spread")]
    public static Spread Spread(string words) =>
        new(
            words[0] switch
            {
                's' => SpreadMeasure.StandardDeviations,
                'M' => SpreadMeasure.Mads,
                _ => SpreadMeasure.InterquartileRanges,
            }
        );

    /// <summary>A bound of a figure: is at least 5; is between 1 and 5; is at most 20 %.</summary>
    [StepArgumentTransformation("(is (exactly|at least|at most|above|below) " + Limit + "|is between " + Limit + " and " + Limit + ")", Name = "bound")]
    public static FigureBound Bound(string text, string _, string __, string ___, string ____, string _____, string ______, string _______) =>
        FigureBound.Parse(text);

    /// <summary>What values must be: is never blank; has exactly 3 characters; is at or after ordered_at.</summary>
    [StepArgumentTransformation(
        "(is always null|is null|is not null|is never blank|is not blank|is never negative|is in upper case|is in lower case|is one of .+?|is none of .+?"
            + "|is between [^ ].* and .+?|is never between .+ and .+?|is not between .+ and .+?|matches .+?|never matches .+?|does not match .+?"
            + "|is valid JSON|has the JSON keys? .+?|is at (least|most) [0-9,]+ (minute|hour|day)s? (after|before) .+?"
            + "|is like .+?|is not like .+?|is a date written .+?|is a valid .+?|has between [0-9,]+ and [0-9,]+ characters"
            + "|has exactly [0-9,]+ characters?|has at least [0-9,]+ characters?|has at most [0-9,]+ characters?|differs from .+?|is at or after .+?"
            + "|is at or before .+?|is after .+?|is before .+?|is at least as large as .+?|is at most as large as .+?|is larger than .+?"
            + "|is smaller than .+?|is exactly .+?|is above .+?|is below .+?|is (at least|at most) (\"[^\"]*\"|[^ \"]+))",
        Name = "predicate"
    )]
    public static Predicate Predicate(string text, string _, string __, string ___, string ____, string _____) => Quality.Data.Predicate.Parse(text);

    /// <summary>What may follow a sentence on rows: , where status is shipped, for each country.</summary>
    [StepArgumentTransformation(Steps.Modifiers.Pattern, Name = "modifiers")]
    public static Modifiers Modifiers(string text, string _, string __, string ___, string ____, string _____) => Steps.Modifiers.Parse(text);

    /// <summary>A part of the calendar: hour, day, week, month.</summary>
    [StepArgumentTransformation("(hour|day|week|month)", Name = "unit")]
    public static Unit Unit(string word) => new(Enum.Parse<CalendarUnit>(word, ignoreCase: true));

    /// <summary>How the difference of two distributions is measured: Jensen-Shannon distance.</summary>
    [StepArgumentTransformation(
        "(population stability index|Jensen-Shannon distance|Kullback-Leibler divergence|Kolmogorov-Smirnov distance)",
        Name = "distance"
    )]
    public static Distance Distance(string words) =>
        new(Enum.GetValues<DistanceMeasure>().First(m => string.Equals(DistanceTest.Words(m), words, StringComparison.Ordinal)));

    /// <summary>How far a distribution may have drifted: has not drifted from.</summary>
    [StepArgumentTransformation("(has not drifted|has drifted moderately at most) from", Name = "drift")]
    public static NoDrift Drift(string words) => new(words.Contains("not", StringComparison.Ordinal) ? DriftSize.Small : DriftSize.Moderate);

    /// <summary>How often a value appears: exactly once; between 1 and 5 times.</summary>
    [StepArgumentTransformation("((exactly|at least|at most) (once|[0-9][0-9,]* times)|between [0-9][0-9,]* and [0-9][0-9,]* times)", Name = "times")]
    public static Times Times(string text, string _, string __) => Steps.Times.Parse(text);

    /// <summary>A date: 2025-11-28.</summary>
    [StepArgumentTransformation("([0-9]{4}-[0-9]{2}-[0-9]{2})", Name = "date")]
    public static DateOnly Date(string day) =>
        DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? date
            : throw new FormatException($"'{day}' is not a date: expected one such as 2025-11-28");

    /// <summary>A constant, in double quotes if it contains spaces.</summary>
    [StepArgumentTransformation("(\"[^\"]*\"|[^ \"]+)", Name = "value")]
    public static Value Value(string text) => new(text.Trim('"'));

    /// <summary>Constants, separated by commas: paid, shipped, "on hold".</summary>
    [StepArgumentTransformation("(.+?)", Name = "values")]
    public static Values Values(string list) => new(ConditionText.Values(list));

    /// <summary>A condition: status is one of paid, shipped.</summary>
    [StepArgumentTransformation("(([A-Za-z_]|\"[^\"]*\")([^\"]|\"[^\"]*\")*?)", Name = "condition")]
    public static Condition Condition(string text, string _, string __) => ConditionText.Parse(text);

    /// <summary>Exact arithmetic: quantity * unit_price.</summary>
    [StepArgumentTransformation("(([A-Za-z0-9_.+*() -]|\"[^\"]*\")+)", Name = "formula")]
    public static Formula Formula(string text, string _) => Quality.Data.Formula.Parse(text);

    /// <summary>What the rows of a table are, for the reader: orders; order lines.</summary>
    [StepArgumentTransformation(@"(\p{L}[\p{L} '’-]*)", Name = "noun")]
    public static Noun Noun(string words) => new(words);

    /// <summary>The name of a model: mart_sales_overview; "Sales Overview".</summary>
    [StepArgumentTransformation(Name, Name = "model")]
    public static ModelName Model(string name, string _) => new(Identifier.Read(name));

    /// <summary>A regular expression for the whole value: [A-Z]{3}.</summary>
    [StepArgumentTransformation("(.+?)", Name = "pattern")]
    public static Pattern Pattern(string text) => new(Patterns.Validate(text));
}

/// <summary>A file that a sentence names.</summary>
/// <param name="Path">Relative to the feature file.</param>
public sealed record FilePath(string Path);

/// <summary>The name of a column.</summary>
public sealed record ColumnName(string Name);

/// <summary>One or more columns.</summary>
public sealed record ColumnList(IReadOnlyList<string> Names);

/// <summary>Two or more columns.</summary>
public sealed record ColumnNames(IReadOnlyList<string> Names);

/// <summary>A number of rows.</summary>
public sealed record RowCount(long Rows);

/// <summary>How one value compares with another.</summary>
public sealed record ComparedBy(Comparison Comparison);

/// <summary>A unit of the distance from the middle.</summary>
public sealed record Spread(SpreadMeasure Measure);

/// <summary>A part of the calendar.</summary>
public sealed record Unit(CalendarUnit Value);

/// <summary>How the difference of two distributions is measured.</summary>
public sealed record Distance(DistanceMeasure Measure);

/// <summary>A number.</summary>
public sealed record Number(decimal Value);

/// <summary>A percentage, such as 20 for 20 %.</summary>
public sealed record Percent(decimal Value);

/// <summary>Keys of a business metric.</summary>
public sealed record Keys(IReadOnlyList<string> Names);

/// <summary>A constant.</summary>
public sealed record Value(string Text);

/// <summary>Constants.</summary>
public sealed record Values(IReadOnlyList<string> Texts);

/// <summary>A regular expression for the whole value.</summary>
public sealed record Pattern(string Text);

/// <summary>What the rows of a table are, for the reader.</summary>
public sealed record Noun(string Words);

/// <summary>The name of a model.</summary>
public sealed record ModelName(string Name);
