using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Redaction;

namespace ShopStream.Quality.Profiling;

/// <summary>Values of columns with few distinct values. Several columns are grouped together, so that one scan finds the values of all.</summary>
internal static class ValueLists
{
    /// <summary>Maximum length of a list that a person would maintain.</summary>
    public const int MostValues = 12;

    private const int MaxValueLength = 60;
    private const decimal MaxGroups = 10_000;

    /// <summary>Whether a column has few values for its rows: index most 12, and index most 1 % of the rows.</summary>
    public static bool HasFewValues(ColumnProfile column) => column.Distinct is > 0 and <= MostValues && column.Distinct * 100 <= column.Values;

    /// <summary>Columns whose values are read.</summary>
    public static IEnumerable<ColumnProfile> Of(TableProfile table) =>
        table.Columns.Where(c => c.Traits is { Kind: ColumnKind.Text, LooksPersonal: false, LooksLikeKey: false } && HasFewValues(c));

    /// <summary>Metrics that read the values; each covers as many columns as possible without too many combinations of values.</summary>
    public static IReadOnlyList<GroupedMetric> GetMetrics(TableProfile table)
    {
        var sets = new List<(List<GroupKey> Keys, decimal Groups)>();
        foreach (var column in Of(table))
        {
            // NULL is a separate group.
            var groups = column.Distinct!.Value + 1;
            if (sets.FindIndex(s => s.Groups * groups <= MaxGroups) is >= 0 and var fitting)
            {
                sets[fitting].Keys.Add(new GroupKey(column.Name));
                sets[fitting] = (sets[fitting].Keys, sets[fitting].Groups * groups);
            }
            else
            {
                sets.Add(([new GroupKey(column.Name)], groups));
            }
        }
        return sets.ConvertAll(s => new GroupedMetric(table.Relation, s.Keys, [new CountRows()]));
    }

    /// <summary>Values of a column in ordinal order; null if they were not measured or cannot be listed in a sentence.</summary>
    public static IReadOnlyList<string>? Read(TableProfile table, ColumnProfile column, Measurements measurements)
    {
        foreach (var groups in GetMetrics(table))
        {
            var index = groups.By.ToList().FindIndex(k => string.Equals(k.Column, column.Name, StringComparison.Ordinal));
            if (index < 0)
                continue;
            if (measurements.Find(groups) is not { Missing: null } measurement)
                return null;
            List<string> values = [.. measurement.Rows.Select(r => r[index]).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
            return
                values.Count > 0 && values.TrueForAll(v => v.Length <= MaxValueLength && string.Equals(VisibleCharacters.Line(v), v, StringComparison.Ordinal))
                ? values
                : null;
        }
        return null;
    }
}
