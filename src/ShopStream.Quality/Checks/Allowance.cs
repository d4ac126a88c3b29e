using System.Globalization;

namespace ShopStream.Quality.Checks;

/// <summary>How many of the judged rows may break a rule: none, a number of them, or a share.</summary>
public sealed record Allowance
{
    /// <summary>No row may break the rule.</summary>
    public static Allowance None { get; } = new();

    /// <summary>Most rows that may break it.</summary>
    public long MostRows { get; private init; }

    /// <summary>Share of the rows that must keep it, in percent; null if rows are counted.</summary>
    public decimal? LeastPercent { get; private init; }

    /// <summary>A number of rows may break the rule.</summary>
    public static Allowance Rows(long most) => new() { MostRows = most };

    /// <summary>A share of the rows must keep the rule.</summary>
    /// <param name="percent">Above 0, at most 100.</param>
    public static Allowance Share(decimal percent) => new() { LeastPercent = percent };

    /// <inheritdoc />
    public override string ToString() =>
        LeastPercent is { } percent ? string.Create(CultureInfo.InvariantCulture, $", in at least {percent:0.############################} % of rows")
        : MostRows > 0 ? $", except in at most {FigureText.Rows(MostRows)}"
        : "";

    /// <summary>Whether so many of the judged rows may break the rule. Multiplied, because a division would round.</summary>
    internal bool Allows(decimal breaking, decimal judged) =>
        LeastPercent is { } percent ? (judged - breaking) * 100 >= percent * judged : breaking <= MostRows;

    /// <summary>How many rows too many break the rule.</summary>
    internal decimal Excess(decimal breaking, decimal judged) =>
        breaking - (LeastPercent is { } percent ? judged - Math.Ceiling(percent * judged / 100) : MostRows);
}
