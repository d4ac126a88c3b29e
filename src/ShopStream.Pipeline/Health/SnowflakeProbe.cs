using System.Globalization;
using ShopStream.Pipeline.Elt;
using ShopStream.Pipeline.Health;
using ShopStream.Pipeline.Options;
using ShopStream.Pipeline.Warehouse.Snowflake;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Health;

/// <summary>Signs in for each purpose and checks role, warehouse, version and clock.</summary>
internal static class SnowflakeProbe
{
    private const string Subject = "warehouse";

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    /// <param name="read">Reads the account's settings.</param>
    /// <param name="options">Names the lake.</param>
    /// <param name="clock">Supplies this machine's time.</param>
    /// <param name="cancellationToken">Cancels the checks.</param>
    public static async Task<IReadOnlyList<HealthCheck>> CheckAsync(
        Func<SnowflakeSettings> read,
        PipelineOptions options,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var checks = new List<HealthCheck>();
        if (options.Lake.Folder is { } folder)
            checks.Add(
                new HealthCheck(
                    Subject,
                    HealthStatus.Wrong,
                    $"the lake is the folder {folder}, and Snowflake loads from S3",
                    "set lake to s3://bucket or s3://bucket/prefix"
                )
            );
        var (provider, settings) = (TryFind(SnowflakeProvider.Find), TryFind(read));
        if (provider is null || settings is null)
            return checks;
        var purposes = Enum.GetValues<Purpose>();
        if (settings.Role is { } role)
            checks.Add(SharedForAllPurposes("role", role, [.. purposes.Select(p => p.Role())]));
        if (settings.Warehouse is { } warehouse)
            checks.Add(SharedForAllPurposes("warehouse", warehouse, [.. purposes.Select(p => p.Warehouse())]));
        foreach (var purpose in purposes)
            checks.Add(await CheckPurposeAsync(purpose));
        return checks;

        T? TryFind<T>(Func<T> find)
            where T : class
        {
            try
            {
                return find();
            }
            catch (ProblemException e)
            {
                checks.Add(HealthCheck.Of(Subject, e));
                return null;
            }
        }

        async Task<HealthCheck> CheckPurposeAsync(Purpose purpose)
        {
            var what = settings.For(purpose);
            try
            {
                await using var connection = await SnowflakeSession.OpenAsync(provider, settings, purpose, runId: null, Deadline, cancellationToken);
                var session = await SnowflakeSessionInfo.ReadAsync(connection, settings, purpose, cancellationToken);
                var ahead = session.Now - clock.GetUtcNow().UtcDateTime;
                return ClockSkew.AreInSync(ahead)
                    ? new HealthCheck(
                        Subject,
                        HealthStatus.Good,
                        $"{what}: version {session.Version}, role {session.Role}, {settings.Credential}, {ClockSkew.Describe(ahead)}"
                    )
                    : new HealthCheck(
                        Subject,
                        HealthStatus.Warning,
                        $"{what}: {ClockSkew.Describe(ahead)}",
                        "synchronise this machine's clock (NTP): key pair sign-in and freshness checks depend on it"
                    );
            }
            catch (ProblemException e)
            {
                return HealthCheck.Of(Subject, e);
            }
            catch (Exception e) when (SnowflakeProblem.Of(e, what, "") is not null)
            {
                return HealthCheck.Of(Subject, SnowflakeProblem.Of(e, what, "")!);
            }
        }
    }

    private static HealthCheck SharedForAllPurposes(string what, string name, string[] each) =>
        new(
            Subject,
            HealthStatus.Warning,
            $"the {what} {name} loads, builds and checks: the three purposes share it, and checks are not limited to reading",
            $"remove {what} from the settings (SNOWFLAKE_{what.ToUpperInvariant()}, snowflake.{what}, or {what} in connections.toml); "
                + $"each purpose then uses its own: {string.Join(", ", each)}"
        );
}
