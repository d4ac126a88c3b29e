using System.Globalization;
using ShopStream.Quality.Data;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Lake;

/// <summary>Keys of the lake's objects.</summary>
public static partial class LakeLayout
{
    /// <summary>Prefix of every key.</summary>
    public const string Root = "raw/";

    /// <summary>Prefix of the manifests, recorded files and leases of all dates.</summary>
    internal const string RecordedRoot = "raw/manifests/";

    private const string CsvRoot = "raw/postgres/";
    private const string LeaseFile = "lease.json";
    private const string ReaderFile = "reader_";

    // A JSON file of a table with such a name would be among other files.
    private static readonly string[] ReservedFolders = ["postgres", "manifests", "next"];

    /// <summary>Prefix of the files that a run has written but not exchanged yet.</summary>
    internal const string Next = "raw/next/";

    /// <summary>
    /// Key of a table's file: raw/postgres/orders/2025-11-28/orders_20251128.csv, or raw/events/2025-11-28/events_20251128.json.
    /// See <see cref="FileName"/> for names that need quotes.
    /// </summary>
    /// <param name="table">The table.</param>
    /// <param name="date">The partition.</param>
    /// <param name="json">Whether the file has one JSON object per line; otherwise it is CSV with a header.</param>
    /// <exception cref="UsageException">The table's name cannot be part of a key.</exception>
    public static string KeyOf(string table, DateOnly date, bool json)
    {
        if (FileName.Fault(table) is { } fault)
            throw new UsageException($"table {Identifier.Written(table)} {fault}");
        if (json && JsonFault(table) is { } reserved)
            throw new UsageException(reserved);
        var name = FileName.Of(table);
        return json
            ? string.Create(CultureInfo.InvariantCulture, $"raw/{name}/{date:yyyy-MM-dd}/{name}_{date:yyyyMMdd}.json")
            : string.Create(CultureInfo.InvariantCulture, $"{CsvRoot}{name}/{date:yyyy-MM-dd}/{name}_{date:yyyyMMdd}.csv");
    }

