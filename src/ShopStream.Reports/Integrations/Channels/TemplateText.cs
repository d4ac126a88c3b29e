using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using ShopStream.Quality.Results;

namespace ShopStream.Reports.Integrations.Channels;

/// <summary>The JSON of a webhook's message, in which a name in double braces, such as <c>{{ title }}</c>, stands for a text of the message.</summary>
internal static partial class TemplateText
{
    /// <summary>The names, and what each stands for.</summary>
    public static IReadOnlyDictionary<string, Func<ChannelMessage, string>> Names { get; } =
        new Dictionary<string, Func<ChannelMessage, string>>(StringComparer.Ordinal)
        {
            ["headline"] = m => m.Headline.TrimEnd(':'),
            ["title"] = m => m.Title,
            ["text"] = ChannelForms.Lines,
            ["incident"] = m => m.Incident?.Id ?? "",
            ["state"] = m => m.Occasion is MessageOccasion.Recovered ? "resolved" : "open",
            ["severity"] = m => (m.Incident?.Severity ?? Severity.Critical).ToString().ToLowerInvariant(),
            ["table"] = m => ChannelMessage.Plain(m.Incident?.Place ?? ""),
            ["owner"] = m => Fact(m, "Owner"),
            ["rows"] = m => Fact(m, "Rows"),
            ["date"] = m => m.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            ["run"] = m => m.RunId,
            ["report"] = m => m.Page ?? "",
        };

    /// <summary>The template, if it is one.</summary>
    /// <exception cref="FormatException">It names something unknown, or the message would be no JSON.</exception>
    public static string Checked(string template)
    {
        foreach (Match name in Placeholder().Matches(template))
            if (!Names.ContainsKey(name.Groups["name"].Value))
                throw new FormatException($"{{{{ {name.Groups["name"].Value} }}}} is unknown: expected one of {string.Join(", ", Names.Keys)}");
        try
        {
            JsonDocument.Parse(Of(template, new ChannelMessage(MessageOccasion.More, "\"\\\n"))).Dispose();
        }
        catch (JsonException e)
        {
            throw new FormatException(
                string.Create(CultureInfo.InvariantCulture, $"no JSON in line {(e.LineNumber ?? 0) + 1}: expected one value, with names in double quotes"),
                e
            );
        }
        return template;
    }

    /// <summary>The message.</summary>
    public static string Of(string template, ChannelMessage message) =>
        Placeholder().Replace(template, m => JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(Names[m.Groups["name"].Value](message)));

    private static string Fact(ChannelMessage message, string label) =>
        message.Facts.FirstOrDefault(f => string.Equals(f.Label, label, StringComparison.Ordinal)).Text ?? "";

    [GeneratedRegex(@"\{\{\s*(?<name>[^{}]*?)\s*\}\}", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Placeholder();
}
