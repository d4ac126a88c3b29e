using System.Globalization;
using ShopStream.Contracts.Reading;
using ShopStream.Features.Writing;
using ShopStream.Quality.Data;

namespace ShopStream.Contracts.Translation;

/// <summary>
/// Service levels: freshness (also called latency) and retention are judged; the others are promises that no data shows. A year has 366 days.
/// </summary>
/// <param name="tables">The tables of the contract.</param>
/// <param name="references">Finds what a service level names.</param>
internal sealed class ServiceLevels(IReadOnlyList<PlacedTable> tables, References references)
{
    private static readonly Dictionary<string, TimeSpan> Units = new(StringComparer.OrdinalIgnoreCase)
    {
        ["m"] = TimeSpan.FromMinutes(1),
        ["min"] = TimeSpan.FromMinutes(1),
        ["minute"] = TimeSpan.FromMinutes(1),
        ["h"] = TimeSpan.FromHours(1),
        ["hr"] = TimeSpan.FromHours(1),
        ["hour"] = TimeSpan.FromHours(1),
        ["d"] = TimeSpan.FromDays(1),
        ["day"] = TimeSpan.FromDays(1),
        ["w"] = TimeSpan.FromDays(7),
        ["week"] = TimeSpan.FromDays(7),
        ["y"] = TimeSpan.FromDays(366),
        ["year"] = TimeSpan.FromDays(366),
    };

    /// <summary>The rule, or why there is none.</summary>
    public TranslatedRule Of(ServiceLevel level)
    {
        var rule = $"{level.Id ?? level.Property}: {level.Property} {level.Value}{(level.Unit is null ? "" : $" {level.Unit}")}";
        var found = level.Element is null ? null : references.Find(level.Element);
        TranslatedRule Not(string reason) => TranslatedRule.Not(found?.Table.Name, level.Line, rule, reason);
        var isRetention = level.Property.ToLowerInvariant() is "retention" or "re";
        if (!isRetention && level.Property.ToLowerInvariant() is not ("freshness" or "latency" or "ly" or "fr"))
            return Not("it is a promise about the service, which the data of one run does not show");
        if (found is not var (table, column))
            return Not(level.Element is null ? "it names no column (element)" : $"'{level.Element}' names no column of the contract");
        if (Limit(level, IsDay(column)) is not { } limit)
            return Not($"'{level.Value} {level.Unit}' is not an age: expected a number and m, h, d, w or y");
        var subject = $"{Identifier.Written(column.PhysicalName)} in {tables.First(t => t.Table == table).Dataset} is at most {limit} older than the run";
        return new TranslatedRule(
            table.Name,
            level.Line,
            rule,
            isRetention ? $"{table.Name} keeps no row longer than the contract says" : $"{table.Name} is as fresh as the contract says",
            [isRetention ? "@retention" : "@freshness"],
            [new WrittenStep(isRetention ? subject : $"the newest {subject}")],
            null
        );
    }

    // v3.0 has no logical type timestamp: a date with a physical type or a format of its own.
    private static bool IsDay(ContractColumn column) =>
        column.LogicalType is "date"
        && column.PhysicalType is null or "date" or "DATE"
        && !column.Options.Any(o => o.Name is "format" && o.Value.Contains('H', StringComparison.Ordinal));

    // A day counts from its midnight, and is complete a day later.
    private static string? Limit(ServiceLevel level, bool isDay)
    {
        var unit = level.Unit is { Length: > 3 } word ? word.TrimEnd('s') : level.Unit ?? "";
        if (
            !decimal.TryParse(level.Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            || !Units.TryGetValue(unit, out var one)
        )
            return null;
        var minutes = (number * (decimal)one.TotalMinutes) + (isDay ? 1440 : 0);
        if (minutes != decimal.Truncate(minutes))
            return null;
        return minutes % 1440 == 0 ? Counted(minutes / 1440, "day")
            : minutes % 60 == 0 ? Counted(minutes / 60, "hour")
            : Counted(minutes, "minute");
    }

    private static string Counted(decimal count, string unit) => $"{Words.Number(count)} {unit}{(count == 1 ? "" : "s")}";
}
