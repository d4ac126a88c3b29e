using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using ShopStream.Quality.History;
using ShopStream.Quality.Verdicts;
using ShopStream.Reports.Markup;
using ShopStream.Reports.Wording;

namespace ShopStream.Reports.Machines;

/// <summary>A message of a run that failed, or of one that passes again, as Slack's incoming webhooks take it.</summary>
internal static class Webhook
{
    public const string Variable = "SHOPSTREAM_WEBHOOK_URL";

    private const int NamesShown = 10;
    private const int NameShown = 150;
    private const int TextShown = 1_000;

    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static async Task SendAsync(RunResult run, HistoryRun? before, string page, MachineOptions options, Poster poster, CancellationToken ct)
    {
        if (string.IsNullOrEmpty(options.Webhook) || !(options.WebhookAlways || IsNews(run, before))) return;
        // The value is not repeated: it is a secret.
        if (!Uri.TryCreate(options.Webhook, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
            throw new NotDeliveredException($"{Variable} holds no http(s) URL");
        try
        {
            await poster.PostAsync(uri, JsonSerializer.Serialize(new { text = Text(run, before, page) }, Json), null, ct);
        }
        catch (NotDeliveredException e)
        {
            throw new NotDeliveredException($"{e.Message}; look at {Variable}");
        }
    }

    /// <summary>Whether it failed, or passes and the run before did not.</summary>
    public static bool IsNews(RunResult run, HistoryRun? before) => run.ExitCode != ExitCodes.Passed || before is { ExitCode: not ExitCodes.Passed };

    public static string Text(RunResult run, HistoryRun? before, string page)
    {
        var recovered = run.ExitCode == ExitCodes.Passed && before is { ExitCode: not ExitCodes.Passed };
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"*{(recovered ? "Recovered" : OutcomeWords.Of(run.Outcome).Word)}* {Escape(VerdictSentence.Of(run), TextShown)}\n");
        text.Append(CultureInfo.InvariantCulture, $"Data of {Figures.Day(run.Date)}, run {Escape(run.RunId, NameShown)}");
        Names(text, "Newly failing", run.Since?.NewlyFailing);
        Names(text, "Fixed", run.Since?.Fixed);
        text.Append(CultureInfo.InvariantCulture, $"\nReport: {Escape(page, TextShown)}");
        return text.ToString();
    }

    private static void Names(StringBuilder text, string what, IReadOnlyList<ChangedScenario>? changed)
    {
        if (changed is not { Count: > 0 }) return;
        text.Append(CultureInfo.InvariantCulture, $"\n{what}:");
        foreach (var scenario in changed.Take(NamesShown)) text.Append(CultureInfo.InvariantCulture, $"\n• {Escape(scenario.Name, NameShown)}");
        if (changed.Count > NamesShown) text.Append(CultureInfo.InvariantCulture, $"\n• and {changed.Count - NamesShown} more");
    }

    // https://api.slack.com/reference/surfaces/formatting#escaping: these three and no others. A line break in a name would look like our own lines.
    private static string Escape(string value, int longest) => Visible.Short(value.ReplaceLineEndings(" "), longest)
        .Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);
}
