using ShopStream.Application.Files;
using ShopStream.Features.Writing;
using ShopStream.Quality.Data;
using ShopStream.Quality.Profiling;
using ShopStream.Quality.Results;

namespace ShopStream.Application.Suggesting;

/// <summary>A feature file that was written.</summary>
/// <param name="Path">As named or below the named folder.</param>
/// <param name="Scenarios">How many scenarios it has.</param>
/// <param name="Checks">How many checks they have.</param>
public sealed record WrittenFeature(string Path, int Scenarios, int Checks);

/// <summary>The checks that hold today, as feature text.</summary>
public sealed class SuggestedChecks
{
    private readonly IReadOnlyList<SuggestedTable> tables;
    private readonly SuggestedFeature feature;

    private SuggestedChecks(IReadOnlyList<SuggestedTable> tables, SuggestedFeature feature, IReadOnlyList<string> skipped) =>
        (this.tables, this.feature, Skipped) = (tables, feature, skipped);

    /// <summary>Tables without a suggestion, with the reason, a line each.</summary>
    public IReadOnlyList<string> Skipped { get; }

    /// <summary>All of it, as one feature.</summary>
    public string Text => feature.Text(tables);

    internal static SuggestedChecks Of(IReadOnlyList<SuggestedTable> tables, SuggestedFeature feature)
    {
        var suggested = tables.Where(t => feature.Count([t]).Checks > 0).ToList();
        var skipped = tables
            .Except(suggested)
            .Select(t => $"nothing is suggested for {t.Dataset}: {t.SkippedReason ?? "a sentence cannot contain its name"}")
            .ToList();
        return suggested.Count > 0 ? new SuggestedChecks(suggested, feature, skipped) : throw new NothingToJudgeException(string.Join("\n", skipped));
    }

    /// <summary>Writes a .feature file, or one for each table into a folder. A file is the old one or the whole new one.</summary>
    /// <param name="into">A file if it ends with .feature, else a folder, which is created.</param>
    /// <param name="overwrite">Whether existing files are overwritten.</param>
    /// <param name="cancellationToken">Cancels the writing; files already written stay.</param>
    /// <exception cref="UsageException">A file exists and is not to be overwritten, or cannot be written.</exception>
    public async Task<IReadOnlyList<WrittenFeature>> WriteAsync(string into, bool overwrite, CancellationToken cancellationToken)
    {
        var isFile = into.EndsWith(".feature", StringComparison.OrdinalIgnoreCase);
        var folder = isFile ? Path.GetDirectoryName(into) ?? "" : into;
        List<(string Name, IReadOnlyList<SuggestedTable> Tables)> files = isFile
            ? [(Path.GetFileName(into), tables)]
            : [.. tables.Select(t => ($"{t.Dataset.Layer.NameOf()}_{FileName.Of(t.Dataset.Table)}.feature", (IReadOnlyList<SuggestedTable>)[t]))];
        await NewFiles.WriteAsync(folder, files.ConvertAll(f => (f.Name, feature.Text(f.Tables))), overwrite, "with --into", cancellationToken);
        return files.ConvertAll(f =>
        {
            var (scenarios, checks) = feature.Count(f.Tables);
            return new WrittenFeature(Path.Combine(folder, f.Name), scenarios, checks);
        });
    }
}
