using ShopStream.Quality.Results;

namespace ShopStream.Reports.Page;

/// <summary>finance, from the tag @owner:finance.</summary>
internal static class Owner
{
    /// <summary>Null where the scenario has none.</summary>
    public static string? Of(ScenarioResult scenario) => scenario.Owners.Count == 0 ? null : string.Join(", ", scenario.Owners);
}
