using ShopStream.Pipeline.Lake;
using ShopStream.Pipeline.Warehouse;
using ShopStream.Quality.Data;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Planning;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Mutations;

/// <summary>The lake's files beside their manifest. A file that a fault changes is written anew into a lake of the ground's own; those of the user are only read.</summary>
/// <param name="manifest">Of the date that is proven.</param>
/// <param name="lake">The user's; it stays open.</param>
/// <param name="scratch">A folder of the ground's own.</param>
/// <param name="settings">DuckDB's share of the machine.</param>
internal sealed class MutatedFiles(Manifest manifest, ILake lake, string scratch, DuckSettings settings) : IAsyncDisposable
{
    private readonly string scratch = Directory.CreateDirectory(scratch).FullName;
    private readonly ILake own = Lakes.Open(new LakeSettings(Path.Combine(scratch, "lake")));
    private readonly HashSet<string> changed = new(StringComparer.Ordinal);

    /// <summary>The tables whose files are no longer those of the manifest.</summary>
    public IReadOnlySet<string> Changed => changed;

    /// <param name="table">Whose file.</param>
    /// <param name="select">Its new content, over the table of the layer lake.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public async Task ChangeAsync(string table, string select, CancellationToken cancellationToken)
    {
        var entry = Of(table);
        var json = LakeLayout.IsJson(table);
        var path = Path.Combine(scratch, $"{Guid.NewGuid():n}");
        using (var copy = await lake.FetchAsync(entry.Key, scratch, cancellationToken) ?? throw new InfrastructureException($"{entry.Key} is no longer in {lake.Description}: run again to extract it"))
        using (var database = DuckDatabase.InMemory("the file in which a fault is planted", settings))
        {
            try
            {
                await database.ExecuteAsync(
                    $"""
                    SET threads = 1;
                    CREATE SCHEMA lake;
                    CREATE VIEW {Dialect.DuckDb.Table(new Dataset(Layer.Lake, table))} AS SELECT * FROM {LakeReader.From(copy.Path, entry.Columns, json)};
                    COPY ({select}) TO {Sql.Literal(path)} ({(json ? "FORMAT json" : "FORMAT csv, HEADER, NULLSTR ''")})
                    """,
                    cancellationToken);
            }
            catch (Exception e) when (database.Explain(e) is { } why)
            {
                throw new InfrastructureException($"a copy of {entry.Key} could not be changed: {why.Reason}", e);
            }
        }
        await using (var content = File.OpenRead(path)) await own.WriteAsync(entry.Key, content, cancellationToken);
        File.Delete(path);
        changed.Add(table);
    }

    /// <summary>All files are the user's again.</summary>
    public void Restore() => changed.Clear();

    /// <summary>How a file stands to the manifest, as a run judges it.</summary>
    public async Task<Measurement> MeasureAsync(PlannedQuery query, ManifestDifferences question, CancellationToken cancellationToken)
    {
        var table = question.Dataset.Table;
        await using var store = await LakeStore.OpenAsync(manifest with { Tables = [Of(table)] }, changed.Contains(table) ? own : lake, scratch, settings, cancellationToken);
        return await store.MeasureAsync(query, cancellationToken);
    }

    public ValueTask DisposeAsync() => own.DisposeAsync();

    private ManifestTable Of(string table) => manifest.Tables.First(t => string.Equals(t.Table, table, StringComparison.Ordinal));
}
