namespace ShopStream.Pipeline.Models;

/// <summary>Who reads whom.</summary>
internal static class ModelGraph
{
    /// <summary>The models so that each comes after those it reads; ties by layer and name, so that the order is always the same.</summary>
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

    /// <summary>One circle for every group of models that wait for each other; each begins with its first model by name.</summary>
    public static IEnumerable<IReadOnlyList<(ModelFile File, RefPiece Ref)>> Cycles(IReadOnlyDictionary<string, ModelFile> models)
    {
        var told = new HashSet<string>(StringComparer.Ordinal);
        foreach (var model in models.Values.OrderBy(m => m.Name, StringComparer.Ordinal))
        {
            if (told.Contains(model.Name) || PathBack(model, models) is not { } circle) continue;
            told.UnionWith(circle.Select(c => c.File.Name));
            yield return circle;
        }
    }

    /// <summary>The shortest way from a model along its refs back to itself; null where there is none.</summary>
    private static List<(ModelFile File, RefPiece Ref)>? PathBack(ModelFile start, IReadOnlyDictionary<string, ModelFile> models)
    {
        var cameFrom = new Dictionary<string, (ModelFile File, RefPiece Ref)>(StringComparer.Ordinal);
        var queue = new Queue<ModelFile>([start]);
        while (queue.TryDequeue(out var file))
        {
            foreach (var reference in file.Refs)
            {
                if (!models.TryGetValue(reference.Model, out var to) || !cameFrom.TryAdd(to.Name, (file, reference))) continue;
                if (!string.Equals(to.Name, start.Name, StringComparison.Ordinal))
                {
                    queue.Enqueue(to);
                    continue;
                }
                var way = new List<(ModelFile File, RefPiece Ref)>();
                for (var at = start.Name; way.Count == 0 || !string.Equals(at, start.Name, StringComparison.Ordinal); at = way[^1].File.Name) way.Add(cameFrom[at]);
                way.Reverse();
                return way;
            }
        }
        return null;
    }
}
