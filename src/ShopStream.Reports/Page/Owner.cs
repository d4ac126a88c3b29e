using ShopStream.Quality.Verdicts;

namespace ShopStream.Reports.Page;

/// <summary>finance, from the tag @owner:finance.</summary>
internal static class Owner
{
    public const string Tag = "@owner:";

    /// <summary>Null where the scenario has none.</summary>
    public static string? Of(ScenarioResult scenario)
    {
        var owners = scenario.Tags.Where(t => t.StartsWith(Tag, StringComparison.Ordinal)).Select(t => t[Tag.Length..]).ToList();
        return owners.Count == 0 ? null : string.Join(", ", owners);
    }
}
