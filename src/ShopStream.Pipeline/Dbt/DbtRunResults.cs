using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using ShopStream.Quality.Data;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Dbt;

/// <summary>What dbt's run_results.json says of every node of a call.</summary>
internal sealed partial class DbtRunResults
{
    private const int MostNamed = 10;
    private const int MostLines = 6;

    private readonly IReadOnlyList<Node> nodes;

    private DbtRunResults(IReadOnlyList<Node> nodes) => this.nodes = nodes;

    /// <summary>Number of nodes that were built or tested.</summary>
    public int Count => nodes.Count(n => n.Status is "success" or "pass" or "warn");

    /// <summary>Where dbt writes the file: below the folder that dbt_project.yml or DBT_TARGET_PATH names, else target.</summary>
    public static string FileOf(string project)
    {
        var named = Environment.GetEnvironmentVariable("DBT_TARGET_PATH");
        if (string.IsNullOrEmpty(named))
            named = TargetPath().Match(File.ReadAllText(Path.Combine(project, "dbt_project.yml"))) is { Success: true } match
                ? match.Groups["path"].Value.Trim().Trim('"', '\'')
                : "target";
        return Path.Combine(project, named, "run_results.json");
    }

    /// <summary>Null if the file is not complete: dbt was ended while it wrote it.</summary>
    public static async Task<DbtRunResults?> ReadAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            using var json = JsonDocument.Parse(await File.ReadAllTextAsync(file, cancellationToken));
            return new DbtRunResults([
                .. json
                    .RootElement.GetProperty("results")
                    .EnumerateArray()
                    .Select(r => new Node(
                        r.GetProperty("unique_id").GetString()!,
                        r.GetProperty("status").GetString()!,
                        r.TryGetProperty("message", out var message) ? message.GetString() ?? "" : ""
                    )),
            ]);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Throws if a node has an error, or a test has failed.</summary>
    /// <param name="command">The call, for messages.</param>
    /// <exception cref="UsageException">A node has an error that a retry does not fix.</exception>
    /// <exception cref="InfrastructureException">What dbt connects to did not answer.</exception>
    /// <exception cref="DbtTestsFailedException">No node has an error, and a test has failed.</exception>
    public void ThrowIfFailed(string command)
    {
        // "partial success": some batches of a model have an error.
        var errors = nodes.Where(n => n.Status is "error" or "runtime error" or "partial success").ToList();
        var failed = nodes.Where(n => n.Status is "fail").ToList();
        if (errors.Count == 0 && failed.Count == 0)
            return;
        var skipped = nodes.Count(n => n.Status is "skipped");
        var rest = skipped == 0 ? "" : $"; {Counted.Of(skipped, "node")} {(skipped == 1 ? "was" : "were")} skipped";
        if (errors.Count == 0)
            throw new DbtTestsFailedException($"{command}: {Counted.Of(failed.Count, "test")} failed{rest}. Nothing was checked:\n{Listing(failed)}");
        var message = $"{command}: {Counted.Of(errors.Count, "node")} {(errors.Count == 1 ? "has an error" : "have errors")}{rest}:\n{Listing(errors)}";
        throw errors.Exists(e => DbtProgram.IsUnavailable(e.Message)) ? new InfrastructureException(message) : new UsageException(message);
    }

    private static string Listing(List<Node> listed) =>
        string.Join("\n", listed.Take(MostNamed).Select(n => $"{n.Name}: {Shortened(n.Message)}"))
        + (listed.Count > MostNamed ? $"\nand {listed.Count - MostNamed} more" : "");

    private static string Shortened(string message)
    {
        var lines = message.Split('\n').Select(l => l.TrimEnd()).Where(l => l.Length > 0).ToList();
        return string.Join("\n", lines.Take(MostLines)) + (lines.Count > MostLines ? "\n  …" : "");
    }

    [GeneratedRegex(@"^target-path:\s*(?<path>[^#\r\n]+)", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex TargetPath();

    // model.shop.stg_orders, test.shop.unique_stg_orders_order_id.3c1e1c0bcd
    private sealed record Node(string Id, string Status, string Message)
    {
        public string Name => Id.Split('.') is [var type, _, var name, ..] ? $"{type} {name}" : Id;
    }
}
