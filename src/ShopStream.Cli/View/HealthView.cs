using System.Text.Json;
using ShopStream.Application.Settings;
using ShopStream.Pipeline.Health;

namespace ShopStream.Cli.View;

/// <summary>The settings with their origins, and the health checks.</summary>
internal static class HealthView
{
    private const int LongestValue = 60;

    public static string JsonLine(IReadOnlyList<HealthCheck> checks, IReadOnlyList<SettingOrigin> origins) =>
        JsonSerializer.Serialize(
            new
            {
                settings = origins.Select(o => new
                {
                    o.Name,
                    o.Value,
                    o.Origin,
                }),
                checks = checks.Select(c => new
                {
                    c.Subject,
                    status = c.Status.ToString().ToLowerInvariant(),
                    c.Found,
                    c.Fix,
                }),
            },
            JsonSerializerOptions.Web
        );

    public static void Write(TextWriter to, IReadOnlyList<HealthCheck> checks, IReadOnlyList<SettingOrigin> origins)
    {
        to.WriteLine("settings (the others have their defaults)");
        var width = origins.Count == 0 ? 0 : origins.Max(o => o.Name.Length);
        foreach (var (name, value, origin) in origins)
            to.WriteLine($"  {name.PadRight(width)}  {(value.Length > LongestValue ? value[..(LongestValue - 1)] + "…" : value)}  ({origin})");
        to.WriteLine();
        foreach (var check in checks)
        {
            to.WriteLine($"{NameOf(check.Status), -11} {check.Subject, -10} {check.Found}");
            if (check.Fix is { } fix)
                to.WriteLine($"{"", -11} {"", -10} what to do: {fix}");
        }
    }

    private static string NameOf(HealthStatus status) =>
        status switch
        {
            HealthStatus.Good => "ok",
            HealthStatus.Warning => "warning",
            HealthStatus.Wrong => "wrong",
            _ => "unreachable",
        };
}
