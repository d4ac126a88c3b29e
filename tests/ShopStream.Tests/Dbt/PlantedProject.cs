using System.Text.Json;
using DuckDB.NET.Data;

namespace ShopStream.Tests.Dbt;

/// <summary>A copy of the warehouse of the shared dbt project, in which one table is changed and everything below it is built again.</summary>
internal static class PlantedProject
{
    private static readonly Lazy<IReadOnlyList<Node>> Nodes = new(ReadNodes);

    /// <summary>Copies the warehouse, plants the fault and builds what dbt would build next.</summary>
    /// <param name="folder">An empty folder.</param>
    /// <param name="table">Schema and name, as staging.stg_orders.</param>
    /// <param name="sql">Statements about {0}, the table; a view is a table by then.</param>
    /// <returns>The file.</returns>
    public static async Task<string> PlantAsync(string folder, string table, string sql)
    {
        // The compiled SQL names the database, which is named as its file.
        var copy = Path.Combine(folder, "shopstream.duckdb");
        Directory.CreateDirectory(folder);
        File.Copy(SharedDbt.Warehouse, copy);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(copy, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await using var connection = new DuckDBConnection($"Data Source={copy}");
        await connection.OpenAsync();
        var planted = Nodes.Value.Single(n =>
            string.Equals(n.Relation.Replace("\"", "", StringComparison.Ordinal), $"shopstream.{table}", StringComparison.Ordinal)
        );
        if (planted.IsView)
            await ExecuteAsync(
                $"CREATE TEMP TABLE kept AS FROM {planted.Relation}; DROP VIEW {planted.Relation}; "
                    + $"CREATE TABLE {planted.Relation} AS FROM kept; DROP TABLE kept"
            );
        await ExecuteAsync(string.Format(System.Globalization.CultureInfo.InvariantCulture, sql, planted.Relation));
        var built = new HashSet<string>(StringComparer.Ordinal) { planted.Id };
        foreach (var node in Nodes.Value)
        {
            if (node.Sql.Length == 0 || string.Equals(node.Id, planted.Id, StringComparison.Ordinal) || !node.Upstream.Any(built.Contains))
                continue;
            built.Add(node.Id);
            if (!node.IsEphemeral)
                await ExecuteAsync($"CREATE OR REPLACE {(node.IsView ? "VIEW" : "TABLE")} {node.Relation} AS {node.Sql}");
        }
        return copy;

        async Task ExecuteAsync(string statement)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = statement;
            await command.ExecuteNonQueryAsync();
        }
    }

    // Each after those that it is built from; an incremental model is built whole, as dbt's --full-refresh does.
    private static List<Node> ReadNodes()
    {
        using var manifest = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(SharedDbt.Artifacts("dbt-1.11-duckdb"), "manifest.json")));
        var open = manifest
            .RootElement.GetProperty("nodes")
            .EnumerateObject()
            .Concat(manifest.RootElement.GetProperty("sources").EnumerateObject())
            .Where(n => n.Value.GetProperty("resource_type").GetString() is "model" or "source" or "seed" or "snapshot")
            .Select(n => Node.Of(n.Name, n.Value))
            .OfType<Node>()
            .ToList();
        var known = open.Select(n => n.Id).ToHashSet(StringComparer.Ordinal);
        var sorted = new List<Node>();
        while (open.Count > 0)
        {
            var next = open.FindAll(n => n.Upstream.All(u => !known.Contains(u) || sorted.Exists(s => string.Equals(s.Id, u, StringComparison.Ordinal))));
            sorted.AddRange(next);
            open.RemoveAll(next.Contains);
        }
        return sorted;
    }

    private sealed record Node(string Id, string Relation, string Sql, string Materialized, IReadOnlyList<string> Upstream)
    {
        public bool IsView => Materialized is "view";

        public bool IsEphemeral => Materialized is "ephemeral";

        public static Node? Of(string id, JsonElement node)
        {
            var materialized = node.TryGetProperty("config", out var config) && config.TryGetProperty("materialized", out var how) ? how.GetString() ?? "" : "";
            var relation = node.TryGetProperty("relation_name", out var name) ? name.GetString() : null;
            if (relation is null && materialized is not "ephemeral")
                return null;
            // Seeds and snapshots are not built from the SQL of the manifest.
            var sql =
                materialized is "view" or "table" or "incremental" or "ephemeral" && node.TryGetProperty("compiled_code", out var code)
                    ? code.GetString() ?? ""
                    : "";
            return new Node(
                id,
                relation ?? "",
                sql,
                materialized,
                node.TryGetProperty("depends_on", out var on) && on.TryGetProperty("nodes", out var nodes)
                    ? [.. nodes.EnumerateArray().Select(n => n.GetString()!)]
                    : []
            );
        }
    }
}
