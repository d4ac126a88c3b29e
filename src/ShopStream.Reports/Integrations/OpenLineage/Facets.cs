using System.Text.Json.Nodes;

namespace ShopStream.Reports.Integrations.OpenLineage;

/// <summary>Adds the properties that every facet has: producer and schema.</summary>
internal static class Facets
{
    public static string Version { get; } = typeof(Facets).Assembly.GetName().Version?.ToString(3) ?? "0";

    /// <summary>The producer as a URI, as the specification requires.</summary>
    public static string Producer { get; } = $"urn:shopstream-quality:{Version}";

    /// <param name="schema">Version and file name, see https://openlineage.io/spec/facets/.</param>
    /// <param name="own">The properties of the facet.</param>
    /// <param name="definition">The name of the definition if it differs from the file name; otherwise null.</param>
    public static JsonObject Of(string schema, JsonObject own, string? definition = null)
    {
        own["_producer"] = Producer;
        own["_schemaURL"] =
            $"https://openlineage.io/spec/facets/{schema}.json#/$defs/{definition ?? schema[(schema.IndexOf('/', StringComparison.Ordinal) + 1)..]}";
        return own;
    }
}
