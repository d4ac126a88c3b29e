using System.Globalization;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;

namespace ShopStream.Pipeline.Partitions;

/// <summary>SQL that says which partition a row is of, the same in PostgreSQL and DuckDB.</summary>
/// <param name="spec">How the table is divided.</param>
/// <param name="dialect">PostgreSQL or DuckDB, with the time zone UTC.</param>
internal sealed class PartitionSql(PartitionSpec spec, Dialect dialect)
{
    /// <summary>Name of the partition of rows whose partition column is NULL.</summary>
    public const string NullName = "null";

    // With more, a row is compared with more bounds than computing its label costs.
    private const int MostRuns = 8;

    private static readonly Int128 LeastKey = long.MinValue;
    private static readonly Int128 GreatestKey = long.MaxValue;

    /// <summary>The partition of a row, as a date or the number of a range; NULL where the column is NULL.</summary>
    /// <param name="column">SQL of the partition column.</param>
    public string Label(string column)
    {
        if (spec.Size is not { } size)
            return $"CAST({column} AS DATE)";
        // Both engines truncate towards 0; the negative side is divided as non-negative numbers, which do not overflow.
        var over = dialect == Dialect.DuckDb ? "//" : "/";
        var key = $"CAST({column} AS BIGINT)";
        return string.Create(CultureInfo.InvariantCulture, $"CASE WHEN {key} >= 0 THEN {key} {over} {size} ELSE -((-({key} + 1)) {over} {size}) - 1 END");
    }

    /// <summary>The name of the partition that has a label.</summary>
    /// <param name="label">Text of the label; null or empty for NULL.</param>
    public string NameOf(string? label) =>
        string.IsNullOrEmpty(label) ? NullName
        : spec.Size is { } size
            ? (Int128.Parse(label, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) * size).ToString(CultureInfo.InvariantCulture)
        : label;

    /// <summary>Condition that a row is of one of the partitions; NULL where a row has no value and the partition of these is not among them.</summary>
    /// <param name="column">SQL of the partition column.</param>
    /// <param name="names">Names of partitions; at least one.</param>
    public string IsIn(string column, IReadOnlyCollection<string> names)
    {
        var known = names.Where(n => n is not NullName).ToList();
        var parts = new List<string>();
        if (known.Count > 0 && RunsOf(known) is { Count: <= MostRuns } runs)
            parts.AddRange(runs.Select(r => Within(column, r)));
        else if (known.Count > 0)
            parts.Add($"({string.Join(" AND ", [.. Bounds(column, known), $"{Label(column)} IN ({string.Join(", ", known.Select(Constant))})"])})");
        if (known.Count < names.Count)
            parts.Add($"{column} IS NULL");
        return parts is [var only] ? only : $"({string.Join(" OR ", parts)})";
    }

    private string Constant(string name) => spec.Size is { } size ? (LowOf(name) / size).ToString(CultureInfo.InvariantCulture) : $"DATE {Sql.Literal(name)}";

    // Partitions that follow one another, as the first and the last one; null where a day has no next one, such as infinity.
    private List<(string First, string Last)>? RunsOf(List<string> names)
    {
        if (spec.Size is null && names.Exists(n => DayOf(n) is null || DayOf(n) == DateOnly.MaxValue))
            return null;
        var runs = new List<(string First, string Last)>();
        foreach (var name in names.OrderBy(n => OrderOf(spec, n)))
        {
            if (runs.Count > 0 && OrderOf(spec, name) == OrderOf(spec, runs[^1].Last) + 1)
                runs[^1] = (runs[^1].First, name);
            else
                runs.Add((name, name));
        }
        return runs;
    }

    // Compared with the column itself, which an index can use.
    private string Within(string column, (string First, string Last) run)
    {
        var bounds = Bounds(column, [run.First, run.Last]).ToList();
        return bounds.Count == 0 ? $"{column} IS NOT NULL" : $"({string.Join(" AND ", bounds)})";
    }

    // The outer bounds, which an index or the statistics of row groups can use.
    private IEnumerable<string> Bounds(string column, List<string> names)
    {
        if (spec.Size is { } size)
        {
            var lows = names.ConvertAll(LowOf);
            var (low, high) = (lows.Min(), lows.Max() + size - 1);
            if (low > LeastKey)
                yield return string.Create(CultureInfo.InvariantCulture, $"{column} >= {low}");
            if (high < GreatestKey)
                yield return string.Create(CultureInfo.InvariantCulture, $"{column} <= {high}");
            yield break;
        }
        var days = names.ConvertAll(DayOf);
        if (days.TrueForAll(d => d is not null) && days.Min() is { } first)
            yield return string.Create(CultureInfo.InvariantCulture, $"{column} >= '{first:yyyy-MM-dd}'");
        if (days.TrueForAll(d => d is not null) && days.Max() is { } last && last < DateOnly.MaxValue)
            yield return string.Create(CultureInfo.InvariantCulture, $"{column} < '{last.AddDays(1):yyyy-MM-dd}'");
    }

    /// <summary>Number of a partition's range or day, so that the next one has the next number; the greatest for days that .NET does not have.</summary>
    public static Int128 OrderOf(PartitionSpec spec, string name) => spec.Size is { } size ? LowOf(name) / size : DayOf(name)?.DayNumber ?? Int128.MaxValue;

    /// <summary>The day of a partition; null for infinity and for days that .NET does not have.</summary>
    public static DateOnly? DayOf(string name) =>
        DateOnly.TryParseExact(name, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    /// <summary>The least key of a range.</summary>
    public static Int128 LowOf(string name) => Int128.Parse(name, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
}
