using System.Globalization;
using ShopStream.Pipeline.Lake;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Health;

/// <summary>Checks that a lake can be listed and written to, and reports its dates and its clock. Creates and removes a small object.</summary>
public static class LakeProbe
{
    private const string Subject = "lake";

    /// <param name="settings">The lake's address.</param>
    /// <param name="clock">Supplies this machine's time.</param>
    /// <param name="cancellationToken">Cancels the checks.</param>
    public static async Task<IReadOnlyList<HealthCheck>> CheckAsync(LakeSettings settings, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (settings.Folder is { } folder && !DiskProblem.Exists(folder))
            return [new HealthCheck(Subject, HealthStatus.Good, $"{folder} does not exist yet: the first run creates it")];
        await using var lake = Lakes.Open(settings, clock);
        return await CheckAsync(lake, cancellationToken);
    }

    internal static async Task<IReadOnlyList<HealthCheck>> CheckAsync(ILake lake, CancellationToken cancellationToken)
    {
        var checks = new List<HealthCheck>();
        try
        {
            var dates = await LakeLayout.ListDatesAsync(lake, cancellationToken);
            var contents =
                dates.Count == 0
                    ? "no run yet"
                    : string.Create(CultureInfo.InvariantCulture, $"{dates.Count} {(dates.Count == 1 ? "date" : "dates")}, latest {dates[^1]:yyyy-MM-dd}");
            checks.Add(new HealthCheck(Subject, HealthStatus.Good, $"{lake.Description}: {contents}"));
            if (lake.ClockAhead is { } ahead)
                checks.Add(ClockSkew.Of(Subject, ahead, "S3 rejects requests whose time is off by 15 minutes or more"));
            checks.Add(await WriteAsync(lake, cancellationToken));
        }
        catch (ProblemException e)
        {
            checks.Add(HealthCheck.Of(Subject, e));
        }
        return checks;
    }

    private static async Task<HealthCheck> WriteAsync(ILake lake, CancellationToken cancellationToken)
    {
        var key = LakeLayout.ProbeKey($"{Guid.NewGuid():n}");
        var created = await lake.TryCreateAsync(key, "written and removed by shopstream doctor"u8.ToArray(), cancellationToken);
        await lake.DeleteAsync(key, cancellationToken);
        return created
            ? new HealthCheck(Subject, HealthStatus.Good, "writable: a small object was created and removed")
            : new HealthCheck(Subject, HealthStatus.Wrong, $"{key} existed before it was created", "find out what else writes below the lake's prefix");
    }
}
