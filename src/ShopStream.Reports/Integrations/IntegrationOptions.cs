using ShopStream.Quality.History;

namespace ShopStream.Reports.Integrations;

/// <summary>Which machines hear of a run besides those that read its folder. No record: its text would show secrets.</summary>
public sealed class IntegrationOptions
{
    /// <summary>The folder that the features' files are relative to; null where their text is not at hand.</summary>
    public string? Files { get; init; }

    /// <summary>All that the features have, selected or not; null where they are not at hand.</summary>
    public IReadOnlySet<ScenarioName>? Scenarios { get; init; }

    /// <summary>Where GitHub's workflow commands go; null for none.</summary>
    public TextWriter? Annotations { get; init; }

    /// <summary>The file that GITHUB_STEP_SUMMARY names; null for none.</summary>
    public string? StepSummary { get; init; }

    /// <summary>A file that OpenLineage's events are appended to, or an http(s) URL that they are posted to; null for neither. See <see cref="OpenLineageFault"/>.</summary>
    public string? OpenLineage { get; init; }

    /// <summary>Sent as a bearer token with every OpenLineage event; a secret.</summary>
    public string? OpenLineageKey { get; init; }

    /// <summary>What OpenLineage calls the table of a layer: namespace and name; by default the namespace shopstream and raw.orders.</summary>
    public Func<string, string, (string Namespace, string Name)> DatasetNames { get; init; } = static (layer, table) => ("shopstream", $"{layer}.{table}");

    /// <summary>A file of Prometheus' textfile collector; null for none.</summary>
    public string? Prometheus { get; init; }

    /// <summary>An URL that takes Slack's JSON; a secret. Null for none.</summary>
    public string? Webhook { get; init; }

    /// <summary>Whether the webhook hears of every run; default false: of one that failed, and of one that passes again.</summary>
    public bool WebhookAlways { get; init; }

    /// <summary>Why the value cannot be where OpenLineage's events go; null where it can.</summary>
    /// <param name="value">A file or an URL.</param>
    public static string? OpenLineageFault(string value)
    {
        if (!value.Contains("://", StringComparison.Ordinal)) return value.Any(char.IsControl) ? "holds a control character: expected a file or an http(s) URL" : null;
        if (!Uri.TryCreate(value, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https")) return "is no http or https URL: expected one such as http://localhost:5000/api/v1/lineage, or a file";
        // The value is not repeated: it may hold a password.
        return uri.UserInfo.Length > 0 ? "has a user before its host: a key goes into OPENLINEAGE_API_KEY" : null;
    }
}
