using System.Text.Json;
using ShopStream.Quality.Data;

namespace ShopStream.Application.Dbt.Artifacts;

/// <summary>Reads sources, seeds, models and snapshots of a manifest.</summary>
internal static class RelationReader
{
    /// <returns>Null if the node is something else, such as a test or an analysis.</returns>
    public static DbtRelation? Read(string id, JsonElement node, IReadOnlyDictionary<string, JsonElement> groups, CatalogColumns catalog, string adapter)
    {
        RelationKind? kind = node.Text("resource_type") switch
        {
            "source" => RelationKind.Source,
            "seed" => RelationKind.Seed,
            "model" => RelationKind.Model,
            "snapshot" => RelationKind.Snapshot,
            _ => null,
        };
        if (kind is not { } found)
            return null;
        var name = node.Text("name") ?? id;
        // dbt writes an unquoted part as it is, and Snowflake folds it: the catalog of an attached database has it in small letters.
        var parts = node.Text("relation_name") is { } written
            ? Identifier.Parts(written, '.').Select(p => adapter is "snowflake" && !IsQuoted(p) ? p.ToLowerInvariant() : Unquoted(p)).ToList()
            : [];
        return new DbtRelation
        {
            UniqueId = id,
            Kind = found,
            Name = name,
            SourceName = node.Text("source_name"),
            Version = node.Field("version") is { } version ? JsonFields.Scalar(version) : null,
            LatestVersion = node.Field("latest_version") is { } latest ? JsonFields.Scalar(latest) : null,
            Database = (parts.Count > 2 ? parts[^3] : null) ?? node.Text("database") ?? "",
            Schema = (parts.Count > 1 ? parts[^2] : null) ?? node.Text("schema") ?? "",
            Table = (parts.Count > 0 ? parts[^1] : null) ?? node.Text("identifier") ?? node.Text("alias") ?? name,
            IsEphemeral = node.Field("config")?.Text("materialized") is "ephemeral",
            Folders = [.. node.Texts("fqn").Skip(1).SkipLast(1)],
            Description = node.Text("description") ?? "",
            Columns = Columns(node, catalog.Of(id)),
            Tags = Tags(node),
            Owner = Owner(node, groups),
            Group = node.Text("group") ?? node.Field("config")?.Text("group"),
            PrimaryKey = PrimaryKey(node),
            UniqueKey = UniqueKey(node),
            HasContract = node.Field("config", "contract")?.Bool("enforced") ?? false,
            Upstream = node.Field("depends_on")?.Texts("nodes") ?? [],
            Freshness = Freshness(node),
        };
    }

    /// <summary>Tags of a node; some versions have them in its config only.</summary>
    public static IReadOnlyList<string> Tags(JsonElement node) =>
        [.. node.Texts("tags").Concat(node.Field("config")?.Texts("tags") ?? []).Distinct(StringComparer.Ordinal)];

    private static bool IsQuoted(string part) => part is ['"', .., '"'] or ['`', .., '`'];

    private static string Unquoted(string part) => IsQuoted(part) ? part[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal) : part;

    private static string? Meta(JsonElement node, string name) => node.Field("config", "meta")?.Text(name) ?? node.Field("meta")?.Text(name);

    private static string? Owner(JsonElement node, IReadOnlyDictionary<string, JsonElement> groups)
    {
        if (Meta(node, "owner") is { } owner)
            return owner;
        var group = node.Text("group") ?? node.Field("config")?.Text("group");
        return group ?? node.Field("source_meta")?.Text("owner");
    }

    private static List<DbtColumn> Columns(JsonElement node, IReadOnlyList<(string Name, string? Type)> found)
    {
        var described = node.Members("columns").Select(c => Column(c.Value.Text("name") ?? c.Name, c.Value)).ToList();
        if (found.Count == 0)
            return described;
        return
        [
            .. found
                .Select(f =>
                    (
                        Found: f,
                        Described: described.FirstOrDefault(d => string.Equals(d.Name, f.Name, StringComparison.OrdinalIgnoreCase)) ?? new DbtColumn(f.Name)
                    )
                )
                .Select(c => c.Described with { Name = c.Found.Name, Type = c.Described.Type ?? c.Found.Type }),
        ];
    }

    private static DbtColumn Column(string name, JsonElement column) =>
        new(name)
        {
            Description = column.Text("description") ?? "",
            Type = column.Text("data_type"),
            IsPersonal = IsTrue(column.Field("meta"), column.Field("config", "meta")),
            IsNotNull = column.Items("constraints").Any(c => c.Text("type") is "not_null" or "primary_key"),
        };

    private static bool IsTrue(params JsonElement?[] metas) =>
        metas.Any(m => m is { } meta && new[] { "contains_pii", "pii", "is_pii", "personal" }.Any(name => meta.Bool(name) is true));

    private static IReadOnlyList<string> PrimaryKey(JsonElement node)
    {
        var ofTable = node.Items("constraints").FirstOrDefault(c => c.Text("type") is "primary_key");
        if (ofTable.ValueKind == JsonValueKind.Object)
            return ofTable.Texts("columns");
        return
        [
            .. node.Members("columns")
                .Where(c => c.Value.Items("constraints").Any(x => x.Text("type") is "primary_key"))
                .Select(c => c.Value.Text("name") ?? c.Name),
        ];
    }

    private static IReadOnlyList<string> UniqueKey(JsonElement node) =>
        node.Field("config", "unique_key") switch
        {
            { ValueKind: JsonValueKind.String } one => [one.GetString()!],
            { ValueKind: JsonValueKind.Array } => node.Field("config")!.Value.Texts("unique_key"),
            _ => [],
        };

    private static DbtFreshness? Freshness(JsonElement node)
    {
        if (node.Text("resource_type") is not "source" || (node.Field("freshness") ?? node.Field("config", "freshness")) is not { } freshness)
            return null;
        var (warn, error) = (Age(freshness.Field("warn_after")), Age(freshness.Field("error_after")));
        return warn is null && error is null
            ? null
            : new DbtFreshness(node.Text("loaded_at_field") ?? node.Field("config")?.Text("loaded_at_field"), warn, error, freshness.Text("filter"));
    }

    private static (int, string)? Age(JsonElement? age) => age?.Int("count") is { } count && age.Value.Text("period") is { } period ? (count, period) : null;
}
