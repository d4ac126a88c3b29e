using System.Globalization;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Lake;

/// <summary>Where things are in the lake.</summary>
public static class LakeLayout
{
    /// <summary>Before every key.</summary>
    public const string Root = "raw/";

    private const string Manifests = "raw/manifests/";

    /// <summary>raw/postgres/orders/2025-11-28/orders_20251128.csv; events: raw/events/2025-11-28/events_20251128.json.</summary>
    /// <exception cref="UsageException">The table's name cannot be a part of a key.</exception>
    public static string KeyOf(string table, DateOnly date)
    {
        if (table.Contains('/', StringComparison.Ordinal) || LakeKey.Fault(table) is not null)
            throw new UsageException($"table '{table}' cannot name a file in the lake. Expected the name of a source table, such as orders");
        return IsJson(table)
            ? string.Create(CultureInfo.InvariantCulture, $"raw/{table}/{date:yyyy-MM-dd}/{table}_{date:yyyyMMdd}.json")
            : string.Create(CultureInfo.InvariantCulture, $"raw/postgres/{table}/{date:yyyy-MM-dd}/{table}_{date:yyyyMMdd}.csv");
    }

    /// <summary>Events are one JSON object a line, all else is CSV.</summary>
    public static bool IsJson(string table) => table is "events";

    /// <summary>Written last: a date without it does not exist.</summary>
    public static string ManifestKey(DateOnly date) =>
        string.Create(CultureInfo.InvariantCulture, $"{Manifests}{date:yyyy-MM-dd}/manifest_{date:yyyyMMdd}.json");

    /// <summary>Whose run writes the date at present.</summary>
    public static string LeaseKey(DateOnly date) => string.Create(CultureInfo.InvariantCulture, $"{Manifests}{date:yyyy-MM-dd}/claim.json");

    /// <summary>What is made and removed to see whether that may be done: where runs write, since an account may be allowed no more, and in a folder that they need.</summary>
    public static string ProbeKey(string name) => $"{Manifests}trial-{name}";

    /// <summary>The date that a key belongs to, by the folder that is named so; null where there is none.</summary>
    public static DateOnly? DateOf(string key)
    {
        var parts = key.Split('/');
        for (var i = parts.Length - 2; i > 0; i--)
            if (DateOnly.TryParseExact(parts[i], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)) return date;
        return null;
    }

    /// <summary>A stream of values that the manifest keeps: one JSON string a line.</summary>
    public static string ValuesKey(DateOnly date, string name) =>
        string.Create(CultureInfo.InvariantCulture, $"{Manifests}{date:yyyy-MM-dd}/values_{name}.json");

    /// <summary>Rows of the source that the manifest keeps, as CSV with a header.</summary>
    public static string RowsKey(DateOnly date, string name) =>
        string.Create(CultureInfo.InvariantCulture, $"{Manifests}{date:yyyy-MM-dd}/rows_{name}.csv");

    /// <summary>The dates that have a manifest, ascending.</summary>
    public static async Task<IReadOnlyList<DateOnly>> ListDatesAsync(ILake lake, CancellationToken cancellationToken)
    {
        var dates = new List<DateOnly>();
        await foreach (var entry in lake.ListAsync(Manifests, cancellationToken))
        {
            if (entry.Key.Split('/') is [_, _, var day, _]
                && DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
                && string.Equals(entry.Key, ManifestKey(date), StringComparison.Ordinal))
                dates.Add(date);
        }
        dates.Sort();
        return dates;
    }
}
