using System.Text.Json;
using System.Text.Json.Nodes;

namespace ShopStream.Quality.Results;

/// <summary>Converts a results.json of schema 1 to schema 2: the same values under other property names.</summary>
internal static class ResultsSchema1
{
    public const int Number = 1;

    private static readonly (string Old, string New)[] Run = [("hops", "layers"), ("revenueRule", "revenueDefinition"), ("items", "reconcilingItems")];
    private static readonly (string Old, string New)[] Layer = [("hop", "layer")];
    private static readonly (string Old, string New)[] LineageNode = [("from", "upstream")];
    private static readonly (string Old, string New)[] ReconcilingItem = [("says", "message")];
    private static readonly (string Old, string New)[] Check = [("ladder", "drillDown")];
    private static readonly (string Old, string New)[] DrillDown =
    [
        ("what", "metric"),
        ("steps", "levels"),
        ("hops", "layers"),
        ("firstHop", "firstDivergentLayer"),
        ("classes", "causes"),
    ];
    private static readonly (string Old, string New)[] Cause = [("class", "cause")];
    private static readonly (string Old, string New)[] DrillDownRow = [("class", "cause"), ("firstHop", "firstDivergentLayer")];

    /// <summary>Returns the file with the property names of schema 2. Values that schema 2 rejects are left for its reader.</summary>
    /// <exception cref="JsonException">The text is not a JSON object, or has a property twice.</exception>
    public static JsonObject Upgrade(string json)
    {
        var run =
            JsonNode.Parse(json, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false }) as JsonObject
            ?? throw new JsonException("results.json is not a JSON object");
        run["schema"] = ResultsJson.Schema;
        Rename(run, Run);
        foreach (var layer in Objects(run["layers"]))
            Rename(layer, Layer);
        foreach (var node in Objects(run["lineage"]))
            Rename(node, LineageNode);
        foreach (var item in Objects(run["reconcilingItems"]))
            Rename(item, ReconcilingItem);
        foreach (var check in Objects(run["scenarios"]).SelectMany(s => Objects(s["checks"])))
            Upgrade(check);
        return run;
    }

    private static void Upgrade(JsonObject check)
    {
        Rename(check, Check);
        if (check["drillDown"] is not JsonObject drillDown)
            return;
        Rename(drillDown, DrillDown);
        foreach (var cause in Objects(drillDown["causes"]))
            Rename(cause, Cause);
        foreach (var row in Objects(drillDown["rows"]))
            Rename(row, DrillDownRow);
    }

    private static IEnumerable<JsonObject> Objects(JsonNode? list) => list is JsonArray array ? array.OfType<JsonObject>() : [];

    private static void Rename(JsonObject node, (string Old, string New)[] names)
    {
        foreach (var (old, @new) in names)
        {
            if (node.TryGetPropertyValue(old, out var value) && node.Remove(old))
                node[@new] = value;
        }
    }
}
