using System.Globalization;
using System.Text;
using System.Text.Json;
using ShopStream.Quality.Redaction;
using ShopStream.Quality.Results;
using ShopStream.Reports.Files;
using ShopStream.Reports.LayerAnalysis;

namespace ShopStream.Reports.Integrations;

/// <summary>Writes a file for the textfile collector of Prometheus' node exporter, text format 0.0.4.</summary>
internal static class PrometheusFile
{
    public static async Task WriteAsync(RunResult run, string? path, CancellationToken cancellationToken)
    {
        // The collector reads *.prom; the temporary file has another extension.
        if (path is not null)
            await ReportFile.WriteAsync(Path.GetFullPath(path), Encoding.UTF8.GetBytes(Render(run)), cancellationToken);
    }

    public static string Render(RunResult run)
    {
        var text = new StringBuilder();
        Family(
            text,
            "shopstream_run_outcome",
            "Outcome of the last run: 1 for the one it had.",
            Enum.GetValues<Outcome>().Select(o => (Labels(("outcome", NameOf(o))), o == run.Outcome ? 1m : 0m))
        );
        Family(text, "shopstream_run_exit_code", "Exit code of the last run.", [("", run.ExitCode)]);
        Family(
            text,
            "shopstream_run_timestamp_seconds",
            "When the last run ended, in seconds since 1970, UTC.",
            [("", run.FinishedAt.ToUnixTimeMilliseconds() / 1000m)]
        );
        Family(text, "shopstream_run_duration_seconds", "How long the last run took.", [("", Seconds((run.FinishedAt - run.StartedAt).TotalSeconds))]);
        Family(
            text,
            "shopstream_scenarios",
            "Scenarios of the last run, by outcome.",
            Enum.GetValues<Outcome>().Select(o => (Labels(("outcome", NameOf(o))), (decimal)run.Scenarios.Count(s => s.Outcome == o)))
        );
        Family(text, "shopstream_rows", "Rows of a table at a layer.", run.Layers.Select(h => (Of(h), (decimal)h.Rows)));
        Family(
            text,
            "shopstream_revenue",
            "Revenue of a table at a layer.",
            run.Layers.Where(h => h.Revenue is not null).Select(h => (Of(h), h.Revenue!.Value))
        );
        // A stage that ran twice gives one series.
        Family(
            text,
            "shopstream_stage_seconds",
            "How long a stage of the last run took.",
            run.Stages.GroupBy(s => s.Name, StringComparer.Ordinal).Select(g => (Labels(("stage", g.Key)), Seconds(g.Sum(s => s.Seconds))))
        );
        if (Difference(run.Layers) is { } difference)
            Family(text, "shopstream_revenue_difference", "Revenue of the last mart less that of the source.", [("", difference)]);
        return text.ToString();
    }

    private static decimal? Difference(IReadOnlyList<LayerResult> layerResults)
    {
        var source = layerResults.FirstOrDefault(h => LayerMatrix.Is(h, "source") && h.Revenue is not null);
        var mart = layerResults.LastOrDefault(h => LayerMatrix.Is(h, "mart") && h.Revenue is not null);
        return mart?.Revenue - source?.Revenue;
    }

    private static void Family(StringBuilder text, string name, string help, IEnumerable<(string Labels, decimal Value)> samples)
    {
        // The collector rejects a file with two samples of the same labels.
        var all = samples.DistinctBy(s => s.Labels, StringComparer.Ordinal).ToList();
        if (all.Count == 0)
            return;
        text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} gauge\n");
        foreach (var (labels, value) in all)
            text.Append(CultureInfo.InvariantCulture, $"{name}{labels} {value}\n");
    }

    private static string Of(LayerResult layerResult) => Labels(("layer", layerResult.Layer), ("table", layerResult.Table));

    private static string Labels(params (string Name, string Value)[] labels) =>
        $"{{{string.Join(',', labels.Select(l => $"{l.Name}=\"{Escape(VisibleCharacters.Line(l.Value))}\""))}}}";

    private static string Escape(string value) => value.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);

    private static decimal Seconds(double seconds) => Math.Round((decimal)seconds, 3);

    private static string NameOf(Outcome outcome) => JsonNamingPolicy.CamelCase.ConvertName(outcome.ToString());
}
