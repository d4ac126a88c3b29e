using ShopStream.Quality.Data;
using ShopStream.Quality.Redaction;
using ShopStream.Quality.Planning;

namespace ShopStream.Quality.Profiling;

/// <summary>The values of columns that have few of them. Several columns are grouped by at once, so that one scan finds the values of all.</summary>
internal static class ValueLists
{
    /// <summary>More are no list that a person would keep.</summary>
    public const int MostValues = 12;

    private const int LongestValue = 60;
    private const decimal MostGroups = 10_000;

    /// <summary>Few values, each of many rows: at most 12, and at most 1 % of the rows.</summary>
    public static bool HasFewValues(ColumnProfile column) => column.Distinct is > 0 and <= MostValues && column.Distinct * 100 <= column.Values;

    /// <summary>The columns whose values are wanted.</summary>
    public static IEnumerable<ColumnProfile> Of(TableProfile table) =>
        table.Columns.Where(c => c.Traits is { Kind: ColumnKind.Text, LooksPersonal: false, LooksLikeKey: false } && HasFewValues(c));

    /// <summary>One question for as many columns as have not too many combinations of values.</summary>
    public static IReadOnlyList<GroupedMetric> GetMetrics(TableProfile table)
    {
        var sets = new List<(List<GroupKey> Keys, decimal Groups)>();
        foreach (var column in Of(table))
        {
            // Null is a group of its own.
            var groups = column.Distinct!.Value + 1;
            if (sets.FindIndex(s => s.Groups * groups <= MostGroups) is >= 0 and var room)
            {
                sets[room].Keys.Add(new GroupKey(column.Name));
                sets[room] = (sets[room].Keys, sets[room].Groups * groups);
            }
            else
            {
                sets.Add(([new GroupKey(column.Name)], groups));
            }
        }
        return sets.ConvertAll(s => new GroupedMetric(table.Relation, s.Keys, [new CountRows()]));
    }

    /// <summary>In ordinal order; null where they were not told, or are no words that a sentence could list.</summary>
    public static IReadOnlyList<string>? Read(TableProfile table, ColumnProfile column, Measurements measurements)
    {
        foreach (var groups in GetMetrics(table))
        {
            var at = groups.By.ToList().FindIndex(k => string.Equals(k.Column, column.Name, StringComparison.Ordinal));
            if (at < 0) continue;
            if (measurements.Find(groups) is not { Missing: null } measurement) return null;
            List<string> values = [.. measurement.Rows.Select(r => r[at]).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
            return values.Count > 0 && values.TrueForAll(v => v.Length <= LongestValue && string.Equals(VisibleCharacters.Line(v), v, StringComparison.Ordinal)) ? values : null;
        }
        return null;
    }
}
