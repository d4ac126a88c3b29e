using ShopStream.Quality.Data;

namespace ShopStream.Quality.Reconciliation.DrillDown;

/// <summary>The tables between two others in the lineage that the catalog declares, however many layers they are in.</summary>
internal sealed class LineageRoute
{
    private readonly Catalog catalog;
    private readonly IReadOnlyDictionary<Dataset, int> depths;
    private readonly HashSet<Dataset> downstream;

    private LineageRoute(Catalog catalog, Dataset from, IReadOnlyDictionary<Dataset, int> depths, Dataset to)
    {
        (this.catalog, this.depths) = (catalog, depths);
        var above = Above(from);
        downstream = [.. depths.Keys.Where(d => Above(d).Contains(from))];
        Tables =
        [
            .. depths
                .Where(d => d.Key != from && d.Key != to && !above.Contains(d.Key) && catalog.Find(d.Key) is not null)
                .OrderBy(d => d.Value)
                .ThenBy(d => d.Key.Layer)
                .ThenBy(d => d.Key.Table, StringComparer.Ordinal)
                .Select(d => d.Key),
        ];
    }

    /// <summary>Everything upstream of the end that is not upstream of the beginning, each table after those that it is built from.</summary>
    public IReadOnlyList<Dataset> Tables { get; }

    /// <param name="catalog">Declares the lineage by <see cref="TableInfo.Upstream"/>.</param>
    /// <param name="from">The table nearer to the source.</param>
    /// <param name="to">The table that is built from it.</param>
    /// <returns>Null if the lineage does not lead from one to the other.</returns>
    public static LineageRoute? Find(Catalog catalog, Dataset from, Dataset to)
    {
        var found = new Dictionary<Dataset, int>();
        Depth(catalog, to, found, []);
        return from != to && found.ContainsKey(from) ? new LineageRoute(catalog, from, found, to) : null;
    }

    /// <summary>How many steps a table of the route is away from the farthest table that it is built from, directly or through others.</summary>
    public int DepthOf(Dataset dataset) => depths[dataset];

    /// <summary>Whether a table of the route is built from its beginning.</summary>
    public bool IsDownstream(Dataset dataset) => downstream.Contains(dataset);

    /// <summary>Whether a table is built from another one, directly or through others.</summary>
    public bool IsBelow(Dataset dataset, Dataset other) => Above(dataset).Contains(other);

    private HashSet<Dataset> Above(Dataset dataset)
    {
        var found = new HashSet<Dataset>();
        var open = new Stack<Dataset>([dataset]);
        while (open.TryPop(out var next))
        {
            foreach (var upstream in catalog.Find(next)?.Upstream ?? [])
            {
                if (found.Add(upstream))
                    open.Push(upstream);
            }
        }
        return found;
    }

    // The longest way from a table without anything upstream; a cycle, which settings may declare, is not followed twice.
    private static int Depth(Catalog catalog, Dataset dataset, Dictionary<Dataset, int> found, HashSet<Dataset> open)
    {
        if (found.TryGetValue(dataset, out var known))
            return known;
        if (!open.Add(dataset))
            return 0;
        var depth = (catalog.Find(dataset)?.Upstream ?? []).Select(u => Depth(catalog, u, found, open) + 1).DefaultIfEmpty().Max();
        open.Remove(dataset);
        return found[dataset] = depth;
    }
}
