using System.Globalization;
using ShopStream.Pipeline.Elt;
using ShopStream.Pipeline.Probing;

namespace ShopStream.Pipeline.Warehouse.Snowflake;

/// <summary>Signs in for each purpose and looks around: role, warehouse, version, clock.</summary>
internal static class SnowflakeProbe
{
    private const string About = "warehouse";

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    public static async Task<IReadOnlyList<Finding>> LookAsync(SnowflakeSettings settings, PipelineOptions options, TimeProvider clock, CancellationToken cancellation)
    {
        var provider = SnowflakeProvider.Find();
        var findings = new List<Finding>();
        if (options.Lake.Folder is { } folder) findings.Add(new Finding(About, Health.Wrong, $"the lake is the folder {folder}, and Snowflake loads from S3", "set lake to s3://bucket or s3://bucket/prefix"));
        foreach (var purpose in Enum.GetValues<Purpose>()) findings.Add(await LookAsync(purpose));
        return findings;

        async Task<Finding> LookAsync(Purpose purpose)
        {
            var what = $"{settings}, to {purpose.ToString().ToLowerInvariant()}";
            try
            {
                await using var session = await SnowflakeSession.OpenAsync(provider, settings, purpose, runId: null, Deadline, cancellation);
                var seen = await session.ReadAsync("SELECT CURRENT_VERSION(), CURRENT_ROLE(), CURRENT_WAREHOUSE(), SYSDATE(), (SELECT COUNT(*) FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_SCHEMA = 'META')", cancellation);
                var row = seen.Rows[0];
                if (row[4] is "0") return new Finding(About, Health.Wrong, $"{what}: the role {row[1]} sees no ledger in META", "run what shopstream setup snowflake prints");
                var apart = DateTime.Parse(row[3]!, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal) - clock.GetUtcNow().UtcDateTime;
                return Clocks.Agree(apart)
                    ? new Finding(About, Health.Good, $"{what}: version {row[0]}, role {row[1]}, warehouse {row[2]}, {settings.Credential}, {Clocks.Words(apart)}")
                    : new Finding(About, Health.Warning, $"{what}: {Clocks.Words(apart)}", "synchronise this machine (NTP): key pairs and freshness are judged by it");
            }
            catch (Exception e) when (SnowflakeProblem.Of(e, what, "") is not null)
            {
                return Finding.Of(About, SnowflakeProblem.Of(e, what, "")!);
            }
        }
    }
}
