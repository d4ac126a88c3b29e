using ShopStream.Pipeline.Elt;
using ShopStream.Pipeline.Lake;
using ShopStream.Pipeline.Scratch;
using ShopStream.Pipeline.Warehouse;
using ShopStream.Pipeline.Warehouse.DuckDb;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Mutations;

/// <summary>The lake's files during mutation testing. A mutated file is written to a private lake of the workspace; the user's files are only read.</summary>
/// <param name="manifest">Manifest of the tested date.</param>
/// <param name="files">The user's files, fetched once for all mutants; the caller disposes them.</param>
/// <param name="scratch">Private folder of the workspace.</param>
/// <param name="settings">DuckDB's memory and time limits.</param>
internal sealed class MutatedFiles(Manifest manifest, FetchedFiles files, string scratch, DuckSettings settings) : IAsyncDisposable
{
    private readonly LakeStore unchanged = new(manifest, files, settings);
    private readonly string scratch = Directory.CreateDirectory(scratch).FullName;
    private readonly ILake mutatedLake = Lakes.Open(new LakeSettings(Path.Combine(scratch, "lake")));
    private readonly HashSet<string> changed = new(StringComparer.Ordinal);

    /// <summary>The tables whose files are mutated.</summary>
    public IReadOnlySet<string> Changed => changed;

    /// <summary>Mutates a table's file.</summary>
    /// <param name="table">The table.</param>
    /// <param name="select">SELECT of the new content, over the table in the layer lake.</param>
    /// <param name="cancellationToken">Cancels reading and writing.</param>
    public async Task ChangeAsync(string table, string select, CancellationToken cancellationToken)
    {
        var entry = Of(table);
        var json = entry.IsJson;
        var path = Path.Combine(scratch, $"{Guid.NewGuid():n}");
        using (var database = DuckDatabase.InMemory("the file in which a mutant is planted", settings))
        {
            var copies = new List<LocalCopy>();
            await files.FetchAllAsync(entry.Files.Select(f => f.Key), cancellationToken);
            foreach (var file in entry.Files)
                copies.Add(
                    await files.FetchAsync(file.Key, cancellationToken)
                        ?? throw new InfrastructureException($"{file.Key} is missing in {files.Lake.Description}: run again to extract it")
                );
            var rows = LakeReader.From(copies.ConvertAll(c => c.Path), entry.Columns, json, LakeReader.LongestOf(entry.Files, copies));
            try
            {
                await database.ExecuteAsync(
                    $"""
                    SET threads = 1;
                    CREATE SCHEMA lake;
                    CREATE VIEW {Dialect.DuckDb.Table(new Dataset(Layer.Lake, table))} AS SELECT * FROM {rows};
                    COPY ({select}) TO {Sql.Literal(path)} ({(json ? "FORMAT json" : "FORMAT csv, HEADER, NULLSTR ''")})
                    """,
                    cancellationToken
                );
            }
            catch (Exception e) when (database.Explain(e) is { } problem)
            {
                throw new InfrastructureException($"a copy of {entry.Key} could not be changed: {problem.Reason}", e);
            }
        }
        await using (var content = File.OpenRead(path))
            await mutatedLake.WriteAsync(entry.Key, content, cancellationToken);
        File.Delete(path);
        changed.Add(table);
    }

    /// <summary>Puts the manifest of the day before in the place of the date's, and reads it as a run does.</summary>
    /// <returns>Why it is refused; null if it is accepted.</returns>
    public async Task<string?> RefusalOfManifestAsync(CancellationToken cancellationToken)
    {
        using var other = new MemoryStream((manifest with { Date = manifest.Date.AddDays(-1) }).ToJson());
        await mutatedLake.WriteAsync(LakeLayout.ManifestKey(manifest.Date), other, cancellationToken);
        try
        {
            await RunData.ManifestAsync(mutatedLake, manifest.Date, null, cancellationToken);
            return null;
        }
        catch (ProblemException e)
        {
            return e.Message;
        }
    }

    /// <summary>Why a table's file no longer has the rows of the snapshot; null if it has them.</summary>
    public string? DamageOf(string table) => changed.Contains(table) ? $"{Of(table).Key} does not match its manifest" : null;

    /// <summary>An empty temporary file.</summary>
    public Stream Spill() => SpillFolder.Open(scratch);

    /// <summary>Returns to the user's files.</summary>
    public void Restore() => changed.Clear();

    /// <summary>Compares a file with the manifest, as a run does.</summary>
    public async Task<Measurement> MeasureAsync(PlannedQuery query, ManifestDifferences metric, CancellationToken cancellationToken)
    {
        var table = metric.Dataset.Table;
        if (!changed.Contains(table))
            return await unchanged.MeasureAsync(query, cancellationToken);
        // A mutated table is one file, also where it had partitions.
        var entry = Of(table) with
        {
            Partitions = null,
            PartitionedBy = null,
        };
        await using var mutated = new FetchedFiles(mutatedLake, scratch);
        await using var store = new LakeStore(manifest with { Tables = [entry] }, mutated, settings);
        return await store.MeasureAsync(query, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await unchanged.DisposeAsync();
        await mutatedLake.DisposeAsync();
    }

    private ManifestTable Of(string table) => manifest.Tables.First(t => string.Equals(t.Table, table, StringComparison.Ordinal));
}
