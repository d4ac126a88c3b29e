using System.Text.Json;
using ShopStream.Pipeline.Lake;
using ShopStream.Pipeline.Options;
using ShopStream.Quality.Data;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Examples;

/// <summary>
/// The columns of the raw tables, known without a source: those that the models folder lists, and of other tables those of the last extraction.
/// </summary>
public static class RawColumns
{
    /// <summary>The file in the models folder: the tables, with their columns and portable types in order.</summary>
    public const string FileName = "raw-columns.json";

    /// <param name="options">Names the models folder and the lake.</param>
    /// <param name="tables">The extracted tables; others are ignored.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The tables whose columns are known.</returns>
    /// <exception cref="UsageException">The file is not what it has to be.</exception>
    public static async Task<IReadOnlyList<TableInfo>> ReadAsync(PipelineOptions options, IReadOnlyList<string> tables, CancellationToken cancellationToken)
    {
        var listed = await ListedAsync(options.ModelsFolder, cancellationToken);
        var missing = tables.Where(t => !listed.Exists(l => string.Equals(l.Dataset.Table, t, StringComparison.Ordinal))).ToList();
        return
        [
            .. listed.Where(l => tables.Contains(l.Dataset.Table, StringComparer.Ordinal)),
            .. missing.Count == 0
                ? []
                : (await LastExtractedAsync(options, cancellationToken)).Where(t => missing.Contains(t.Dataset.Table, StringComparer.Ordinal)),
        ];
    }

    private static async Task<List<TableInfo>> ListedAsync(string folder, CancellationToken cancellationToken)
    {
        var file = Path.Combine(folder, FileName);
        if (!File.Exists(file))
            return [];
        try
        {
            var read = JsonSerializer.Deserialize<Dictionary<string, Dictionary<string, string>>>(await File.ReadAllTextAsync(file, cancellationToken));
            return
            [
                .. (read ?? []).Select(t => new TableInfo(
                    new Dataset(Layer.Raw, t.Key),
                    [.. t.Value.Select(c => new ColumnInfo(c.Key, c.Value, Nullable: true))],
                    []
                )),
            ];
        }
        catch (JsonException e)
        {
            throw new UsageException(
                $"{file}:{(e.LineNumber ?? 0) + 1}: found {e.Message.Split(". Path")[0]}; "
                    + "expected tables with the types of their columns, such as {\"orders\": {\"id\": \"int\", \"total_amount\": \"decimal(10,2)\"}}",
                e
            );
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{file} cannot be read: {e.Message}", e);
        }
    }

    // A lake elsewhere is not asked: examples need no connection.
    private static async Task<IReadOnlyList<TableInfo>> LastExtractedAsync(PipelineOptions options, CancellationToken cancellationToken)
    {
        if (options.Lake.Folder is not { } folder || !DiskProblem.Exists(folder))
            return [];
        await using var lake = Lakes.Open(options.Lake);
        var dates = await LakeLayout.ListDatesAsync(lake, cancellationToken);
        if (dates.Count == 0 || await lake.TryReadAsync(LakeLayout.ManifestKey(dates[^1]), cancellationToken) is not { } json)
            return [];
        try
        {
            return [.. Manifest.FromJson(json, dates[^1]).Tables.Select(t => t.As(Layer.Raw))];
        }
        catch (JsonException)
        {
            return [];
        }
    }
}
