using System.Text;
using ShopStream.Quality.Files;
using ShopStream.Quality.Results;

namespace ShopStream.Application.Files;

/// <summary>Writes text files that a user starts from. Nothing that is there is overwritten unasked.</summary>
public static class NewFiles
{
    /// <summary>Writes the files, each the old one or the whole new one.</summary>
    /// <param name="folder">The folder; created where it is missing, as are those of the files.</param>
    /// <param name="files">Paths in the folder, and texts.</param>
    /// <param name="overwrite">Whether existing files are overwritten.</param>
    /// <param name="option">How another folder is named, such as "with --into".</param>
    /// <param name="cancellationToken">Cancels the writing; files already written stay.</param>
    /// <exception cref="UsageException">A file exists and is not to be overwritten, or cannot be written.</exception>
    public static async Task WriteAsync(
        string folder,
        IReadOnlyList<(string Path, string Text)> files,
        bool overwrite,
        string option,
        CancellationToken cancellationToken
    )
    {
        RequireNew([.. files.Select(f => f.Path)], folder, overwrite, option);
        try
        {
            foreach (var (path, text) in files)
                await AtomicFile.WriteAsync(Path.Combine(folder, path), Encoding.UTF8.GetBytes(text), cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{folder} cannot be written: {e.Message} Name another folder {option}.", e);
        }
    }

    /// <summary>Refuses to overwrite files.</summary>
    /// <param name="files">Paths in the folder.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="overwrite">Whether they are overwritten.</param>
    /// <param name="option">How another folder is named, such as "with --into".</param>
    /// <exception cref="UsageException">A file exists and is not to be overwritten.</exception>
    public static void RequireNew(IReadOnlyList<string> files, string folder, bool overwrite, string option)
    {
        var existing = files.Where(f => File.Exists(Path.Combine(folder, f))).ToList();
        if (existing.Count > 0 && !overwrite)
            throw new UsageException(
                $"{string.Join(", ", existing.Take(3))}{(existing.Count > 3 ? $" and {existing.Count - 3} more" : "")} "
                    + $"{(existing.Count == 1 ? "exists" : "exist")} already, and nothing was written. Name another folder {option}, or overwrite with --force."
            );
    }
}
