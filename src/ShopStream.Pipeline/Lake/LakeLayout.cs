using System.Globalization;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Lake;

/// <summary>Keys of the lake's objects.</summary>
public static class LakeLayout
{
    /// <summary>Prefix of every key.</summary>
    public const string Root = "raw/";

    private const string Manifests = "raw/manifests/";

    /// <summary>Key of a table's file: raw/postgres/orders/2025-11-28/orders_20251128.csv; for events raw/events/2025-11-28/events_20251128.json.</summary>
    /// <exception cref="UsageException">The table's name cannot be part of a key.</exception>
    public static string KeyOf(string table, DateOnly date)
    {
        if (table.Contains('/', StringComparison.Ordinal) || LakeKey.Fault(table) is not null)
            throw new UsageException($"table '{table}' cannot name a file in the lake. Expected the name of a source table, such as orders");
        return IsJson(table)
            ? string.Create(CultureInfo.InvariantCulture, $"raw/{table}/{date:yyyy-MM-dd}/{table}_{date:yyyyMMdd}.json")
            : string.Create(CultureInfo.InvariantCulture, $"raw/postgres/{table}/{date:yyyy-MM-dd}/{table}_{date:yyyyMMdd}.csv");
    }

    /// <summary>Whether the table is stored as one JSON object per line (events) instead of CSV.</summary>
    public static bool IsJson(string table) => table is "events";

    /// <summary>Key of the manifest. It is written last: a date without it does not exist.</summary>
    public static string ManifestKey(DateOnly date) =>
        string.Create(CultureInfo.InvariantCulture, $"{Manifests}{date:yyyy-MM-dd}/manifest_{date:yyyyMMdd}.json");

    /// <summary>Key of the date's lease.</summary>
    public static string LeaseKey(DateOnly date) => string.Create(CultureInfo.InvariantCulture, $"{Manifests}{date:yyyy-MM-dd}/claim.json");

    /// <summary>Key of the object that <c>doctor</c> creates and removes. It is in a folder that runs write to, because the account may not be allowed to write elsewhere.</summary>
    public static string ProbeKey(string name) => $"{Manifests}trial-{name}";

    /// <summary>The date a key belongs to, from the folder named yyyy-MM-dd; null if there is none.</summary>
    public static DateOnly? DateOf(string key)
    {
        var parts = key.Split('/');
        for (var i = parts.Length - 2; i > 0; i--)
            if (DateOnly.TryParseExact(parts[i], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)) return date;
        return null;
    }

    /// <summary>Prefix of the date's manifest and of all files with recorded values and rows.</summary>
    internal static string RecordedFolder(DateOnly date) => string.Create(CultureInfo.InvariantCulture, $"{Manifests}{date:yyyy-MM-dd}/");

    /// <summary>Key of recorded values: one JSON string per line.</summary>
    public static string ValuesKey(DateOnly date, string name) =>
        string.Create(CultureInfo.InvariantCulture, $"{Manifests}{date:yyyy-MM-dd}/values_{name}.json");

    /// <summary>Key of recorded source rows: CSV with a header.</summary>
    public static string RowsKey(DateOnly date, string name) =>
        string.Create(CultureInfo.InvariantCulture, $"{Manifests}{date:yyyy-MM-dd}/rows_{name}.csv");

    /// <summary>Lists the dates that have a manifest, ascending.</summary>
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
