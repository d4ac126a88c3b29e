using ShopStream.Pipeline.Lake;

namespace ShopStream.Tests.Elt;

/// <summary>What a run leaves behind: files of the lake, temporary files, unfinished tables.</summary>
internal static class ShopState
{
    /// <summary>Whether two warehouses have the same tables with the same rows.</summary>
    public static bool Same(Dictionary<string, string> one, IReadOnlyDictionary<string, string> other) =>
        one.Count == other.Count && one.All(t => string.Equals(other.GetValueOrDefault(t.Key), t.Value, StringComparison.Ordinal));

    /// <summary>The keys of the lake, in order.</summary>
    public static async Task<List<string>> FilesAsync(ShopRun shop)
    {
        await using var lake = Lakes.Open(shop.Options.Lake);
        var keys = new List<string>();
        await foreach (var entry in lake.ListAsync("", CancellationToken.None))
            keys.Add(entry.Key);
        return keys;
    }

    /// <summary>Temporary files of processes that are dead (this one has a folder of its own), and unfinished tables.</summary>
    public static List<string> Leftovers(ShopRun shop)
    {
        var own = Path.GetFileName(shop.Options.Scratch);
        var temporary = Directory
            .EnumerateFileSystemEntries(Path.Combine(shop.Options.WorkFolder, "tmp"))
            .Select(e => Path.GetFileName(e))
            .Where(n => !string.Equals(n.Split('.')[0], own, StringComparison.Ordinal));
        return [.. temporary, .. shop.Query("SELECT schema_name || '.' || table_name FROM duckdb_tables() WHERE ends_with(table_name, '__next')")];
    }
}
