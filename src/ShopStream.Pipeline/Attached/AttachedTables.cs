using ShopStream.Pipeline.Options;
using ShopStream.Quality.Data;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Attached;

/// <summary>A table as an attached warehouse lists it.</summary>
/// <param name="Schema">Its schema.</param>
/// <param name="Name">Its name in the schema.</param>
/// <param name="Columns">Its columns, in the order of the table.</param>
/// <param name="Key">Columns of its primary key; empty if the warehouse knows none.</param>
internal sealed record ListedTable(string Schema, string Name, IReadOnlyList<ColumnInfo> Columns, IReadOnlyList<string> Key);

/// <summary>Which dataset each table of an attached warehouse is.</summary>
internal sealed class AttachedTables
{
    private static readonly IReadOnlyDictionary<Layer, IReadOnlyList<TablePattern>> NamedAsLayers = new Dictionary<Layer, IReadOnlyList<TablePattern>>
    {
        [Layer.Raw] = [new TablePattern("raw", null)],
        [Layer.Staging] = [new TablePattern("staging", null)],
        [Layer.Core] = [new TablePattern("core", null)],
        [Layer.Mart] = [new TablePattern("marts", null), new TablePattern("mart", null)],
    };

    private readonly Dictionary<Dataset, ListedTable> places;

    private AttachedTables(Dictionary<Dataset, ListedTable> places, IReadOnlyList<TableInfo> tables, IReadOnlyDictionary<Layer, string> schemas) =>
        (this.places, Tables, Schemas) = (places, tables, schemas);

    /// <summary>The tables of the layers, with their keys.</summary>
    public IReadOnlyList<TableInfo> Tables { get; }

    /// <summary>The first schema of each layer, in which custom SQL looks up names without one.</summary>
    public IReadOnlyDictionary<Layer, string> Schemas { get; }

    /// <summary>Schema and name of a dataset; null if it is not a table of the warehouse.</summary>
    public (string Schema, string Name)? PlaceOf(Dataset dataset) => places.TryGetValue(dataset, out var table) ? (table.Schema, table.Name) : null;

    /// <summary>The dataset of a table; null if it is in no layer.</summary>
    /// <param name="schema">Its schema; upper and lower case count as the same.</param>
    /// <param name="name">Its name; upper and lower case count as the same.</param>
    public Dataset? DatasetOf(string schema, string name) =>
        places
            .Where(p =>
                string.Equals(p.Value.Schema, schema, StringComparison.OrdinalIgnoreCase)
                && string.Equals(p.Value.Name, name, StringComparison.OrdinalIgnoreCase)
            )
            .Select(p => (Dataset?)p.Key)
            .FirstOrDefault();

    /// <summary>What copies are built from: those of the same names nearer to the source, for the lake and for raw, unless settings say otherwise.</summary>
    /// <param name="tables">The tables of all layers.</param>
    public static IReadOnlyList<TableInfo> Linked(IReadOnlyList<TableInfo> tables)
    {
        var known = tables.Select(t => t.Dataset).ToHashSet();
        return [.. tables.Select(t => t.Upstream is null && Origin(t.Dataset) is { } origin ? t with { Upstream = [origin] } : t)];

        Dataset? Origin(Dataset dataset) =>
            dataset.Layer is not (Layer.Lake or Layer.Raw)
                ? null
                : new[] { Layer.Lake, Layer.Source }
                    .Where(l => l < dataset.Layer)
                    .Select(l => (Dataset?)(dataset with { Layer = l }))
                    .FirstOrDefault(d => known.Contains(d!.Value));
    }

