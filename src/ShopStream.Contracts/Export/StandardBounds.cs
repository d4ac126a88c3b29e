using System.Globalization;
using ShopStream.Quality.Checks;
using ShopStream.Quality.Checks.Figures;
using ShopStream.Quality.Data;

namespace ShopStream.Contracts.Export;

/// <summary>Bounds of checks as the standard writes them.</summary>
internal static class StandardBounds
{
    /// <summary>The option of a logical type that compares in this way; null if there is none.</summary>
    public static string? OptionOf(Comparison comparison) =>
        comparison switch
        {
            Comparison.AtLeast => "minimum",
            Comparison.AtMost => "maximum",
            Comparison.Above => "exclusiveMinimum",
            Comparison.Below => "exclusiveMaximum",
            _ => null,
        };

    /// <summary>The bound of a number of rows; null if the standard has none.</summary>
    public static RuleBound? Of(RowCountBound check) =>
        check.Comparison switch
        {
            Comparison.AtLeast => new(RuleOperator.AtLeast, [check.Rows]),
            Comparison.AtMost => new(RuleOperator.AtMost, [check.Rows]),
            Comparison.Equal => new(RuleOperator.Equal, [check.Rows]),
            _ => null,
        };

    /// <summary>The bound of a figure; null if it is not a number.</summary>
    public static RuleBound? Of(FigureBound bound)
    {
        decimal? Number(string? text) =>
            decimal.TryParse(
                text?.TrimEnd('%', ' '),
                NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign,
                CultureInfo.InvariantCulture,
                out var number
            )
                ? number
                : null;
        if (Number(bound.Low) is not { } low)
            return null;
        return bound.Comparison switch
        {
            null => Number(bound.High) is { } high ? new(RuleOperator.Between, [low, high]) : null,
            Comparison.Equal => new(RuleOperator.Equal, [low]),
            Comparison.AtLeast => new(RuleOperator.AtLeast, [low]),
            Comparison.AtMost => new(RuleOperator.AtMost, [low]),
            Comparison.Above => new(RuleOperator.Above, [low]),
            _ => new(RuleOperator.Below, [low]),
        };
    }
}
