using System.Globalization;
using ShopStream.Pipeline.Lake;
using ShopStream.Quality.Verdicts;

namespace ShopStream.Pipeline.Probing;

/// <summary>Looks at a lake: whether it can be listed and written to, which dates it has, its clock. A small object is made and removed; nothing is left.</summary>
public static class LakeProbe
{
    private const string About = "lake";

    /// <param name="settings">The address.</param>
    /// <param name="clock">This machine's time.</param>
    /// <param name="cancellation">Cancels the operation.</param>
    public static async Task<IReadOnlyList<Finding>> LookAsync(LakeSettings settings, TimeProvider clock, CancellationToken cancellation)
    {
        if (settings.Folder is { } folder && !Directory.Exists(folder)) return [new Finding(About, Health.Good, $"{folder} is not there yet: the first run makes it")];
        await using var lake = Lakes.Open(settings, clock);
        return await LookAsync(lake, cancellation);
    }

    internal static async Task<IReadOnlyList<Finding>> LookAsync(ILake lake, CancellationToken cancellation)
    {
        var findings = new List<Finding>();
        try
        {
            var dates = await LakeLayout.ListDatesAsync(lake, cancellation);
            var has = dates.Count == 0 ? "no run yet" : string.Create(CultureInfo.InvariantCulture, $"{dates.Count} {(dates.Count == 1 ? "date" : "dates")}, the newest {dates[^1]:yyyy-MM-dd}");
            findings.Add(new Finding(About, Health.Good, $"{lake.Description}: {has}"));
            if (lake.ClockAhead is { } ahead) findings.Add(Clocks.Of(About, ahead, "S3 refuses requests that are a quarter of an hour off"));
            findings.Add(await WriteAsync(lake, cancellation));
        }
        catch (ProblemException e)
        {
            findings.Add(Finding.Of(About, e));
        }
        return findings;
    }

    private static async Task<Finding> WriteAsync(ILake lake, CancellationToken cancellation)
    {
        var key = LakeLayout.TrialKey($"{Guid.NewGuid():n}");
        var made = await lake.TryCreateAsync(key, "written and removed by shopstream doctor"u8.ToArray(), cancellation);
        await lake.DeleteAsync(key, cancellation);
        return made ? new Finding(About, Health.Good, "may be written to: a small object was made and removed") : new Finding(About, Health.Wrong, $"{key} was there before it was made", "look what else writes below the lake's prefix");
    }
}
