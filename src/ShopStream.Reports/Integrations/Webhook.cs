using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using ShopStream.Quality.History;
using ShopStream.Quality.Redaction;
using ShopStream.Quality.Results;
using ShopStream.Reports.Wording;

namespace ShopStream.Reports.Integrations;

/// <summary>Sends a message about a run that failed or passes again, in the format of Slack's incoming webhooks.</summary>
internal static class Webhook
{
    public const string Variable = "SHOPSTREAM_WEBHOOK_URL";

    private const int NamesShown = 10;
    private const int NameShown = 150;
    private const int TextShown = 1_000;

    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static async Task SendAsync(
        RunResult run,
        RunHistory past,
        string page,
        IntegrationOptions options,
        HttpPublisher publisher,
        CancellationToken cancellationToken
    )
    {
        if (string.IsNullOrEmpty(options.Webhook))
            return;
        var recovered = Recovers(run, past, options.Scenarios);
        if (!options.WebhookAlways && run.ExitCode == ExitCodes.Passed && !recovered)
            return;
        // The message does not repeat the value, which is a secret.
        if (!Uri.TryCreate(options.Webhook, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
            throw new DeliveryException($"{Variable} is not an http(s) URL");
        try
        {
            await publisher.PostAsync(uri, JsonSerializer.Serialize(new { text = Text(run, recovered, page) }, Json), null, cancellationToken);
        }
        catch (DeliveryException e)
        {
            throw new DeliveryException($"{e.Message}; check {Variable}");
        }
    }

    /// <summary>
    /// Whether the run recovers from earlier failures: it passes, and every scenario that failed before passes in it. A run of selected scenarios
    /// that leaves out a failing one does not count, nor does one after a failed run unless it judges the same scenarios.
    /// </summary>
    /// <param name="run">The run that ended.</param>
    /// <param name="past">The earlier runs.</param>
    /// <param name="scenarios">All scenarios of the features, selected or not, so that deleted ones are ignored; null if they are not available.</param>
    public static bool Recovers(RunResult run, RunHistory past, IReadOnlySet<ScenarioName>? scenarios)
    {
        if (run.ExitCode != ExitCodes.Passed || past.Runs.Count == 0)
            return false;
        var last = past.Runs[^1];
        var failed = last.ExitCode != ExitCodes.Passed;
        var open = past.Open().ToHashSet();
        if (failed)
            open.UnionWith(last.Scenarios.SelectMany(f => f.Value.Keys.Select(name => new ScenarioName(f.Key, name))));
        if (scenarios is not null)
            open.IntersectWith(scenarios);
        if (!failed && open.Count == 0)
            return false;
        open.ExceptWith(
            ScenarioName.Of(run.Scenarios).Zip(run.Scenarios).Where(s => s.Second.Outcome is Outcome.Passed or Outcome.Warned).Select(s => s.First)
        );
        return open.Count == 0;
    }

    public static string Text(RunResult run, bool recovered, string page)
    {
        var text = new StringBuilder();
        text.Append(
            CultureInfo.InvariantCulture,
            $"*{(recovered ? "Recovered" : OutcomeWords.Of(run.Outcome).Word)}* {Escape(VerdictSentence.Of(run), TextShown)}\n"
        );
        text.Append(CultureInfo.InvariantCulture, $"Data of {Figures.Day(run.Date)}, run {Escape(run.RunId, NameShown)}");
        Names(text, "Newly failing", run.Since?.NewlyFailing);
        Names(text, "Fixed", run.Since?.Fixed);
        text.Append(CultureInfo.InvariantCulture, $"\nReport: {Escape(page, TextShown)}");
        return text.ToString();
    }

    private static void Names(StringBuilder text, string what, IReadOnlyList<ChangedScenario>? changed)
    {
        if (changed is not { Count: > 0 })
            return;
        text.Append(CultureInfo.InvariantCulture, $"\n{what}:");
        foreach (var scenario in changed.Take(NamesShown))
            text.Append(CultureInfo.InvariantCulture, $"\n• {Escape(scenario.Name, NameShown)}");
        if (changed.Count > NamesShown)
            text.Append(CultureInfo.InvariantCulture, $"\n• and {changed.Count - NamesShown} more");
    }

    // https://api.slack.com/reference/surfaces/formatting#escaping: these three and no others. Line breaks are removed, so that a name
    // cannot imitate other lines of the message.
    private static string Escape(string value, int longest) =>
        VisibleCharacters
            .Short(value.ReplaceLineEndings(" "), longest)
            .Replace("&", "&amp;", StringComparison.Ordinal)
            .Replace("<", "&lt;", StringComparison.Ordinal)
            .Replace(">", "&gt;", StringComparison.Ordinal);
}
