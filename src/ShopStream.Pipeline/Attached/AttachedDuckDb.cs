using DuckDB.NET.Data;
using ShopStream.Pipeline.Duck;
using ShopStream.Pipeline.Options;
using ShopStream.Pipeline.Warehouse.DuckDb;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Results;
using ColumnInfo = ShopStream.Quality.Data.ColumnInfo;

namespace ShopStream.Pipeline.Attached;

/// <summary>A DuckDB file that other tools write, opened read-only. While it is open, nobody can write it.</summary>
internal sealed class AttachedDuckDb : IAttachedWarehouse
{
    private const string Columns = """
        SELECT schema_name, table_name, column_name, data_type, is_nullable
        FROM duckdb_columns()
        WHERE NOT internal AND database_name = current_database()
        ORDER BY schema_name, table_name, column_index
        """;

    private readonly DuckDatabase database;
    private readonly string catalogName;
    private readonly FileInfo file;
    private readonly (long Length, DateTime WrittenAt) state;

    private AttachedDuckDb(DuckDatabase database, AttachedTables tables, string catalogName, FileInfo file)
    {
        (this.database, Tables, this.catalogName, this.file) = (database, tables, catalogName, file);
        state = (file.Length, file.LastWriteTimeUtc);
    }

    public AttachedTables Tables { get; }

    /// <param name="options">Limits of DuckDB.</param>
    /// <param name="attached">Names the file and the layers.</param>
    /// <param name="cancellationToken">Cancels the queries.</param>
    /// <exception cref="UsageException">The file does not exist, cannot be read by this version, or has not what the settings name.</exception>
    /// <exception cref="InfrastructureException">Another process writes the file, or this account may not read it.</exception>
    public static async Task<AttachedDuckDb> OpenAsync(PipelineOptions options, AttachedOptions attached, CancellationToken cancellationToken)
    {
        var named = new FileInfo(Path.GetFullPath(attached.File!));
        if (!named.Exists)
            throw new UsageException($"warehouse.file names {named.FullName}, which is not a file: expected the DuckDB file that the pipeline writes");
        var memory = DuckWarehouse.Settings(options);
        var opened = DuckDatabase.OpenAttached(named.FullName, attached.Lake is null ? memory : memory.OfWarehouse);
        try
        {
            await opened.LockAsync([], cancellationToken);
            var rows = (await opened.ReadAsync(Columns, cancellationToken)).Rows;
            var name = (await opened.ReadAsync("SELECT current_database()", cancellationToken)).Rows[0][0]!;
            var listed = rows.GroupBy(r => (Schema: r[0]!, Table: r[1]!))
                .Select(t => new ListedTable(
                    t.Key.Schema,
                    t.Key.Table,
                    [.. t.Select(c => new ColumnInfo(c[2]!, DuckTypes.ToPortable(c[3]!), c[4] is "true"))],
                    []
                ))
                .ToList();
            if (listed.Count == 0)
                throw new NothingToJudgeException($"there is nothing to check: {named.FullName} has no tables. Let the pipeline write it first");
            return new AttachedDuckDb(opened, AttachedTables.Of(attached, listed, named.Name), name, named);
        }
        catch (Exception e) when ((e is DuckDBException or TimeoutException) && opened.Explain(e) is { } reason)
        {
            opened.Dispose();
            throw reason.Kind == Quality.Metrics.MissingMeasurementKind.Unavailable
                ? new InfrastructureException(reason.Reason, e)
                : new UsageException(reason.Reason, e);
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    public IStore ToStore(Catalog catalog)
    {
        // A schema of the database's own name would be taken for the database.
        var qualifier = Tables
            .Schemas.Values.Concat(Tables.Tables.Select(t => Tables.PlaceOf(t.Dataset)!.Value.Schema))
            .Contains(catalogName, StringComparer.OrdinalIgnoreCase)
            ? $"{Sql.Quote(catalogName)}."
            : "";
        var dialect = Dialect.DuckDb with
        {
            Schema = layer => Tables.Schemas.GetValueOrDefault(layer) ?? Dialect.DuckDb.Schema(layer),
            Place = dataset => Tables.PlaceOf(dataset) is var (schema, name) ? $"{qualifier}{Sql.Quote(schema)}.{Sql.Quote(name)}" : null,
        };
        return new DuckStore(StoreId.Warehouse, database, catalog, dialect);
    }

    public void RequireUnchanged()
    {
        file.Refresh();
        if (!file.Exists || (file.Length, file.LastWriteTimeUtc) != state)
            throw new InfrastructureException(
                $"{file.FullName} was replaced while it was being read. Nothing was judged. Run again when the pipeline has ended"
            );
    }

    public ValueTask DisposeAsync()
    {
        database.Dispose();
        return ValueTask.CompletedTask;
    }
}
