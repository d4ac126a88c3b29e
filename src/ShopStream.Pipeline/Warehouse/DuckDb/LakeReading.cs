using System.Security.Cryptography;
using System.Text;
using ShopStream.Pipeline.Lake;
using ShopStream.Pipeline.Partitions;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;

namespace ShopStream.Pipeline.Warehouse.DuckDb;

/// <summary>A view over files of a table.</summary>
/// <param name="Name">Name in SQL.</param>
/// <param name="Table">The table.</param>
/// <param name="Files">Its files, or those of the partitions that are read.</param>
internal sealed record LakeView(string Name, ManifestTable Table, IReadOnlyList<TableFile> Files);

/// <summary>What one query reads of the lake: of a table that is divided, the partitions that can have its rows.</summary>
internal sealed class LakeReading
{
    /// <summary>Schema of the views that have a part of a table.</summary>
    public const string PartSchema = "lake parts";

    private readonly Dictionary<string, LakeView> views;

    private LakeReading(IEnumerable<LakeView> views, Catalog catalog)
    {
        this.views = views.ToDictionary(v => v.Table.Table, StringComparer.Ordinal);
        Sql = new SqlText(Dialect.DuckDb with { Place = PlaceOf }, catalog);
    }

    /// <summary>Renders the query over the views.</summary>
    public SqlText Sql { get; }

    /// <summary>The views, one for each table.</summary>
    public IReadOnlyCollection<LakeView> Views => views.Values;

    /// <summary>The files that are read.</summary>
    public IEnumerable<TableFile> Files => views.Values.SelectMany(v => v.Files);

    /// <summary>Whether all files of its tables are read.</summary>
    public bool IsOfWholeTables => views.Values.All(v => v.Files.Count == v.Table.Files.Count);

    /// <summary>What a query reads.</summary>
    /// <param name="manifest">Names the files.</param>
    /// <param name="catalog">The lake's tables, with what relative conditions count from.</param>
    /// <param name="render">Renders the query, each of its metrics alone: what one of them leaves out, another may need.</param>
    public static LakeReading Of(Manifest manifest, Catalog catalog, params IEnumerable<Action<SqlText>> render)
    {
        var rows = render
            .SelectMany(r => ReadRows.Of(catalog, r))
            .Where(r => r.Dataset.Layer == Layer.Lake)
            .ToLookup(r => r.Dataset.Table, StringComparer.Ordinal);
        return new LakeReading(
            manifest.Tables.Where(t => rows.Contains(t.Table)).Select(t => ViewOf(t, PartitionFilter.FilesOf(t, rows[t.Table], manifest.Taken))),
            catalog
        );
    }

    /// <summary>All rows of tables.</summary>
    /// <param name="tables">The tables.</param>
    /// <param name="catalog">The lake's tables, with what relative conditions count from.</param>
    public static LakeReading OfWhole(IEnumerable<ManifestTable> tables, Catalog catalog) => new(tables.Select(t => ViewOf(t, t.Files)), catalog);

    private static LakeView ViewOf(ManifestTable table, IReadOnlyList<TableFile> files)
    {
        if (files.Count == table.Files.Count)
            return new LakeView(Dialect.DuckDb.Table(new Dataset(Layer.Lake, table.Table)), table, files);
        // The same part is read through the same view, whichever query needs it.
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', files.Select(f => f.Key))));
        var name = $"{table.Table} {Convert.ToHexStringLower(digest)}";
        return new LakeView($"{Dialect.DuckDb.Quote(PartSchema)}.{Dialect.DuckDb.Quote(name)}", table, files);
    }

    private string? PlaceOf(Dataset dataset) => dataset.Layer == Layer.Lake ? views.GetValueOrDefault(dataset.Table)?.Name : null;
}
