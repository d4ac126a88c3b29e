using System.Text.Json.Nodes;

namespace ShopStream.Reports.Integrations.OpenLineage;

/// <summary>What every facet carries besides its own: who made it, and its schema.</summary>
internal static class Facets
{
    public static string Version { get; } = typeof(Facets).Assembly.GetName().Version?.ToString(3) ?? "0";

    /// <summary>An URI, as the specification wants it.</summary>
    public static string Producer { get; } = $"urn:shopstream-quality:{Version}";

    /// <param name="schema">Version and name, as https://openlineage.io/spec/facets/ has them.</param>
    /// <param name="own">What it says.</param>
    /// <param name="definition">Where it is not called as its file.</param>
    public static JsonObject Of(string schema, JsonObject own, string? definition = null)
    {
        own["_producer"] = Producer;
        own["_schemaURL"] = $"https://openlineage.io/spec/facets/{schema}.json#/$defs/{definition ?? schema[(schema.IndexOf('/', StringComparison.Ordinal) + 1)..]}";
        return own;
    }
}
