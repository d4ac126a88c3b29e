using ShopStream.Application.Settings;
using ShopStream.Pipeline.Git;
using ShopStream.Pipeline.Models;

namespace ShopStream.Application.Impact;

/// <summary>
/// Where git tracks the models. Without the setting models they are those beside the program; where the program was built in the clone, git
/// ignores these, and tracks the folder that they were copied from.
/// </summary>
internal static class TrackedModels
{
    private static readonly string[] LayerFolders = ["staging", "core", "marts"];

    /// <summary>The tracked folder with the most of the shipped models, as a full path; null if another folder is set, or git tracks none.</summary>
    public static async Task<string?> FindAsync(GitRepository repository, ShopSettings settings, CancellationToken cancellationToken)
    {
        var shipped = settings.Pipeline.ModelsFolder;
        if (
            !string.Equals(shipped, ModelProject.ShippedFolder, StringComparison.Ordinal)
            || repository.PathOf(shipped) is null
            || await repository.KeptPathOfAsync(shipped, cancellationToken) is not null
        )
            return null;
        var files = Directory
            .EnumerateFiles(shipped, "*.sql", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(shipped, f).Replace('\\', '/'))
            .ToHashSet(StringComparer.Ordinal);
        var found = (await repository.TrackedAsync("*.sql", cancellationToken))
            .Select(Split)
            .Where(f => files.Contains(f.File))
            .CountBy(f => f.Folder)
            .OrderByDescending(f => f.Value)
            .Take(2)
            .ToList();
        return found.Count == 0 || (found.Count == 2 && found[0].Value == found[1].Value) ? null : Path.Combine(repository.Root, found[0].Key);
    }

    // The last folder of a layer divides the models folder from the model's own path.
    private static (string Folder, string File) Split(string path)
    {
        var parts = path.Split('/');
        var layer = Array.FindLastIndex(parts[..^1], p => LayerFolders.Contains(p, StringComparer.Ordinal));
        return layer < 1 ? ("", "") : (string.Join('/', parts[..layer]), string.Join('/', parts[layer..]));
    }
}
