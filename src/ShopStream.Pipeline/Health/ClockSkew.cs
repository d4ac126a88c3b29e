using System.Globalization;

namespace ShopStream.Pipeline.Health;

/// <summary>Compares another system's clock with this machine's.</summary>
internal static class ClockSkew
{
    private static readonly TimeSpan WarningThreshold = TimeSpan.FromSeconds(30);

    /// <summary>Accuracy of the clocks read from S3 and Snowflake responses: whole seconds and network latency.</summary>
    private static readonly TimeSpan Resolution = TimeSpan.FromSeconds(1);

    /// <summary>Whether the difference is at most 30 seconds.</summary>
    public static bool AreInSync(TimeSpan ahead) => ahead.Duration() <= WarningThreshold;

    /// <summary>Describes the difference, for example "its clock is 5 s ahead of this machine's".</summary>
    /// <param name="ahead">The other clock's time minus this machine's; negative when it is behind.</param>
    public static string Describe(TimeSpan ahead) =>
        ahead.Duration() < Resolution
            ? "its clock is within a second of this machine's"
            : string.Create(
                CultureInfo.InvariantCulture,
                $"its clock is {ahead.Duration().TotalSeconds:#,##0} s {(ahead > TimeSpan.Zero ? "ahead of" : "behind")} this machine's"
            );

    /// <param name="subject">The system whose clock was read.</param>
    /// <param name="ahead">The other clock's time minus this machine's.</param>
    /// <param name="reason">Why synchronised clocks matter; appended to the fix.</param>
    public static HealthCheck Of(string subject, TimeSpan ahead, string reason) =>
        AreInSync(ahead)
            ? new HealthCheck(subject, HealthStatus.Good, Describe(ahead))
            : new HealthCheck(subject, HealthStatus.Warning, Describe(ahead), $"synchronise both clocks (NTP): {reason}");
}
