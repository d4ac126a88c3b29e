using ShopStream.Application.Dbt.Artifacts;
using ShopStream.Pipeline.Options;
using ShopStream.Quality.Data;

namespace ShopStream.Application.Dbt.Placement;

/// <summary>The dataset of each relation, and the settings that give it that name.</summary>
internal sealed class DatasetNames
{
    private readonly Dictionary<string, Dataset> datasets = new(StringComparer.Ordinal);

    /// <param name="project">The project.</param>
    /// <param name="layers">Layers of the relations.</param>
    public DatasetNames(DbtProject project, LayerNames layers)
    {
        var tables = project.Tables.Select(r => (Relation: r, Layer: layers.Of(r))).ToList();
        var patterns = new Dictionary<Layer, IReadOnlyList<TablePattern>>();
        foreach (var layer in tables.GroupBy(t => t.Layer).OrderBy(g => g.Key))
        {
            var names = new HashSet<string>(StringComparer.Ordinal);
            var listed = new List<TablePattern>();
            foreach (var schema in layer.GroupBy(t => t.Relation.Schema, StringComparer.OrdinalIgnoreCase).OrderBy(g => g.Key, StringComparer.Ordinal))
            {
                var relations = schema.Select(t => t.Relation).OrderBy(r => r.Table, StringComparer.Ordinal).ToList();
                foreach (var relation in relations)
                    datasets[relation.UniqueId] = new Dataset(layer.Key, names.Add(relation.Table) ? relation.Table : $"{relation.Schema}.{relation.Table}");
                var isWhole = tables
                    .Where(t => string.Equals(t.Relation.Schema, schema.Key, StringComparison.OrdinalIgnoreCase))
                    .All(t => t.Layer == layer.Key);
                listed.AddRange(isWhole ? [new TablePattern(schema.Key, null)] : relations.Select(r => new TablePattern(schema.Key, r.Table)));
            }
            patterns[layer.Key] = listed;
        }
        Patterns = patterns;
    }

    /// <summary>Where the tables of each layer are.</summary>
    public IReadOnlyDictionary<Layer, IReadOnlyList<TablePattern>> Patterns { get; }

    /// <summary>A dataset of the project, for a query that reads none of its tables.</summary>
    public Dataset First => datasets.Values.OrderByDescending(d => d.Layer).ThenBy(d => d.Table, StringComparer.Ordinal).First();

    /// <summary>The dataset of a relation; null for an ephemeral model, which is no table.</summary>
    public Dataset? Of(DbtRelation? relation) => relation is not null && datasets.TryGetValue(relation.UniqueId, out var dataset) ? dataset : null;

    /// <summary>The tables that a relation is built from, through ephemeral models.</summary>
    public IReadOnlyList<Dataset> Upstream(DbtProject project, DbtRelation relation) =>
        [.. Tables(project, relation, []).Select(r => datasets[r.UniqueId]).Distinct().OrderBy(d => d.Layer).ThenBy(d => d.Table, StringComparer.Ordinal)];

    private static IEnumerable<DbtRelation> Tables(DbtProject project, DbtRelation relation, HashSet<string> seen) =>
        relation
            .Upstream.Where(seen.Add)
            .Select(id => project.Relations.GetValueOrDefault(id))
            .OfType<DbtRelation>()
            .SelectMany(r => r.IsEphemeral ? Tables(project, r, seen) : [r]);
}
