using System.Security;
using System.Text;
using ShopStream.Application.Files;
using ShopStream.Contracts;
using ShopStream.Contracts.Import;
using ShopStream.Contracts.Translation;
using ShopStream.Quality.Data;
using ShopStream.Quality.Reconciliation;
using ShopStream.Quality.Results;

namespace ShopStream.Application.Contracts;

/// <summary>What init --from a contract has written.</summary>
/// <param name="Folder">The folder of the feature files.</param>
/// <param name="Features">How many feature files.</param>
/// <param name="Rules">All rules of the contract.</param>
/// <param name="Settings">The settings file, if it was written; null where one was there already.</param>
/// <param name="List">The file that lists every rule.</param>
public sealed record ImportedContract(string Folder, int Features, IReadOnlyList<TranslatedRule> Rules, string? Settings, string List);

/// <summary>init --from a data contract: its rules as feature files, and settings if there are none.</summary>
public static class ContractImport
{
    private const string SettingsFile = "pipeline.runsettings";

    /// <param name="path">The contract.</param>
    /// <param name="folder">Where features/contract is written, and the settings.</param>
    /// <param name="layer">The layer of tables that name none; null if all must name one.</param>
    /// <param name="warehouseFile">The DuckDB file that other tools write; null for that of the contract's servers, if there is one.</param>
    /// <param name="overwrite">Whether existing feature files are overwritten; settings never are.</param>
    /// <param name="cancellationToken">Cancels the writing; files already written stay.</param>
    /// <exception cref="UsageException">The contract has errors, a file exists and is not to be overwritten, or cannot be written.</exception>
    public static async Task<ImportedContract> RunAsync(
        string path,
        string folder,
        Layer? layer,
        string? warehouseFile,
        bool overwrite,
        CancellationToken cancellationToken
    )
    {
        var contract = ContractFile.Read(path);
        var settings = Path.Combine(folder, SettingsFile);
        var rules = ContractTranslation.Of(contract, layer, BusinessMetrics(settings));
        var into = Path.Combine("features", "contract");
        var list = Path.Combine(into, "rules.md");
        var files = ContractFeatures
            .Of(contract, rules)
            .Select(f => (Path: Path.Combine(into, f.Name), f.Text))
            .Append((Path: list, Text: List(contract, rules)))
            .ToList();
        var hasSettings = File.Exists(settings);
        // Settings stay as they are.
        var all = hasSettings ? files : [.. files, (SettingsFile, Settings(contract, layer, warehouseFile))];
        await NewFiles.WriteAsync(folder, all, overwrite, "with --into", cancellationToken);
        return new ImportedContract(Path.Combine(folder, into), files.Count - 1, rules, hasSettings ? null : settings, Path.Combine(folder, list));
    }

    private static IReadOnlyDictionary<string, BusinessMetric> BusinessMetrics(string settings) =>
        File.Exists(settings)
            ? BusinessMetricText.Parse(Application.Settings.SettingsFile.Read(settings))
            : new Dictionary<string, BusinessMetric>(StringComparer.Ordinal);

    private static string List(Contract contract, IReadOnlyList<TranslatedRule> rules)
    {
        var text = new StringBuilder();
        text.Append("# The rules of ").Append(contract.Name).Append(' ').Append(contract.Version).Append("\n\n");
        text.Append("| line | rule | sentence |\n|---|---|---|\n");
        foreach (var rule in rules)
            text.Append("| ")
                .Append(rule.Line)
                .Append(" | ")
                .Append(Cell(rule.Rule))
                .Append(" | ")
                .Append(
                    rule.Reason is { } reason
                        ? $"**none**: {Cell(reason)}"
                        : Cell(string.Join("; ", rule.Steps.Select(s => s.Text + (s.DocString is null ? "" : $" `{s.DocString}`"))))
                )
                .Append(" |\n");
        return text.ToString();
    }

    private static string Cell(string text) => text.Replace('\n', ' ').Replace("|", "\\|", StringComparison.Ordinal);

    private static string Settings(Contract contract, Layer? layer, string? warehouseFile)
    {
        var tables = contract.Tables.Where(t => ContractTranslation.LayerOf(contract, t, layer) <= Layer.Raw).ToList();
        var personal = contract.Tables.SelectMany(t =>
            t.Columns.Where(c => c.IsPersonal).Select(c => $"{Identifier.Written(t.PhysicalName)}.{Identifier.Written(c.PhysicalName)}")
        );
        var settings = new List<(string Name, string Value)>();
        if (contract.Servers.FirstOrDefault(s => s.Type is "postgres" or "postgresql") is { } source)
            settings.AddRange(new[] { "host", "port", "database", "schema" }.Where(source.Fields.ContainsKey).Select(f => ($"source.{f}", source.Fields[f])));
        // The rows are in a warehouse that others write, or are loaded without the shipped models.
        settings.AddRange(
            (warehouseFile ?? contract.Servers.FirstOrDefault(s => s.Type is "duckdb")?.Fields.GetValueOrDefault("database")) is { } file
                ? [("pipeline", "external"), ("warehouse.file", file)]
                : [("models", "none")]
        );
        settings.Add(("source.tables", Identifier.Written(tables.Select(t => t.PhysicalName))));
        settings.Add(("personal", string.Join(", ", personal.Prepend("names").Distinct(StringComparer.Ordinal))));
        var lines = settings.Where(s => s.Value.Length > 0).Select(s => $"    <Parameter name=\"{s.Name}\" value=\"{SecurityElement.Escape(s.Value)}\" />\n");
        return "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<RunSettings>\n  <TestRunParameters>\n"
            + $"    <!-- From the data contract {contract.Name.Replace("--", "- -", StringComparison.Ordinal)}. "
            + "\"shopstream settings\" lists all settings. -->\n"
            + string.Concat(lines)
            + "  </TestRunParameters>\n</RunSettings>\n";
    }
}
