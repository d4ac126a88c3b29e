using System.Globalization;

namespace ShopStream.Pipeline.Health;

/// <summary>How far another system's clock and this machine's are apart.</summary>
internal static class ClockSkew
{
    private static readonly TimeSpan Tolerable = TimeSpan.FromSeconds(30);

    /// <summary>What S3's and Snowflake's answers can tell, which come with a way of their own.</summary>
    private static readonly TimeSpan Tolerated = TimeSpan.FromSeconds(1);

    /// <summary>Whether nobody has to see to it.</summary>
    public static bool AreInSync(TimeSpan ahead) => ahead.Duration() <= Tolerable;

    /// <summary>In words.</summary>
    /// <param name="ahead">How far the other clock is ahead of this machine's.</param>
    public static string Describe(TimeSpan ahead) => ahead.Duration() < Tolerated
        ? "its clock is this machine's to the second"
        : string.Create(CultureInfo.InvariantCulture, $"its clock is {ahead.Duration().TotalSeconds:#,##0} s {(ahead > TimeSpan.Zero ? "ahead of" : "behind")} this machine's");

    /// <param name="about">Whose clock.</param>
    /// <param name="ahead">How far it is ahead of this machine's.</param>
    /// <param name="why">Whom it matters to.</param>
    public static HealthCheck Of(string about, TimeSpan ahead, string why) =>
        AreInSync(ahead) ? new HealthCheck(about, HealthStatus.Good, Describe(ahead)) : new HealthCheck(about, HealthStatus.Warning, Describe(ahead), $"synchronise both (NTP): {why}");
}