    /// <summary>
    /// Assigns tables to layers. A pattern that names tables outranks one that names a whole schema. A table keeps its name, unless its layer has
    /// one of that name in a schema before: then it is called schema.table.
    /// </summary>
    /// <param name="attached">Names the layers' schemas, and keys.</param>
    /// <param name="listed">All tables of the warehouse.</param>
    /// <param name="warehouse">The warehouse in words, for messages.</param>
    /// <exception cref="UsageException">A schema, a table or a column of a key does not exist, or no layer has a table.</exception>
    public static AttachedTables Of(AttachedOptions attached, IReadOnlyList<ListedTable> listed, string warehouse)
    {
        var layers = attached.Layers.Count > 0 ? attached.Layers : NamedAsLayers;
        var problems = attached.Layers.SelectMany(l => Missing(l.Key, l.Value, listed, warehouse)).ToList();
        var assigned = new Dictionary<Dataset, ListedTable>();
        foreach (var (layer, patterns) in layers.OrderBy(l => l.Key))
        {
            foreach (var table in patterns.SelectMany(p => listed.Where(t => p.Covers(t.Schema, t.Name) && LayerOf(layers, t) == layer)).Distinct())
            {
                if (!assigned.TryAdd(new Dataset(layer, table.Name), table))
                    assigned[new Dataset(layer, $"{table.Schema}.{table.Name}")] = table;
            }
        }
        if (assigned.Count == 0 && problems.Count == 0)
            problems.Add(
                $"{warehouse} has no table in a schema of a layer ({Listing(layers.Values.SelectMany(p => p))}). "
                    + $"It has the schemas {Identifier.Written(listed.Select(t => t.Schema).Distinct(StringComparer.Ordinal))}: "
                    + "say which layer each of them is with the settings layer.raw, layer.staging, layer.core and layer.mart"
            );
        var tables = assigned
            .Select(p => new TableInfo(p.Key, p.Value.Columns, attached.Keys.GetValueOrDefault(p.Key) ?? p.Value.Key)
            {
                Upstream = attached.Upstream.GetValueOrDefault(p.Key),
            })
            .ToList();
        problems.AddRange(KeyProblems(attached, tables));
        return problems.Count > 0
            ? throw new UsageException(string.Join("\n", problems))
            : new AttachedTables(assigned, tables, layers.ToDictionary(l => l.Key, l => SchemaOf(l.Value, listed)));
    }

    private static Layer LayerOf(IReadOnlyDictionary<Layer, IReadOnlyList<TablePattern>> layers, ListedTable table) =>
        layers
            .SelectMany(l => l.Value.Select(p => (Layer: l.Key, Pattern: p)))
            .Where(l => l.Pattern.Covers(table.Schema, table.Name))
            .OrderBy(l =>
                l.Pattern.Table switch
                {
                    null => 2,
                    var name when name.Contains('*', StringComparison.Ordinal) => 1,
                    _ => 0,
                }
            )
            .ThenBy(l => l.Layer)
            .First()
            .Layer;

    // As the warehouse writes it.
    private static string SchemaOf(IReadOnlyList<TablePattern> patterns, IReadOnlyList<ListedTable> listed) =>
        patterns.Select(p => listed.FirstOrDefault(t => p.Covers(t.Schema, t.Name))?.Schema).FirstOrDefault(s => s is not null) ?? patterns[0].Schema;

    private static IEnumerable<string> Missing(Layer layer, IReadOnlyList<TablePattern> patterns, IReadOnlyList<ListedTable> listed, string warehouse) =>
        from pattern in patterns
        where !listed.Any(t => pattern.Covers(t.Schema, t.Name))
        let schemas = listed.Select(t => t.Schema).Distinct(StringComparer.Ordinal).ToList()
        let isSchema = schemas.Contains(pattern.Schema, StringComparer.OrdinalIgnoreCase)
        select $"layer.{layer.NameOf()} names {pattern}, and {warehouse} has no "
            + (
                isSchema
                    ? $"such table in {Identifier.Written(pattern.Schema)}"
                        + Nearest.NameHint(
                            pattern.Table ?? "",
                            listed.Where(t => string.Equals(t.Schema, pattern.Schema, StringComparison.OrdinalIgnoreCase)).Select(t => t.Name)
                        )
                    : $"such schema{Nearest.NameHint(pattern.Schema, schemas)}"
            );

    private static IEnumerable<string> KeyProblems(AttachedOptions attached, IReadOnlyList<TableInfo> tables)
    {
        var known = new Catalog(tables);
        // Those of the lake are compared with its files.
        return attached
            .Keys.Where(k => k.Key.Layer != Layer.Lake)
            .SelectMany(k =>
                known
                    .Unknown(k.Value.Select(c => new ColumnReference(k.Key, c)).Prepend(new ColumnReference(k.Key, null)), new HashSet<Layer>())
                    .Take(1)
                    .Select(p => $"key.{k.Key.Layer.NameOf()}.{Identifier.Written(k.Key.Table)}: {p}")
            );
    }

    private static string Listing(IEnumerable<TablePattern> patterns) => string.Join(", ", patterns.Select(p => $"{p}"));
}
