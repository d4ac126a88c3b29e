using System.Globalization;
using ShopStream.Pipeline.Lake;
using ShopStream.Pipeline.Partitions;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Warehouse.DuckDb;

/// <summary>Finds what was changed in closed partitions although nothing announced it: the rows of the sealed files against those that were read now.</summary>
/// <param name="table">The source's table.</param>
/// <param name="spec">How it is divided.</param>
/// <param name="before">The lake with the sealed files.</param>
/// <param name="now">The lake with the new files.</param>
/// <param name="scratch">Folder for downloads.</param>
/// <param name="settings">DuckDB's memory and time limits.</param>
internal sealed class SealedRows(TableInfo table, PartitionSpec spec, ILake before, ILake now, string scratch, DuckSettings settings)
{
    private const int MostKeys = 5;
    private const string Before = "before";
    private const string Now = "now";
    private readonly PartitionSql partitions = new(spec, Dialect.DuckDb);

    /// <param name="old">The sealed partitions that were read anew, or are gone.</param>
    /// <param name="read">The partitions that were read.</param>
    /// <param name="closed">Names of partitions in which every change has to be announced.</param>
    /// <param name="cancellationToken">Cancels fetching and comparing.</param>
    /// <returns>The partitions with silent changes, by name.</returns>
    /// <exception cref="InfrastructureException">A file cannot be read.</exception>
    public async Task<IReadOnlyList<SilentChange>> CompareAsync(
        IReadOnlyList<ManifestPartition> old,
        IReadOnlyList<ManifestPartition> read,
        IReadOnlySet<string> closed,
        CancellationToken cancellationToken
    )
    {
        var copies = new List<LocalCopy>();
        try
        {
            var sealedFiles = await FetchAsync(before, old, copies, cancellationToken);
            var files = await FetchAsync(now, read, copies, cancellationToken);
            if (sealedFiles.Count == 0)
                return [];
            using var database = DuckDatabase.InMemory("the files of partitions that have changed", settings);
            await database.ExecuteAsync($"{View(Before, sealedFiles)}; {View(Now, files)}", cancellationToken);
            var found = await database.ReadAsync(table.Key.Count > 0 ? ByKey() : WithoutKey(), cancellationToken);
            return [.. found.Rows.Select(r => Change(r, old, read)).Where(c => closed.Contains(c.Partition)).OrderBy(c => c.Partition, StringComparer.Ordinal)];
        }
        catch (TimeoutException e)
        {
            throw new InfrastructureException($"{table.Dataset}: the rows of changed partitions could not be compared: {e.Message}", e);
        }
        catch (DuckDB.NET.Data.DuckDBException e)
        {
            throw new InfrastructureException($"{table.Dataset}: the rows of changed partitions could not be compared: {Duck.DuckFailure.Explain(e, "")}", e);
        }
        finally
        {
            copies.ForEach(c => c.Dispose());
        }
    }

    // A file that is not as it was written says nothing about the rows that were sealed.
    private async Task<List<TableFile>> FetchAsync(ILake lake, IReadOnlyList<ManifestPartition> of, List<LocalCopy> copies, CancellationToken cancellationToken)
    {
        var found = new LocalCopy?[of.Count];
        try
        {
            await lake.EachAsync(of.Index(), async (p, token) => found[p.Index] = await lake.FetchAsync(p.Item.Key, scratch, token), cancellationToken);
        }
        finally
        {
            copies.AddRange(found.OfType<LocalCopy>());
        }
        return
        [
            .. of.Zip(found, (p, copy) => (Partition: p, Copy: copy))
                .Where(f => f.Copy is not null && string.Equals(f.Copy.Sha256, f.Partition.Sha256, StringComparison.Ordinal))
                .Select(f => new TableFile(f.Copy!.Path, f.Copy.Bytes, f.Copy.Sha256, null) { Partition = f.Partition, LongestRow = f.Partition.LongestRow }),
        ];
    }

    private string View(string name, List<TableFile> files)
    {
        if (files.Count == 0)
            return $"CREATE VIEW {name} AS SELECT * FROM {Before} WHERE false";
        var json = LakeLayout.IsJson(files[0].Partition!.Key);
        // The text of CSV is compared as the source wrote it.
        var columns = json ? table.Columns : [.. table.Columns.Select(c => c with { Type = "varchar" })];
        var longest = files.TrueForAll(f => f.LongestRow is not null) ? files.Max(f => f.LongestRow) : null;
        return $"CREATE VIEW {name} AS SELECT * FROM {LakeReader.From(files.ConvertAll(f => f.Key), columns, json, longest)}";
    }

    private string ByKey()
    {
        var on = string.Join(" AND ", table.Key.Select(k => $"b.{Sql.Quote(k)} = n.{Sql.Quote(k)}"));
        var isDeleted = $"n.{Sql.Quote(table.Key[0])} IS NULL";
        var isChanged = $"ROW({All("b")}) IS DISTINCT FROM ROW({All("n")})";
        var isSilent = spec.Watermark is { } watermark ? $" AND b.{Sql.Quote(watermark)} IS NOT DISTINCT FROM n.{Sql.Quote(watermark)}" : "";
        var key = $"CONCAT_WS(', ', {string.Join(", ", table.Key.Select(k => $"b.{Sql.Quote(k)}"))})";
        return $"""
            SELECT label, COUNT(*) FILTER (WHERE NOT is_deleted), COUNT(*) FILTER (WHERE is_deleted),
                   ARRAY_TO_STRING(LIST_SLICE(LIST(key ORDER BY key), 1, {MostKeys}), CHR(31))
            FROM (
                SELECT CAST({Label("b")} AS VARCHAR) AS label, {isDeleted} AS is_deleted, {key} AS key
                FROM {Before} AS b LEFT JOIN {Now} AS n ON {on}
                WHERE {isDeleted} OR ({isChanged}{isSilent})
            )
            GROUP BY label
            """;
    }

    // Without a key, a changed row is one that is gone and another that is new.
    private string WithoutKey() =>
        $"""
            SELECT CAST({Label("b")} AS VARCHAR), 0, COUNT(*), NULL
            FROM (SELECT * FROM {Before} EXCEPT ALL SELECT * FROM {Now}) AS b
            GROUP BY 1
            """;

    private string All(string side) => string.Join(", ", table.Columns.Select(c => $"{side}.{Sql.Quote(c.Name)}"));

    private string Label(string side)
    {
        var type = table.Columns.First(c => string.Equals(c.Name, spec.Column, StringComparison.Ordinal)).Type;
        return partitions.Label($"CAST({side}.{Sql.Quote(spec.Column)} AS {DuckTypes.ToDuckDb(type)})");
    }

    private SilentChange Change(IReadOnlyList<string?> row, IReadOnlyList<ManifestPartition> old, IReadOnlyList<ManifestPartition> read)
    {
        var name = partitions.NameOf(row[0]);
        return new SilentChange(
            name,
            old.First(p => string.Equals(p.Name, name, StringComparison.Ordinal)).Rows,
            read.FirstOrDefault(p => string.Equals(p.Name, name, StringComparison.Ordinal))?.Rows ?? 0,
            Count(row[1]),
            Count(row[2]),
            row[3]?.Split('\u001f') ?? []
        );
    }

    private static long Count(string? text) => long.Parse(text!, CultureInfo.InvariantCulture);
}
