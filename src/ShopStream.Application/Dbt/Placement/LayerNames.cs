using System.Text.RegularExpressions;
using ShopStream.Application.Dbt.Artifacts;
using ShopStream.Quality.Data;
using ShopStream.Quality.Results;

namespace ShopStream.Application.Dbt.Placement;

/// <summary>Finds the layer of a relation: by a mapping, by the words of its schema, its folders and its name, or by what is built from it.</summary>
internal sealed partial class LayerNames
{
    private static readonly Dictionary<string, Layer> Words = new(StringComparer.OrdinalIgnoreCase)
    {
        ["raw"] = Layer.Raw,
        ["landing"] = Layer.Raw,
        ["bronze"] = Layer.Raw,
        ["staging"] = Layer.Staging,
        ["stg"] = Layer.Staging,
        ["stage"] = Layer.Staging,
        ["base"] = Layer.Staging,
        ["prep"] = Layer.Staging,
        ["intermediate"] = Layer.Staging,
        ["int"] = Layer.Staging,
        ["snapshots"] = Layer.Staging,
        ["silver"] = Layer.Staging,
        ["core"] = Layer.Core,
        ["dwh"] = Layer.Core,
        ["warehouse"] = Layer.Core,
        ["dim"] = Layer.Core,
        ["fact"] = Layer.Core,
        ["fct"] = Layer.Core,
        ["dimensions"] = Layer.Core,
        ["facts"] = Layer.Core,
        ["mart"] = Layer.Mart,
        ["marts"] = Layer.Mart,
        ["report"] = Layer.Mart,
        ["reports"] = Layer.Mart,
        ["reporting"] = Layer.Mart,
        ["rpt"] = Layer.Mart,
        ["gold"] = Layer.Mart,
    };

    private readonly IReadOnlyDictionary<string, Layer> mapping;
    private readonly HashSet<string> read;

    /// <param name="project">The project.</param>
    /// <param name="mapping">Layers by schema or folder; they outrank everything else.</param>
    public LayerNames(DbtProject project, IReadOnlyDictionary<string, Layer> mapping)
    {
        this.mapping = mapping;
        read = project.Relations.Values.SelectMany(r => r.Upstream).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Reads a mapping such as finance=mart, utilities=core.</summary>
    /// <exception cref="UsageException">It is malformed, or names no layer of a warehouse.</exception>
    public static IReadOnlyDictionary<string, Layer> Parse(string text)
    {
        var named = new Dictionary<string, Layer>(StringComparer.OrdinalIgnoreCase);
        foreach (var item in Identifier.Items(text))
        {
            if (item.Split('=', StringSplitOptions.TrimEntries) is not [{ Length: > 0 } name, "raw" or "staging" or "core" or "mart"])
                throw new UsageException($"--layers has '{item}': expected a schema or a folder and raw, staging, core or mart, such as finance=mart");
            named[Identifier.Unquoted(name)] = Layers.Parse(item.Split('=', StringSplitOptions.TrimEntries)[1]);
        }
        return named;
    }

    public Layer Of(DbtRelation relation)
    {
        string[] places = [relation.Schema, .. relation.Folders.Reverse()];
        if (places.FirstOrDefault(mapping.ContainsKey) is { } mapped)
            return mapping[mapped];
        if (relation.Kind is RelationKind.Source or RelationKind.Seed)
            return Layer.Raw;
        if (relation.Kind == RelationKind.Snapshot)
            return Layer.Staging;
        var layer = places.Select(OfWords).FirstOrDefault(l => l is not null) ?? OfPrefix(relation.Name) ?? OfPrefix(relation.Table);
        return layer ?? (read.Contains(relation.UniqueId) ? Layer.Core : Layer.Mart);
    }

    private static Layer? OfWords(string name) =>
        Word().Matches(name).Select(w => Words.TryGetValue(w.Value, out var layer) ? layer : (Layer?)null).LastOrDefault(l => l is not null);

    private static Layer? OfPrefix(string name) => Words.TryGetValue(name.Split('_')[0], out var layer) ? layer : null;

    [GeneratedRegex("[A-Za-z]+", RegexOptions.None, 1000)]
    private static partial Regex Word();
}
