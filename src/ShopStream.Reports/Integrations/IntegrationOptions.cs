using ShopStream.Quality.Incidents;

namespace ShopStream.Reports.Integrations;

/// <summary>The targets of the integrations. Not a record, because its text would contain secrets.</summary>
public sealed class IntegrationOptions
{
    /// <summary>The folder that feature paths are relative to; null if the files are not available.</summary>
    public string? Files { get; init; }

    /// <summary>Receives GitHub's workflow commands; null for none.</summary>
    public TextWriter? Annotations { get; init; }

    /// <summary>The file named by GITHUB_STEP_SUMMARY; null for none.</summary>
    public string? StepSummary { get; init; }

    /// <summary>A file to append OpenLineage events to, or an http(s) URL to post them to; null for neither. See <see cref="OpenLineageFault"/>.</summary>
    public string? OpenLineage { get; init; }

    /// <summary>Bearer token for OpenLineage events; a secret.</summary>
    public string? OpenLineageKey { get; init; }

    /// <summary>Maps layer and table to OpenLineage's namespace and name; by default namespace shopstream, name raw.orders.</summary>
    public Func<string, string, (string Namespace, string Name)> DatasetNames { get; init; } = static (layer, table) => ("shopstream", $"{layer}.{table}");

    /// <summary>A file for Prometheus' textfile collector; null for none.</summary>
    public string? Prometheus { get; init; }

    /// <summary>The common webhook: a URL that accepts Slack's JSON; a secret. Null for none.</summary>
    public string? Webhook { get; init; }

    /// <summary>Where messages about incidents go; those that none of them takes go to <see cref="Webhook"/>.</summary>
    public IReadOnlyList<Channel> Channels { get; init; } = [];

    /// <summary>Whether every run is sent to the webhook, too; default false: only incidents that begin or recover.</summary>
    public bool WebhookAlways { get; init; }

    /// <summary>Whether an open incident is sent again on each later day, by channels that people read; default false.</summary>
    public bool WebhookReminds { get; init; }

    /// <summary>Known incidents, which are not reminded of, or not sent at all.</summary>
    public IReadOnlyList<Acknowledgement> Acknowledgements { get; init; } = [];

    /// <summary>An http(s) address below which the report folder is served, for links in messages; null for the path of the file.</summary>
    public string? ReportUrl { get; init; }

    /// <summary>Validates <see cref="ReportUrl"/>; returns null if it is valid or empty, otherwise the problem.</summary>
    /// <param name="value">A URL.</param>
    public static string? ReportUrlFault(string value)
    {
        if (value.Length == 0)
            return null;
        if (!Uri.TryCreate(value, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
            return "is not an http or https URL: expected one such as https://reports.example.org/shop";
        return uri.UserInfo.Length > 0 ? "contains a user name: messages would show it" : null;
    }

    /// <summary>Validates a target for OpenLineage events; returns null if it is valid, otherwise the problem.</summary>
    /// <param name="value">A file or a URL.</param>
    public static string? OpenLineageFault(string value)
    {
        if (!value.Contains("://", StringComparison.Ordinal))
            return value.Any(char.IsControl) ? "contains a control character: expected a file or an http(s) URL" : null;
        if (!Uri.TryCreate(value, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
            return "is not an http or https URL: expected one such as http://localhost:5000/api/v1/lineage, or a file";
        // The message does not repeat the value, which may contain a password.
        return uri.UserInfo.Length > 0 ? "contains a user name: set the key in OPENLINEAGE_API_KEY instead" : null;
    }
}
