using System.Globalization;
using ShopStream.Pipeline.Lake;
using ShopStream.Quality.Verdicts;

namespace ShopStream.Pipeline.Probing;

/// <summary>Looks at a lake: whether it can be listed, and which dates it has. Nothing is written.</summary>
public static class LakeProbe
{
    private const string About = "lake";

    /// <param name="settings">Where it is.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task<IReadOnlyList<Finding>> LookAsync(LakeSettings settings, CancellationToken cancellation)
    {
        if (settings.Folder is { } folder && !Directory.Exists(folder)) return [new Finding(About, Health.Good, $"{folder} is not there yet: the first run makes it")];
        try
        {
            await using var lake = Lakes.Open(settings);
            var dates = await LakeLayout.ListDatesAsync(lake, cancellation);
            var has = dates.Count == 0 ? "no run yet" : string.Create(CultureInfo.InvariantCulture, $"{dates.Count} {(dates.Count == 1 ? "date" : "dates")}, the newest {dates[^1]:yyyy-MM-dd}");
            return [new Finding(About, Health.Good, $"{lake.Description}: {has}")];
        }
        catch (ProblemException e)
        {
            return [Finding.Of(About, e)];
        }
    }
}
