using ShopStream.Quality.Results;

namespace ShopStream.Reports.LayerAnalysis;

/// <summary>What each table is built from, directly or through others.</summary>
/// <param name="lineage">The lineage of a run; it has no cycle.</param>
internal sealed class Ancestry(IReadOnlyList<LineageNode> lineage)
{
    private readonly Dictionary<string, IReadOnlyList<string>> parents = lineage
        .DistinctBy(n => n.Dataset, StringComparer.Ordinal)
        .ToDictionary(n => n.Dataset, n => n.Upstream, StringComparer.Ordinal);

    private readonly Dictionary<string, HashSet<string>> known = new(StringComparer.Ordinal);

    /// <summary>Whether a table is built from another one.</summary>
    public bool IsBuiltFrom(string table, string other) => Of(table).Contains(other);

    private HashSet<string> Of(string table)
    {
        if (known.TryGetValue(table, out var found))
            return found;
        // A set that is filled later: lineage that had a cycle would end here.
        known[table] = found = new HashSet<string>(StringComparer.Ordinal);
        foreach (var parent in parents.GetValueOrDefault(table) ?? [])
        {
            found.Add(parent);
            found.UnionWith(Of(parent));
        }
        return found;
    }
}
