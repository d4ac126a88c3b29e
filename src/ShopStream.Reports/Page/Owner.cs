using ShopStream.Quality.Results;

namespace ShopStream.Reports.Page;

/// <summary>The owners of a scenario: finance for the tag @owner:finance.</summary>
internal static class Owner
{
    /// <summary>The owners, separated by commas; null if there are none.</summary>
    public static string? Of(ScenarioResult scenario) => scenario.Owners.Count == 0 ? null : string.Join(", ", scenario.Owners);
}
