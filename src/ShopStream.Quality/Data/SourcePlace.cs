using System.Text.Json.Serialization;

namespace ShopStream.Quality.Data;

/// <summary>Where a table of the source is.</summary>
/// <param name="Schema">Its schema.</param>
/// <param name="Name">Its name there.</param>
public sealed record SourcePlace(string Schema, string Name)
{
    /// <summary>No table has a place of its own.</summary>
    public static IReadOnlyDictionary<string, SourcePlace> None { get; } = new Dictionary<string, SourcePlace>(StringComparer.Ordinal);

    /// <summary>Schema and name as settings have them.</summary>
    [JsonIgnore]
    public string Written => $"{Identifier.Written(Schema)}.{Identifier.Written(Name)}";

    /// <summary>
    /// Names tables. A table keeps its own name, unless one of that name in another schema is before it: then it is called schema.table. A table that is listed
    /// twice has the same name twice.
    /// </summary>
    /// <param name="places">The tables, in the order of the settings.</param>
    public static IReadOnlyList<(string Name, SourcePlace Place)> Named(IReadOnlyList<SourcePlace> places)
    {
        var owners = new Dictionary<string, SourcePlace>(StringComparer.OrdinalIgnoreCase);
        foreach (var place in places)
            owners.TryAdd(place.Name, place);
        return [.. places.Select(p => (string.Equals(owners[p.Name].Schema, p.Schema, StringComparison.Ordinal) ? p.Name : $"{p.Schema}.{p.Name}", p))];
    }
}
