namespace ShopStream.Quality.Results;

/// <summary>
/// Files of earlier versions do not record which checks are about revenue. There a check is about it if its sentence, a column or its drill-down
/// contains the word.
/// </summary>
internal static class UnrecordedAmounts
{
    private const string Word = "revenue";

    private static readonly string[] Named = [Word];

    /// <summary>Returns the result with <see cref="CheckResult.BusinessMetrics"/> of every check.</summary>
    public static RunResult Add(RunResult result) =>
        result.Scenarios.All(s => s.Checks.All(c => c.BusinessMetrics is not null))
            ? result
            : result with
            {
                Scenarios = [.. result.Scenarios.Select(s => s with { Checks = [.. s.Checks.Select(Add)] })],
            };

    private static CheckResult Add(CheckResult check) =>
        check.BusinessMetrics is not null
            ? check
            : check with
            {
                BusinessMetrics = Contains(check.Sentence) || check.Reads.Any(Contains) || check.DrillDown is { } found && Contains(found.Metric) ? Named : [],
                DrillDown = check.DrillDown is { } drillDown && Contains(drillDown.Metric) ? drillDown with { BusinessMetric = Word } : check.DrillDown,
            };

    private static bool Contains(string text) => text.Contains(Word, StringComparison.OrdinalIgnoreCase);
}
