using System.Globalization;
using ShopStream.Pipeline.Lake;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Health;

/// <summary>Looks at a lake: whether it can be listed and written to, which dates it has, its clock. A small object is made and removed; nothing is left.</summary>
public static class LakeProbe
{
    private const string About = "lake";

    /// <param name="settings">The address.</param>
    /// <param name="clock">This machine's time.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public static async Task<IReadOnlyList<HealthCheck>> CheckAsync(LakeSettings settings, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (settings.Folder is { } folder && !Directory.Exists(folder)) return [new HealthCheck(About, HealthStatus.Good, $"{folder} is not there yet: the first run makes it")];
        await using var lake = Lakes.Open(settings, clock);
        return await CheckAsync(lake, cancellationToken);
    }

    internal static async Task<IReadOnlyList<HealthCheck>> CheckAsync(ILake lake, CancellationToken cancellationToken)
    {
        var findings = new List<HealthCheck>();
        try
        {
            var dates = await LakeLayout.ListDatesAsync(lake, cancellationToken);
            var has = dates.Count == 0 ? "no run yet" : string.Create(CultureInfo.InvariantCulture, $"{dates.Count} {(dates.Count == 1 ? "date" : "dates")}, the newest {dates[^1]:yyyy-MM-dd}");
            findings.Add(new HealthCheck(About, HealthStatus.Good, $"{lake.Description}: {has}"));
            if (lake.ClockAhead is { } ahead) findings.Add(ClockSkew.Of(About, ahead, "S3 refuses requests that are a quarter of an hour off"));
            findings.Add(await WriteAsync(lake, cancellationToken));
        }
        catch (ProblemException e)
        {
            findings.Add(HealthCheck.Of(About, e));
        }
        return findings;
    }

    private static async Task<HealthCheck> WriteAsync(ILake lake, CancellationToken cancellationToken)
    {
        var key = LakeLayout.ProbeKey($"{Guid.NewGuid():n}");
        var made = await lake.TryCreateAsync(key, "written and removed by shopstream doctor"u8.ToArray(), cancellationToken);
        await lake.DeleteAsync(key, cancellationToken);
        return made ? new HealthCheck(About, HealthStatus.Good, "may be written to: a small object was made and removed") : new HealthCheck(About, HealthStatus.Wrong, $"{key} was there before it was made", "look what else writes below the lake's prefix");
    }
}
