using System.CommandLine;
using System.Text.Json;
using ShopStream.Cli.Runs;
using ShopStream.Cli.Settings;
using ShopStream.Cli.View;
using ShopStream.Pipeline.Elt;
using ShopStream.Quality.Data;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Reconciliation;
using ShopStream.Quality.Reconciliation.DrillDown;
using ShopStream.Quality.Results;

namespace ShopStream.Cli.Commands;

/// <summary>reconcile: a rule's amount from hop to hop, and the way down where it parts.</summary>
internal static class ReconcileCommand
{
    private static readonly Argument<string> RuleName = new("rule") { Description = "A rule of the settings, such as revenue" };

    private static readonly Option<string> By = new("--by") { HelpName = "KEYS", Description = "Compare by day, country, …: keys of the rule, separated by commas [default: totals only]" };

    private static readonly Option<string> From = new("--from") { HelpName = "DATASET", Description = "What is expected [default: the first that carries the rule, such as 'source orders']" };

    private static readonly Option<string> To = new("--to") { HelpName = "DATASET", Description = "What is compared with it [default: every dataset after it that knows the keys]" };

    private static readonly Option<string> Within = new("--tolerance") { HelpName = "TOLERANCE", Description = "'to the cent', 'exactly', 'within 0.5 %' or 'within 0.10' [default: to the cent]" };

    // Of this command alone: they are no settings.
    private static readonly string[] OwnOptions = [By.Name, From.Name, To.Name, Within.Name];

    public static Command Create()
    {
        var command = new Command("reconcile", "Compare a rule's amount from hop to hop, as the last run left it, and go down to the keys where it parts.")
        {
            RuleName, By, From, To, Within, Options.Settings, Options.DateToJudge, Options.Samples, Options.Warehouse, Options.Work, Options.Json,
        };
        command.SetAction((parsed, cancellationToken) => Program.GuardAsync(parsed, () => ReconcileAsync(parsed, cancellationToken), parsed.GetValue(Options.Json)));
        return command;
    }

