using ShopStream.Quality.Results;

namespace ShopStream.Reports.Integrations;

/// <summary>What a channel understands.</summary>
public enum ChannelKind
{
    /// <summary>Slack's incoming webhooks, and what accepts their JSON.</summary>
    Slack,

    /// <summary>A webhook of Microsoft Teams' workflows: an adaptive card.</summary>
    Teams,

    /// <summary>PagerDuty's Events API, version 2.</summary>
    PagerDuty,

    /// <summary>Opsgenie's Alert API.</summary>
    Opsgenie,

    /// <summary>Any address that accepts JSON, which a template writes.</summary>
    Webhook,

    /// <summary>E-mail by SMTP, with TLS.</summary>
    Email,
}

/// <summary>Which incidents a channel takes: those that meet every condition.</summary>
/// <param name="Owners">One of them owns the incident; empty for any, and for incidents without an owner.</param>
/// <param name="Tags">One of its scenarios has one of these tags, which begin with @; empty for any.</param>
/// <param name="Least">The least severity.</param>
public sealed record ChannelRoute(IReadOnlyList<string> Owners, IReadOnlyList<string> Tags, Severity Least)
{
    /// <summary>All incidents.</summary>
    public static ChannelRoute All { get; } = new([], [], Severity.Info);

    /// <summary>Whether the channel takes an incident.</summary>
    public bool Takes(Incident incident) =>
        (Owners.Count == 0 || incident.Owners.Intersect(Owners, StringComparer.Ordinal).Any())
        && (Tags.Count == 0 || incident.Tags.Intersect(Tags, StringComparer.Ordinal).Any())
        && incident.Severity >= Least;
}

/// <summary>How an e-mail is sent.</summary>
/// <param name="From">The sender.</param>
/// <param name="To">The receivers.</param>
/// <param name="Server">smtp://host:587 for STARTTLS, smtps://host:465 for TLS from the start.</param>
/// <param name="User">Who signs in, with the channel's secret as the password; null to send without signing in.</param>
public sealed record MailRoute(string From, IReadOnlyList<string> To, Uri Server, string? User);

/// <summary>Where messages about incidents go, and about which. Not a record, because its text would contain the secret.</summary>
public sealed class Channel
{
    /// <summary>Its name in the settings, such as oncall; "" for the common webhook, which takes what no other channel takes.</summary>
    public required string Name { get; init; }

    /// <summary>What it understands.</summary>
    public required ChannelKind Kind { get; init; }

    /// <summary>Which incidents it takes; by default all.</summary>
    public ChannelRoute Route { get; init; } = ChannelRoute.All;

    /// <summary>The variable that <see cref="Secret"/> comes from; by default <see cref="VariableOf"/> its name.</summary>
    public string Variable
    {
        get => field ?? VariableOf(Name);
        init;
    }

    /// <summary>The URL of a webhook, a routing key, an API key or a password; a secret. Null where the variable is not set.</summary>
    public string? Secret { get; init; }

    /// <summary>The API of PagerDuty or Opsgenie, without a path; null for those of the United States.</summary>
    public Uri? Api { get; init; }

    /// <summary>The text of the template; null if the kind has none.</summary>
    public string? Template { get; init; }

    /// <summary>How e-mail is sent; null for other kinds.</summary>
    public MailRoute? Mail { get; init; }

    /// <summary>The variable with the secret of a channel: SHOPSTREAM_CHANNEL_ONCALL. Characters other than ASCII letters and digits become _.</summary>
    public static string VariableOf(string name) =>
        $"SHOPSTREAM_CHANNEL_{string.Concat(name.ToUpperInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'))}";
}
