using System.Collections;
using ShopStream.Quality.Checks;
using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Reconciliation;

namespace ShopStream.Tests.Catalogue;

/// <summary>What a check does, without its tables, columns and constants: the kinds of its parts, such as EveryValue(Not(IsMatch)).</summary>
internal static class CheckMeaning
{
    public static string Of(ICheck check) => Part(check)!;

    private static string? Part(object? value) =>
        value switch
        {
            null or string or StoreId or Relation or Dataset or ColumnInfo or BusinessMetric or Measure or Tolerance or CalendarUnit => null,
            Metric and not ShopStream.Quality.Metrics.RowSets.FoundRows => null,
            Enum one => $"{one}",
            true => "true",
            IEnumerable many => string.Join(",", many.Cast<object?>().Select(Part).OfType<string>().Distinct(StringComparer.Ordinal)) is { Length: > 0 } parts
                ? parts
                : null,
            _ when value.GetType().Namespace?.StartsWith("ShopStream.", StringComparison.Ordinal) is true => Named(value),
            _ => null,
        };

    private static string Named(object value)
    {
        var parts = value
            .GetType()
            .GetProperties()
            .Where(p => p.GetIndexParameters().Length == 0 && p.SetMethod is not null)
            .OrderBy(p => p.Name, StringComparer.Ordinal)
            .Select(p => Part(p.GetValue(value)))
            .OfType<string>()
            .ToList();
        return parts.Count == 0 ? value.GetType().Name : $"{value.GetType().Name}({string.Join(",", parts)})";
    }
}