    /// <summary>
    /// Key of a partition's file: raw/postgres/orders/2025-11-28/orders.2025-11-01.20251128T021500123456.csv, with the date and the snapshot of the run that
    /// wrote it. No other run writes the same key, so that later dates can refer to it.
    /// </summary>
    /// <param name="table">The table.</param>
    /// <param name="date">The date of the run that writes it.</param>
    /// <param name="partition">Name of the partition.</param>
    /// <param name="snapshotAt">The run's snapshot.</param>
    /// <param name="json">Whether the file has one JSON object per line; otherwise it is CSV with a header.</param>
    /// <exception cref="UsageException">The table's name cannot be part of a key.</exception>
    public static string PartitionKey(string table, DateOnly date, string partition, DateTimeOffset snapshotAt, bool json)
    {
        var whole = KeyOf(table, date, json);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{whole[..(whole.LastIndexOf('/') + 1)]}{FileName.Of(table)}.{partition}.{snapshotAt.UtcDateTime:yyyyMMddTHHmmssffffff}{(json ? ".json" : ".csv")}"
        );
    }

    /// <summary>Whether a key is that of a partition's file, of whichever date.</summary>
    internal static bool IsPartition(string key) =>
        key.StartsWith(Root, StringComparison.Ordinal)
        && LakeKey.IsValid(key)
        && DateOf(key) is not null
        && !key.StartsWith(RecordedRoot, StringComparison.Ordinal)
        && !key.StartsWith(Next, StringComparison.Ordinal)
        && PartitionFile().IsMatch(key);

    /// <summary>Why a table's file cannot be JSON, with what to do; null if it can.</summary>
    public static string? JsonFault(string table) =>
        Array.IndexOf(ReservedFolders, FileName.Of(table)) >= 0
            ? $"table {table} cannot be stored as JSON: raw/{table}/ has other files; remove it from the setting lake.json_tables"
            : null;

    /// <summary>Whether a table's file, by its key, has one JSON object per line; otherwise it is CSV.</summary>
    public static bool IsJson(string key) => key[..^Compressions.OfKey(key).Suffix().Length].EndsWith(".json", StringComparison.Ordinal);

    /// <summary>Key of the manifest. It is written last: a date without it does not exist.</summary>
    public static string ManifestKey(DateOnly date) =>
        string.Create(CultureInfo.InvariantCulture, $"{RecordedRoot}{date:yyyy-MM-dd}/manifest_{date:yyyyMMdd}.json");

    /// <summary>Whether a key is that of the date's manifest, or of one that is not exchanged yet.</summary>
    internal static bool IsManifest(string key, DateOnly date) => key.EndsWith("/" + ManifestKey(date)[Root.Length..], StringComparison.Ordinal);

    /// <summary>Key of the lease of the run that writes the date.</summary>
    public static string LeaseKey(DateOnly date) => RecordedFolder(date) + LeaseFile;

    /// <summary>Prefix of the leases of those that read the date.</summary>
    internal static string ReaderPrefix(DateOnly date) => RecordedFolder(date) + ReaderFile;

    /// <summary>Key of one reader's lease of the date.</summary>
    internal static string ReaderKey(DateOnly date, string id) => $"{ReaderPrefix(date)}{id}.json";

    /// <summary>Whether the key is that of a lease.</summary>
    internal static bool IsLease(string key) =>
        key.StartsWith(RecordedRoot, StringComparison.Ordinal) && (key.EndsWith("/" + LeaseFile, StringComparison.Ordinal) || IsReader(key));

    /// <summary>Whether the key of a lease is that of a reader.</summary>
    internal static bool IsReader(string key) => key.Split('/')[^1].StartsWith(ReaderFile, StringComparison.Ordinal);

    /// <summary>Prefix of all files of a date that are not exchanged yet.</summary>
    internal static string NextFolder(DateOnly date) => string.Create(CultureInfo.InvariantCulture, $"{Next}{date:yyyy-MM-dd}/");

    /// <summary>Prefix of those that the runs of one work folder have written.</summary>
    internal static string NextFolder(DateOnly date, string owner) => $"{NextFolder(date)}{owner}/";

    /// <summary>
    /// Key of the object that <c>doctor</c> creates and removes. It is in a folder that runs write to, because the account may not be
    /// allowed to write elsewhere.
    /// </summary>
    public static string ProbeKey(string name) => $"{RecordedRoot}trial-{name}";

    /// <summary>The date a key belongs to, from the folder named yyyy-MM-dd; null if there is none.</summary>
    public static DateOnly? DateOf(string key)
    {
        var parts = key.Split('/');
        for (var i = parts.Length - 2; i > 0; i--)
            if (DateOnly.TryParseExact(parts[i], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
                return date;
        return null;
    }

    /// <summary>Prefix of the date's manifest and of all files with recorded values and rows.</summary>
    internal static string RecordedFolder(DateOnly date) => string.Create(CultureInfo.InvariantCulture, $"{RecordedRoot}{date:yyyy-MM-dd}/");

    /// <summary>Key of recorded values: one JSON string per line.</summary>
    public static string ValuesKey(DateOnly date, string name) =>
        string.Create(CultureInfo.InvariantCulture, $"{RecordedRoot}{date:yyyy-MM-dd}/values_{name}.json");

    /// <summary>Key of recorded source rows: CSV with a header.</summary>
    public static string RowsKey(DateOnly date, string name) => string.Create(CultureInfo.InvariantCulture, $"{RecordedRoot}{date:yyyy-MM-dd}/rows_{name}.csv");

    [System.Text.RegularExpressions.GeneratedRegex(
        @"/[^/.]+\.[^/.]+\.[0-9]{8}T[0-9]{12}\.(csv|json)(\.[a-z]+)?\z",
        System.Text.RegularExpressions.RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial System.Text.RegularExpressions.Regex PartitionFile();

    /// <summary>Lists the dates that have a manifest, ascending.</summary>
    public static async Task<IReadOnlyList<DateOnly>> ListDatesAsync(ILake lake, CancellationToken cancellationToken)
    {
        var dates = new List<DateOnly>();
        await foreach (var entry in lake.ListAsync(RecordedRoot, cancellationToken))
        {
            if (
                entry.Key.Split('/') is [_, _, var day, _]
                && DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
                && string.Equals(entry.Key, ManifestKey(date), StringComparison.Ordinal)
            )
                dates.Add(date);
        }
        dates.Sort();
        return dates;
    }
}
