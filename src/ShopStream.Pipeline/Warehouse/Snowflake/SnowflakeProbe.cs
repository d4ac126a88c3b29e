using System.Globalization;
using ShopStream.Pipeline.Elt;
using ShopStream.Pipeline.Health;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Warehouse.Snowflake;

/// <summary>Signs in for each purpose and looks around: role, warehouse, version, clock.</summary>
internal static class SnowflakeProbe
{
    private const string About = "warehouse";

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    /// <param name="read">Where, and who.</param>
    /// <param name="options">Name the lake.</param>
    /// <param name="clock">Supplies the current time.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public static async Task<IReadOnlyList<HealthCheck>> CheckAsync(Func<SnowflakeSettings> read, PipelineOptions options, TimeProvider clock, CancellationToken cancellationToken)
    {
        var findings = new List<HealthCheck>();
        if (options.Lake.Folder is { } folder) findings.Add(new HealthCheck(About, HealthStatus.Wrong, $"the lake is the folder {folder}, and Snowflake loads from S3", "set lake to s3://bucket or s3://bucket/prefix"));
        var (provider, settings) = (TryFind(SnowflakeProvider.Find), TryFind(read));
        if (provider is null || settings is null) return findings;
        var purposes = Enum.GetValues<Purpose>();
        if (settings.Role is { } role) findings.Add(One("role", role, [.. purposes.Select(p => p.Role())]));
        if (settings.Warehouse is { } warehouse) findings.Add(One("warehouse", warehouse, [.. purposes.Select(p => p.Warehouse())]));
        foreach (var purpose in purposes) findings.Add(await CheckPurposeAsync(purpose));
        return findings;

        T? TryFind<T>(Func<T> find)
            where T : class
        {
            try
            {
                return find();
            }
            catch (ProblemException e)
            {
                findings.Add(HealthCheck.Of(About, e));
                return null;
            }
        }

        async Task<HealthCheck> CheckPurposeAsync(Purpose purpose)
        {
            var what = settings.For(purpose);
            try
            {
                await using var session = await SnowflakeSession.OpenAsync(provider, settings, purpose, runId: null, Deadline, cancellationToken);
                var seen = await SnowflakeSessionInfo.ReadAsync(session, settings, purpose, cancellationToken);
                var apart = seen.Now - clock.GetUtcNow().UtcDateTime;
                return ClockSkew.AreInSync(apart)
                    ? new HealthCheck(About, HealthStatus.Good, $"{what}: version {seen.Version}, role {seen.Role}, {settings.Credential}, {ClockSkew.Describe(apart)}")
                    : new HealthCheck(About, HealthStatus.Warning, $"{what}: {ClockSkew.Describe(apart)}", "synchronise this machine (NTP): key pairs and freshness are judged by it");
            }
            catch (ProblemException e)
            {
                return HealthCheck.Of(About, e);
            }
            catch (Exception e) when (SnowflakeProblem.Of(e, what, "") is not null)
            {
                return HealthCheck.Of(About, SnowflakeProblem.Of(e, what, "")!);
            }
        }
    }

    private static HealthCheck One(string what, string name, string[] each) => new(
        About, HealthStatus.Warning, $"the {what} {name} loads, builds and checks: the three purposes are not told apart, and checks are not held to reading",
        $"name no {what} (SNOWFLAKE_{what.ToUpperInvariant()}, snowflake.{what}, or {what} in connections.toml), and each purpose has its own: {string.Join(", ", each)}");
}
