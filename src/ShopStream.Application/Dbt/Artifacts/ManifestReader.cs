using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using ShopStream.Quality.Results;

namespace ShopStream.Application.Dbt.Artifacts;

/// <summary>Reads manifest.json of dbt 1.8 and later. Fields that are not known are ignored.</summary>
internal static partial class ManifestReader
{
    private const int OldestSchema = 12;

    /// <param name="target">Folder of dbt's files.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="UsageException">There is no manifest, it is incomplete, or of a version before 1.8.</exception>
    public static async Task<DbtProject> ReadAsync(string target, CancellationToken cancellationToken)
    {
        var path = Path.Combine(target, "manifest.json");
        if (!File.Exists(path))
            throw new UsageException($"there is no manifest.json in '{target}': expected dbt's target folder; write it with dbt build or dbt compile");
        using var manifest = await ParseAsync(path, cancellationToken);
        using var catalog = Path.Combine(target, "catalog.json") is var other && File.Exists(other) ? await ParseAsync(other, cancellationToken) : null;
        return Read(manifest.RootElement, new CatalogColumns(catalog?.RootElement), path);
    }

    private static async Task<JsonDocument> ParseAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            await using var file = File.OpenRead(path);
            return await JsonDocument.ParseAsync(file, default, cancellationToken);
        }
        catch (JsonException e)
        {
            throw new UsageException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{path} is not complete JSON (line {(e.LineNumber ?? 0) + 1}): dbt was interrupted, or is writing it. Run dbt build or dbt compile again"
                ),
                e
            );
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{path} cannot be read: {e.Message}", e);
        }
    }

    private static DbtProject Read(JsonElement root, CatalogColumns catalog, string path)
    {
        if (root.Field("metadata") is not { } metadata || root.Field("nodes") is not { ValueKind: JsonValueKind.Object })
            throw new UsageException($"{path} is not a manifest of dbt: it has no metadata or no nodes. Expected the manifest.json of dbt's target folder");
        var version = metadata.Text("dbt_version") ?? "of an unknown version";
        if (Schema().Match(metadata.Text("dbt_schema_version") ?? "") is not { Success: true } schema)
            throw new UsageException($"{path} is not a manifest of dbt: it has no dbt_schema_version. Expected the manifest.json of dbt's target folder");
        if (int.Parse(schema.Groups["number"].Value, CultureInfo.InvariantCulture) < OldestSchema)
            throw new UsageException($"{path} was written by dbt {version}: expected dbt 1.8 or later (manifest v{OldestSchema}). Compile the project with it");
        var groups = root.Members("groups").ToDictionary(g => g.Value.Text("name") ?? g.Name, g => g.Value, StringComparer.Ordinal);
        var nodes = root.Members("nodes").ToList();
        var relations = nodes
            .Concat(root.Members("sources"))
            .Where(n => n.Value.Field("config")?.Bool("enabled") is not false)
            .Select(n => RelationReader.Read(n.Name, n.Value, groups, catalog, metadata.Text("adapter_type") ?? ""))
            .OfType<DbtRelation>()
            .ToDictionary(r => r.UniqueId, StringComparer.Ordinal);
        var disabled = root.Members("disabled")
            .SelectMany(d => d.Value.ValueKind == JsonValueKind.Array ? d.Value.EnumerateArray().Select(n => (d.Name, Node: n)) : [])
            .ToList();
        var disabledModels = disabled.Where(d => d.Node.Text("resource_type") is not "test").Select(d => d.Name).ToHashSet(StringComparer.Ordinal);
        return new DbtProject
        {
            Name = metadata.Text("project_name") ?? "dbt",
            Version = version,
            Adapter = metadata.Text("adapter_type") ?? "unknown",
            Relations = relations,
            Tests =
            [
                .. nodes.Where(n => n.Value.Text("resource_type") is "test").Select(n => TestReader.Read(n.Name, n.Value, disabledModels)),
                .. root.Members("unit_tests").Select(u => TestReader.UnitTest(u.Name, u.Value)),
                .. disabled
                    .Where(d => d.Node.Text("resource_type") is "test")
                    .Select(d => TestReader.Read(d.Name, d.Node, disabledModels) with { Disabled = "it is disabled in dbt" }),
            ],
        };
    }

    [GeneratedRegex("/manifest/v(?<number>[0-9]{1,4})", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Schema();
}

/// <summary>Columns of catalog.json, with the names and types that the warehouse has.</summary>
internal sealed class CatalogColumns(JsonElement? root)
{
    /// <summary>The columns of a relation, in the order of the table; empty without a catalog.</summary>
    public IReadOnlyList<(string Name, string? Type)> Of(string uniqueId) =>
        root is not { } catalog
            ? []
            :
            [
                .. new[] { "nodes", "sources" }
                    .SelectMany(part => catalog.Field(part)?.Field(uniqueId) is { } table ? table.Members("columns") : [])
                    .OrderBy(c => c.Value.Int("index") ?? 0)
                    .Select(c => (c.Value.Text("name") ?? c.Name, c.Value.Text("type"))),
            ];
}
