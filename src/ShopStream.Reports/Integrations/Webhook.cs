using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using ShopStream.Quality.Results;
using ShopStream.Reports.Wording;

namespace ShopStream.Reports.Integrations;

/// <summary>Sends a message for each incident that begins or recovers, in the format of Slack's incoming webhooks; on request one for every run.</summary>
public static class Webhook
{
    /// <summary>The variable with the address of whom no owner's own is known.</summary>
    public const string Variable = "SHOPSTREAM_WEBHOOK_URL";

    private const int NamesShown = 10;
    private const int NameShown = 150;

    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The variable with the address of an owner: SHOPSTREAM_WEBHOOK_URL_FINANCE. What is no letter or digit of ASCII becomes _.</summary>
    public static string VariableOf(string owner) =>
        $"{Variable}_{string.Concat(owner.ToUpperInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'))}";

    /// <exception cref="DeliveryException">A message could not be delivered; the others were sent.</exception>
    internal static async Task SendAsync(PublishedRun run, IntegrationOptions options, HttpPublisher publisher, CancellationToken cancellationToken)
    {
        var messages = IncidentMessages.Of(run, options);
        if (options.WebhookAlways)
            messages = [.. messages, new IncidentMessage(Text(run.Result, IncidentMessages.PageOf(run, options)), [])];
        var failed = new List<string>();
        foreach (var (text, variable, address) in messages.SelectMany(m => Addresses(m, options).Select(a => (m.Text, a.Variable, a.Address))))
        {
            try
            {
                await publisher.PostAsync(UriOf(address, variable), JsonSerializer.Serialize(new { text }, Json), null, cancellationToken);
            }
            catch (DeliveryException e)
            {
                failed.Add(e.Message.Contains(variable, StringComparison.Ordinal) ? e.Message : $"{e.Message}; check {variable}");
            }
        }
        if (failed.Count > 0)
            throw new DeliveryException(string.Join("; ", failed.Distinct(StringComparer.Ordinal)));
    }

    /// <summary>A message about a whole run.</summary>
    internal static string Text(RunResult run, string page)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"*{OutcomeWords.Of(run.Outcome).Word}* {SlackText.Of(VerdictSentence.Of(run))}\n");
        text.Append(CultureInfo.InvariantCulture, $"Data of {Figures.Day(run.Date)}, run {SlackText.Of(run.RunId, NameShown)}");
        Names(text, "Newly failing", run.Since?.NewlyFailing);
        Names(text, "Fixed", run.Since?.Fixed);
        text.Append(CultureInfo.InvariantCulture, $"\nReport: {SlackText.Of(page)}");
        return text.ToString();
    }

    // An owner's own address, or the common one.
    private static IEnumerable<(string Variable, string Address)> Addresses(IncidentMessage message, IntegrationOptions options)
    {
        var own = message.Owners.Select(o => (Variable: VariableOf(o), Address: options.WebhookOf(o))).Where(a => !string.IsNullOrEmpty(a.Address)).ToList();
        if (own.Count > 0)
            return own.Select(a => (a.Variable, a.Address!)).DistinctBy(a => a.Item2, StringComparer.Ordinal);
        return string.IsNullOrEmpty(options.Webhook) ? [] : [(Variable, options.Webhook)];
    }

    // The message does not repeat the address, which is a secret.
    private static Uri UriOf(string address, string variable) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            ? uri
            : throw new DeliveryException($"{variable} is not an http(s) URL");

    private static void Names(StringBuilder text, string what, IReadOnlyList<ChangedScenario>? changed)
    {
        if (changed is not { Count: > 0 })
            return;
        text.Append(CultureInfo.InvariantCulture, $"\n{what}:");
        foreach (var scenario in changed.Take(NamesShown))
            text.Append(CultureInfo.InvariantCulture, $"\n• {SlackText.Of(scenario.Name, NameShown)}");
        if (changed.Count > NamesShown)
            text.Append(CultureInfo.InvariantCulture, $"\n• and {changed.Count - NamesShown} more");
    }
}
