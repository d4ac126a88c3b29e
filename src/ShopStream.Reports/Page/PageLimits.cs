namespace ShopStream.Reports.Page;

/// <summary>How much of a run a page holds. A run that makes too large a page is shown with less, and says so.</summary>
/// <param name="StepsOfPassed">Whether scenarios that passed show their steps.</param>
/// <param name="Findings">How many findings are shown in full.</param>
/// <param name="Sql">How many characters of a query.</param>
/// <param name="Scenarios">How many scenarios are listed.</param>
internal sealed record PageLimits(bool StepsOfPassed, int Findings, int Sql, int Scenarios)
{
    /// <summary>No page is larger, in bytes of UTF-8.</summary>
    public const int MostBytes = 8_000_000;

    /// <summary>From nothing cut to hardly anything left.</summary>
    public static IReadOnlyList<PageLimits> Steps { get; } =
    [
        new(true, int.MaxValue, 20_000, int.MaxValue),
        new(false, 1_000, 4_000, int.MaxValue),
        new(false, 200, 2_000, 12_000),
        new(false, 50, 1_000, 2_000),
    ];

    /// <summary>What is not shown, in words; null where all is.</summary>
    public string? Cut => this == Steps[0] ? null
        : $"This page was cut to stay below 8 MB: {(StepsOfPassed ? "" : "scenarios that passed are shown without their steps, ")}{(Findings == int.MaxValue ? "" : $"{Wording.Figures.Count(Findings)} findings at most are shown in full, ")}{(Scenarios == int.MaxValue ? "" : $"{Wording.Figures.Count(Scenarios)} scenarios at most are listed, ")}and long queries end early. results.json beside it holds everything.";
}
