using DuckDB.NET.Data;
using ShopStream.Pipeline.Lake;
using ShopStream.Pipeline.Options;
using ShopStream.Pipeline.Warehouse.DuckDb;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Results;
using ColumnInfo = ShopStream.Quality.Data.ColumnInfo;

namespace ShopStream.Pipeline.Attached.Files;

/// <summary>The lake of another pipeline: an in-memory DuckDB with a view over the files of each table.</summary>
internal sealed class AttachedLake : IAsyncDisposable
{
    private readonly DuckDatabase database;
    private readonly ILakeFiles files;
    private readonly string scratch;
    private readonly List<TableInfo> tables = [];

    private AttachedLake(DuckDatabase database, ILakeFiles files, IReadOnlyList<LakeTable> found, string scratch) =>
        (this.database, this.files, Found, this.scratch) = (database, files, found, scratch);

    /// <summary>The tables with their columns and keys.</summary>
    public IReadOnlyList<TableInfo> Tables => tables;

    /// <summary>The files of each table.</summary>
    public IReadOnlyList<LakeTable> Found { get; }

    /// <param name="options">Names the lake, and limits of DuckDB.</param>
    /// <param name="attached">The layout, and keys of tables.</param>
    /// <param name="date">The only date; null for the newest of each table.</param>
    /// <param name="known">Tables of the source and of the raw layer, whose columns have types.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <exception cref="UsageException">The layout finds no files, or they are not what the settings say.</exception>
    /// <exception cref="InfrastructureException">The lake cannot be reached, or a file cannot be read.</exception>
    public static async Task<AttachedLake> OpenAsync(
        PipelineOptions options,
        AttachedOptions attached,
        DateOnly? date,
        IReadOnlyList<TableInfo> known,
        CancellationToken cancellationToken
    )
    {
        var layout = attached.Lake!;
        ILakeFiles stored = options.Lake.Folder is { } folder ? new FolderFiles(folder) : new BucketFiles(new S3Lake(options.Lake));
        var found = await LakeTable.FindAsync(stored, layout, date, cancellationToken);
        // Downloads have a folder of their own, which is removed at the end.
        var downloads = Path.Combine(options.Scratch, $"lake-{Guid.NewGuid():N}");
        var settings = DuckWarehouse.Settings(options);
        var memory = DuckDatabase.InMemory($"the files in {stored.Description}", attached.File is null ? settings : settings.OfLake);
        var lake = new AttachedLake(memory, stored, found, downloads);
        try
        {
            await memory.ExecuteAsync("CREATE SCHEMA lake", cancellationToken);
            var folders = new HashSet<string>(StringComparer.Ordinal);
            foreach (var table in found)
                folders.UnionWith(await lake.AddAsync(table, layout, attached, known, cancellationToken));
            await memory.LockAsync(folders.SelectMany(f => new[] { f, DuckPath.Exact(f) }).Distinct(StringComparer.Ordinal), cancellationToken);
            return lake;
        }
        catch
        {
            await lake.DisposeAsync();
            throw;
        }
    }

    /// <summary>A read-only store, usable until the lake is disposed.</summary>
    /// <param name="taken">What relative conditions count from.</param>
    public IStore ToStore(SnapshotTime taken) => new AttachedLakeStore(new DuckStore(StoreId.Lake, database, new Catalog(tables) { Taken = taken }), Found);

    /// <exception cref="InfrastructureException">A file was replaced while it was being read.</exception>
    public void RequireUnchanged()
    {
        foreach (var file in Found.SelectMany(t => t.Files))
            files.RequireUnchanged(file);
    }

    public async ValueTask DisposeAsync()
    {
        database.Dispose();
        await files.DisposeAsync();
        if (Directory.Exists(scratch))
            Directory.Delete(scratch, recursive: true);
    }

