using System.Text.Json;

namespace ShopStream.Application.Dbt.Artifacts;

/// <summary>Reads tests of a manifest.</summary>
internal static class TestReader
{
    /// <param name="id">Unique id.</param>
    /// <param name="node">The test.</param>
    /// <param name="disabledModels">Unique ids of models that are disabled.</param>
    public static DbtTest Read(string id, JsonElement node, IReadOnlySet<string> disabledModels)
    {
        var (config, metadata) = (node.Field("config"), node.Field("test_metadata"));
        var attached = node.Text("attached_node");
        var isOfDisabledModel =
            (attached is not null && disabledModels.Contains(attached)) || node.Field("depends_on")?.Texts("nodes").Any(disabledModels.Contains) is true;
        return new DbtTest
        {
            UniqueId = id,
            Name = node.Text("name") ?? id,
            Kind = metadata is { } kind ? $"{(kind.Text("namespace") is { } package ? $"{package}." : "")}{kind.Text("name")}" : DbtTest.Singular,
            Arguments =
                metadata?.Members("kwargs").ToDictionary(a => a.Name, a => a.Value.Clone(), StringComparer.Ordinal)
                ?? new Dictionary<string, JsonElement>(StringComparer.Ordinal),
            Disabled =
                isOfDisabledModel ? "its model is disabled in dbt"
                : config?.Bool("enabled") is false ? "it, or its model, is disabled in dbt"
                : null,
            IsWarning = string.Equals(config?.Text("severity"), "warn", StringComparison.OrdinalIgnoreCase),
            WarnIf = config?.Text("warn_if") ?? "!= 0",
            ErrorIf = config?.Text("error_if") ?? "!= 0",
            FailCalc = config?.Text("fail_calc")?.Trim() ?? "count(*)",
            Where = config?.Text("where"),
            Limit = config?.Int("limit"),
            Sql = node.Text("compiled_code"),
            Tags = RelationReader.Tags(node),
            Reads = node.Field("depends_on")?.Texts("nodes") ?? [],
            AttachedTo = attached,
            File = node.Text("original_file_path") ?? "",
        };
    }

    /// <summary>A unit test: it gives rows to a model, and is not about data.</summary>
    public static DbtTest UnitTest(string id, JsonElement node) =>
        new()
        {
            UniqueId = id,
            Name = node.Text("name") ?? id,
            Kind = DbtTest.Unit,
            File = node.Text("original_file_path") ?? "",
            Reads = node.Field("depends_on")?.Texts("nodes") ?? [],
        };
}
