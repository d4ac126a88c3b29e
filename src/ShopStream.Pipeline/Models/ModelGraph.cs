namespace ShopStream.Pipeline.Models;

/// <summary>The graph of references between models.</summary>
internal static class ModelGraph
{
    /// <summary>Orders the models so that each comes after those it reads. Ties are broken by layer and name, so the order is deterministic.</summary>
    public static IReadOnlyList<Model> Order(IEnumerable<Model> models)
    {
        var waiting = models.OrderBy(m => m.Layer).ThenBy(m => m.Name, StringComparer.Ordinal).ToList();
        var done = new HashSet<string>(StringComparer.Ordinal);
        var order = new List<Model>();
        while (waiting.Count > 0)
        {
            var next = waiting.Find(m => m.Refs.All(done.Contains)) ?? throw new InvalidOperationException("a cycle was not reported");
            waiting.Remove(next);
            done.Add(next.Name);
            order.Add(next);
        }
        return order;
    }

    /// <summary>Finds one cycle for every group of models that depend on each other; each starts with its first model by name.</summary>
    public static IEnumerable<IReadOnlyList<(ModelFile File, RefPiece Ref)>> Cycles(IReadOnlyDictionary<string, ModelFile> models)
    {
        var reported = new HashSet<string>(StringComparer.Ordinal);
        foreach (var model in models.Values.OrderBy(m => m.Name, StringComparer.Ordinal))
        {
            if (reported.Contains(model.Name) || ShortestCycle(model, models) is not { } cycle)
                continue;
            reported.UnionWith(cycle.Select(c => c.File.Name));
            yield return cycle;
        }
    }

    /// <summary>The shortest path from a model along its refs back to itself; null if there is none.</summary>
    private static List<(ModelFile File, RefPiece Ref)>? ShortestCycle(ModelFile start, IReadOnlyDictionary<string, ModelFile> models)
    {
        var cameFrom = new Dictionary<string, (ModelFile File, RefPiece Ref)>(StringComparer.Ordinal);
        var queue = new Queue<ModelFile>([start]);
        while (queue.TryDequeue(out var file))
        {
            foreach (var reference in file.Refs)
            {
                if (!models.TryGetValue(reference.Model, out var to) || !cameFrom.TryAdd(to.Name, (file, reference)))
                    continue;
                if (!string.Equals(to.Name, start.Name, StringComparison.Ordinal))
                {
                    queue.Enqueue(to);
                    continue;
                }
                var path = new List<(ModelFile File, RefPiece Ref)>();
                for (var at = start.Name; path.Count == 0 || !string.Equals(at, start.Name, StringComparison.Ordinal); at = path[^1].File.Name)
                    path.Add(cameFrom[at]);
                path.Reverse();
                return path;
            }
        }
        return null;
    }
}