    // The folders of its files.
    private async Task<IReadOnlyList<string>> AddAsync(
        LakeTable table,
        AttachedLakeOptions layout,
        AttachedOptions attached,
        IReadOnlyList<TableInfo> known,
        CancellationToken cancellationToken
    )
    {
        var paths = new List<string>();
        foreach (var file in table.Files)
            paths.Add(await PathAsync(file, table.Form, cancellationToken));
        var dataset = new Dataset(Layer.Lake, table.Name);
        // The source's own types come first: what the warehouse has was loaded from these files.
        var origin = known
            .Where(t => string.Equals(t.Dataset.Table, table.Name, StringComparison.OrdinalIgnoreCase))
            .OrderBy(t => t.Dataset.Layer)
            .FirstOrDefault();
        var reader = new FileReader(layout, origin?.Columns ?? []);
        try
        {
            var names = table.Form.Format is LakeFormat.Json ? await DescribeAsync(FileReader.JsonNames(paths, table.Form), cancellationToken) : [];
            var select = reader.Select(paths, table.Form, [.. names.Select(n => n.Name)]);
            await database.ExecuteAsync($"CREATE VIEW {Dialect.DuckDb.Table(dataset)} AS {select}", cancellationToken);
            var columns = (await DescribeAsync(select, cancellationToken)).Select(c => reader.Column(c.Name, c.Type)).ToList();
            tables.Add(new TableInfo(dataset, columns, KeyOf(dataset, columns, attached, origin)));
        }
        catch (Exception e) when ((e is DuckDBException or TimeoutException) && database.Explain(e) is { } reason)
        {
            throw reason.Kind == MissingMeasurementKind.Unavailable
                ? new InfrastructureException($"{dataset} cannot be read, {table.Description} in {files.Description}: {reason.Reason}", e)
                : new UsageException(
                    $"{dataset} cannot be read as {table.Form.Format} ({table.Form.CompressionName}), {table.Description} in {files.Description}: "
                        + $"{reason.Reason}. Expected what the name says, or set lake.format and lake.compression",
                    e
                );
        }
        return [.. paths.Select(p => Path.GetDirectoryName(p)!).Distinct(StringComparer.Ordinal)];
    }

    private async Task<IReadOnlyList<(string Name, string Type)>> DescribeAsync(string select, CancellationToken cancellationToken) =>
        [.. (await database.ReadAsync($"DESCRIBE {select}", cancellationToken)).Rows.Select(r => (r[0]!, r[1]!))];

    // DuckDB decompresses text itself, but not a whole Parquet file.
    private async Task<string> PathAsync(LakeObject file, FileForm form, CancellationToken cancellationToken)
    {
        var path = await files.FetchAsync(file, scratch, cancellationToken);
        if (form is not { Format: LakeFormat.Parquet, Compression: not Compression.None })
            return path;
        Directory.CreateDirectory(scratch);
        var unpacked = Path.Combine(scratch, $"{Guid.NewGuid():N}.parquet");
        await using var stored = File.OpenRead(path);
        await using var content = form.Compression.Decompress(stored);
        await using var target = File.Create(unpacked);
        await DiskProblem.TranslateAsync(
            unpacked,
            "write it",
            async () =>
            {
                await content.CopyToAsync(target, cancellationToken);
                return true;
            }
        );
        return unpacked;
    }

    private static IReadOnlyList<string> KeyOf(Dataset dataset, List<ColumnInfo> columns, AttachedOptions attached, TableInfo? origin)
    {
        bool Has(string name) => columns.Exists(c => string.Equals(c.Name, name, StringComparison.Ordinal));
        if (attached.Keys.TryGetValue(dataset, out var named))
            return named.FirstOrDefault(n => !Has(n)) is { } unknown
                ? throw new UsageException(
                    $"key.lake.{Identifier.Written(dataset.Table)}: {dataset} has no column {Identifier.Written(unknown)}"
                        + Nearest.NameHint(unknown, columns.Select(c => c.Name))
                )
                : named;
        return origin is { Key: { Count: > 0 } key } && key.All(Has) ? key : [];
    }
}
