namespace ShopStream.Quality.Changes;

/// <summary>Finds where differences begin: the tables that differ because their own models were changed, the first one in lineage first.</summary>
public static class ChangeOrigins
{
    /// <summary>Adds the origins to tables.</summary>
    /// <param name="tables">The tables that differ, each after those it is built from.</param>
    /// <param name="upstream">What a table is built from, at either side.</param>
    public static IReadOnlyList<TableChange> Add(IReadOnlyList<TableChange> tables, Func<string, IEnumerable<string>> upstream)
    {
        var origins = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        var found = new List<TableChange>();
        foreach (var table in tables)
        {
            var inherited = upstream(table.Dataset).Where(origins.ContainsKey).SelectMany(u => origins[u]).Distinct(StringComparer.Ordinal).ToList();
            origins[table.Dataset] = table.IsOwn ? [.. inherited, table.Dataset] : inherited;
            found.Add(table with { Origins = origins[table.Dataset] });
        }
        return found;
    }
}
