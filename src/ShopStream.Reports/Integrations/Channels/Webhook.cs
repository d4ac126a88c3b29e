using System.Globalization;
using System.Text;
using ShopStream.Quality.Results;
using ShopStream.Reports.Wording;

namespace ShopStream.Reports.Integrations.Channels;

/// <summary>Sends a message about every run in the format of Slack's incoming webhooks, if that is asked for.</summary>
public static class Webhook
{
    /// <summary>The variable with the address of the common webhook.</summary>
    public const string Variable = "SHOPSTREAM_WEBHOOK_URL";

    private const int NamesShown = 10;
    private const int NameShown = 150;

    /// <exception cref="DeliveryException">The message could not be delivered.</exception>
    internal static async Task SendAsync(PublishedRun run, IntegrationOptions options, HttpPublisher publisher, CancellationToken cancellationToken)
    {
        if (!options.WebhookAlways || string.IsNullOrEmpty(options.Webhook))
            return;
        try
        {
            var text = Text(run.Result, MessagesOfRun.PageOf(run, options));
            await publisher.PostAsync(UriOf(options.Webhook, Variable), ChannelForms.SlackJson(text), null, cancellationToken);
        }
        catch (DeliveryException e) when (!e.Message.Contains(Variable, StringComparison.Ordinal))
        {
            throw new DeliveryException($"{e.Message}; check {Variable}");
        }
    }

    /// <summary>The address of a webhook.</summary>
    /// <exception cref="DeliveryException">It is none. The message does not repeat it, because it is a secret.</exception>
    internal static Uri UriOf(string address, string variable) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            ? uri
            : throw new DeliveryException($"{variable} is not an http(s) URL");

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