    private static async Task<int> ReconcileAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var settings = Options.Read(parsed, OwnOptions);
        var (businessMetric, keys, tolerance) = Read(parsed, settings);
        var pipeline = new ShopPipeline(settings.Pipeline, TimeProvider.System, new Stages(null), null);
        await using var runData = await pipeline.OpenAsync(settings.Date, settings.Source, cancellationToken);
        var hops = runData.Catalog.Tables.Select(t => t.Dataset)
            .Where(d => businessMetric.Tables.TryGetValue(d.Table, out var table) && keys.All(table.Keys.ContainsKey))
            .OrderBy(d => d.Layer).ThenBy(d => businessMetric.Tables[d.Table].Lookups.Count).ThenBy(d => d.Table, StringComparer.Ordinal).ToList();
        if (hops.Count < 2) throw new UsageException($"the rule {businessMetric.Name} is known in {hops.Count} datasets by {string.Join(", ", keys)}: expected two or more; see the settings rule.{businessMetric.Name}.in.<table>");
        var from = parsed.GetValue(From) is { } first ? ResolveDataset(first, hops) : hops[0];
        IReadOnlyList<Dataset> to = parsed.GetValue(To) is { } last ? [ResolveDataset(last, hops)] : [.. hops.Where(d => d != from && d.Layer >= from.Layer)];
        if (to is [var same] && same == from) throw new UsageException($"{from} is compared with itself, which cannot fail: name two different datasets with --from and --to");
        var specifications = to.Select(d => Specification(businessMetric, from, d, keys, tolerance)).ToList();
        var collector = new MetricCollector(runData.Catalog, runData.Stores, redaction: settings.RedactionPolicy);
        var results = await CheckRunner.RunAsync(specifications, collector, null, cancellationToken);
        // Where it begins, and what arrives in the end.
        var failed = specifications.Zip(results).Where(r => r.Second.Outcome == Outcome.Failed).Select(r => r.First).ToList();
        var off = failed.Take(1).Concat(failed.Skip(1).TakeLast(1)).ToList();
        var down = await CheckRunner.RunAsync(off, collector, new DrillDownRunner(runData.Catalog, [.. settings.Pipeline.BusinessMetrics.Values], collector), cancellationToken);
        Write(parsed, results, down);
        return CheckRunner.ExitCode(specifications, results, collector);
    }

    private static (BusinessMetric Rule, IReadOnlyList<string> Keys, Tolerance Tolerance) Read(ParseResult parsed, ShopSettings settings)
    {
        var name = parsed.GetValue(RuleName)!;
        if (!settings.Pipeline.BusinessMetrics.TryGetValue(name, out var businessMetric))
            throw new UsageException($"there is no rule '{name}'{Nearest.Hint(name, settings.Pipeline.BusinessMetrics.Keys)}; rules stand in the settings as rule.{name}");
        var keys = (parsed.GetValue(By) ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var known = businessMetric.Tables.Values.SelectMany(t => t.Keys.Keys).Distinct(StringComparer.Ordinal).ToList();
        foreach (var key in keys.Where(k => !known.Contains(k, StringComparer.Ordinal)))
            throw new UsageException($"--by '{key}': no table of the rule {name} knows it{Nearest.Hint(key, known)}");
        try
        {
            return (businessMetric, keys, Tolerance.Parse(parsed.GetValue(Within) ?? "to the cent"));
        }
        catch (FormatException e)
        {
            throw new UsageException($"--tolerance: {e.Message}", e);
        }
    }

    private static Dataset ResolveDataset(string text, IReadOnlyList<Dataset> hops)
    {
        var found = hops.Where(h => string.Equals($"{h}", text.Trim(), StringComparison.Ordinal)).ToList();
        return found.Count == 1 ? found[0] : throw new UsageException($"'{text}' does not carry the rule by these keys{Nearest.Hint(text, hops.Select(h => $"{h}"))}");
    }

    private static Specification Specification(BusinessMetric businessMetric, Dataset from, Dataset to, IReadOnlyList<string> keys, Tolerance tolerance)
    {
        var check = new Reconciles(businessMetric.Name, businessMetric.In(new Relation(from), keys), businessMetric.In(new Relation(to), keys), tolerance) { Keys = keys, BusinessMetric = businessMetric };
        var sentence = $"{businessMetric.Name} in {from} reconciles with {businessMetric.Name} in {to}{(keys.Count == 0 ? "" : $" by {string.Join(" and ", keys)}")} {tolerance}";
        return new Specification { Feature = "reconcile", Name = $"{to}", File = "", Line = 0, Tags = [], Steps = [], Checks = [new BoundCheck(sentence, 0, check)] };
    }

    private static void Write(ParseResult parsed, IReadOnlyList<ScenarioResult> results, IReadOnlyList<ScenarioResult> down)
    {
        if (parsed.GetValue(Options.Json))
        {
            parsed.Host().Output.WriteLine(JsonSerializer.Serialize(new { checks = results.Select(r => r.Checks[0]), down = down.Select(d => d.Checks[0]) }, ResultsJson.OnOneLine));
            return;
        }
        foreach (var (name, check) in results.Select(r => (r.Name, r.Checks[0])))
            parsed.Host().Output.WriteLine($"{RunResultView.NameOf(check.Outcome),-10}  {name,-32}  {string.Join("; ", new[] { check.Actual, check.Difference, check.Note }.OfType<string>())}");
        foreach (var check in down.Select(d => d.Checks[0]))
        {
            parsed.Host().Output.WriteLine();
            parsed.Host().Output.WriteLine(check.Sentence);
            foreach (var (what, text) in DrillDownView.Lines(check.DrillDown!)) parsed.Host().Output.WriteLine($"  {what,-10}  {text.ReplaceLineEndings("\n              ")}");
        }
    }
}
