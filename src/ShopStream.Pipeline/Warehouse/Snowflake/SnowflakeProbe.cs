using System.Globalization;
using ShopStream.Pipeline.Elt;
using ShopStream.Pipeline.Probing;
using ShopStream.Quality.Verdicts;

namespace ShopStream.Pipeline.Warehouse.Snowflake;

/// <summary>Signs in for each purpose and looks around: role, warehouse, version, clock.</summary>
internal static class SnowflakeProbe
{
    private const string About = "warehouse";

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    /// <param name="read">Where, and who.</param>
    /// <param name="options">Name the lake.</param>
    /// <param name="clock">Supplies the current time.</param>
    /// <param name="cancellation">Cancels the operation.</param>
    public static async Task<IReadOnlyList<Finding>> LookAsync(Func<SnowflakeSettings> read, PipelineOptions options, TimeProvider clock, CancellationToken cancellation)
    {
        var findings = new List<Finding>();
        if (options.Lake.Folder is { } folder) findings.Add(new Finding(About, Health.Wrong, $"the lake is the folder {folder}, and Snowflake loads from S3", "set lake to s3://bucket or s3://bucket/prefix"));
        var (provider, settings) = (Found(SnowflakeProvider.Find), Found(read));
        if (provider is null || settings is null) return findings;
        var purposes = Enum.GetValues<Purpose>();
        if (settings.Role is { } role) findings.Add(One("role", role, [.. purposes.Select(p => p.Role())]));
        if (settings.Warehouse is { } warehouse) findings.Add(One("warehouse", warehouse, [.. purposes.Select(p => p.Warehouse())]));
        foreach (var purpose in purposes) findings.Add(await LookAsync(purpose));
        return findings;

        T? Found<T>(Func<T> find)
            where T : class
        {
            try
            {
                return find();
            }
            catch (ProblemException e)
            {
                findings.Add(Finding.Of(About, e));
                return null;
            }
        }

        async Task<Finding> LookAsync(Purpose purpose)
        {
            var what = settings.For(purpose);
            try
            {
                await using var session = await SnowflakeSession.OpenAsync(provider, settings, purpose, runId: null, Deadline, cancellation);
                var seen = await SnowflakeStanding.ReadAsync(session, settings, purpose, cancellation);
                var apart = seen.Now - clock.GetUtcNow().UtcDateTime;
                return Clocks.Agree(apart)
                    ? new Finding(About, Health.Good, $"{what}: version {seen.Version}, role {seen.Role}, {settings.Credential}, {Clocks.Words(apart)}")
                    : new Finding(About, Health.Warning, $"{what}: {Clocks.Words(apart)}", "synchronise this machine (NTP): key pairs and freshness are judged by it");
            }
            catch (ProblemException e)
            {
                return Finding.Of(About, e);
            }
            catch (Exception e) when (SnowflakeProblem.Of(e, what, "") is not null)
            {
                return Finding.Of(About, SnowflakeProblem.Of(e, what, "")!);
            }
        }
    }

    private static Finding One(string what, string name, string[] each) => new(
        About, Health.Warning, $"the {what} {name} loads, builds and checks: the three purposes are not told apart, and checks are not held to reading",
        $"name no {what} (SNOWFLAKE_{what.ToUpperInvariant()}, snowflake.{what}, or {what} in connections.toml), and each purpose has its own: {string.Join(", ", each)}");
}
