using System.Net.Mail;
using ShopStream.Quality.Results;

namespace ShopStream.Reports.Integrations.Channels;

/// <summary>Reads a channel from a setting such as "teams; owner finance, crm; severity critical".</summary>
public static class ChannelSettings
{
    private static readonly Dictionary<string, ChannelKind> Kinds = new(StringComparer.Ordinal)
    {
        ["slack"] = ChannelKind.Slack,
        ["teams"] = ChannelKind.Teams,
        ["pagerduty"] = ChannelKind.PagerDuty,
        ["opsgenie"] = ChannelKind.Opsgenie,
        ["webhook"] = ChannelKind.Webhook,
        ["email"] = ChannelKind.Email,
    };

    /// <summary>Reads a channel.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="text">
    /// The kind, and parts that semicolons separate: <c>owner</c>, <c>tag</c> and <c>severity</c> of any kind, and those of the kind.
    /// </param>
    /// <param name="secret">The value of its variable; null or empty if that is not set.</param>
    /// <param name="read">Reads the text of a file; throws <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/>.</param>
    /// <exception cref="FormatException">The text is no channel.</exception>
    public static Channel Parse(string name, string text, string? secret, Func<string, string> read)
    {
        var items = text.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (items.Length == 0 || !Kinds.TryGetValue(items[0], out var kind))
            throw new FormatException($"'{(items.Length == 0 ? "" : items[0])}' is no kind of channel: expected {string.Join(", ", Kinds.Keys)}");
        var parts = Parts(kind, items.Skip(1));
        return new Channel
        {
            Name = name,
            Kind = kind,
            Route = new ChannelRoute(Names(parts, "owner"), Tags(parts), Least(parts)),
            Secret = string.IsNullOrEmpty(secret) ? null : secret,
            Api = parts.GetValueOrDefault("api") is { } api ? Address(api, "https", "http") : null,
            Template = kind == ChannelKind.Webhook ? TemplateOf(Needed(parts, "template", "template messages/chat.json"), read) : null,
            Mail = kind == ChannelKind.Email ? MailOf(parts) : null,
        };
    }

    private static string[] Allowed(ChannelKind kind) =>
        [
            "owner",
            "tag",
            "severity",
            .. kind switch
            {
                ChannelKind.PagerDuty or ChannelKind.Opsgenie => ["api"],
                ChannelKind.Webhook => ["template"],
                ChannelKind.Email => ["from", "to", "server", "user"],
                _ => Array.Empty<string>(),
            },
        ];

    private static Dictionary<string, string> Parts(ChannelKind kind, IEnumerable<string> items)
    {
        var (allowed, parts) = (Allowed(kind), new Dictionary<string, string>(StringComparer.Ordinal));
        foreach (var item in items)
        {
            var (word, value) = item.Split(' ', 2, StringSplitOptions.TrimEntries) is [var w, var v] ? (w, v) : (item, "");
            if (!allowed.Contains(word, StringComparer.Ordinal))
                throw new FormatException($"'{item}' is no part of this kind of channel: expected {string.Join(", ", allowed)}, each followed by its value");
            if (value.Length == 0)
                throw new FormatException($"'{item}' has no value");
            if (!parts.TryAdd(word, value))
                throw new FormatException($"'{word}' is there twice: separate several values by commas");
        }
        return parts;
    }

    private static string Needed(Dictionary<string, string> parts, string word, string example) =>
        parts.GetValueOrDefault(word) ?? throw new FormatException($"there is no '{word}': expected one such as '{example}'");

    private static string[] Names(Dictionary<string, string> parts, string word) =>
        parts.GetValueOrDefault(word)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

    private static string[] Tags(Dictionary<string, string> parts) => [.. Names(parts, "tag").Select(t => t.StartsWith('@') ? t : $"@{t}")];

    private static Severity Least(Dictionary<string, string> parts) =>
        parts.GetValueOrDefault("severity") switch
        {
            null or "info" => Severity.Info,
            "warning" => Severity.Warning,
            "critical" => Severity.Critical,
            var other => throw new FormatException($"'{other}' is no severity: expected critical, warning or info"),
        };

    private static Uri Address(string text, params string[] schemes)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || !schemes.Contains(uri.Scheme, StringComparer.Ordinal) || uri.Host.Length == 0)
            throw new FormatException($"'{text}' is no address: expected {schemes[0]}://…");
        return uri.UserInfo.Length == 0 ? uri : throw new FormatException("an address contains a user name: secrets come from the environment only");
    }

    private static string TemplateOf(string file, Func<string, string> read)
    {
        try
        {
            return TemplateText.Checked(read(file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            throw new FormatException($"the template {file}: {e.Message}", e);
        }
    }

    private static MailRoute MailOf(Dictionary<string, string> parts)
    {
        Needed(parts, "to", "to data@example.org");
        return new MailRoute(
            Mailbox(Needed(parts, "from", "from shopstream@example.org")),
            [.. Names(parts, "to").Select(Mailbox)],
            Address(Needed(parts, "server", "server smtp://mail.example.org:587"), "smtp", "smtps"),
            parts.GetValueOrDefault("user")
        );
    }

    private static string Mailbox(string text) =>
        MailAddress.TryCreate(text, out var address) && string.Equals(address.Address, text, StringComparison.Ordinal)
            ? text
            : throw new FormatException($"'{text}' is no e-mail address");
}
