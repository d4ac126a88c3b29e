namespace ShopStream.Quality.Files;

/// <summary>Replaces a file in one step: a reader sees the old content or the new one, never a part of it.</summary>
public static class AtomicFile
{
    /// <summary>Writes a file and creates its folder. On failure the old file stays, and nothing else: a folder that was created is removed.</summary>
    /// <param name="path">The file.</param>
    /// <param name="content">All of it.</param>
    /// <param name="cancellationToken">Cancels the writing.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file or its folder may not be written.</exception>
    public static Task WriteAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        WriteAsync(path, unfinished => File.WriteAllBytesAsync(unfinished, content, cancellationToken));

    /// <inheritdoc cref="WriteAsync(string, ReadOnlyMemory{byte}, CancellationToken)"/>
    /// <param name="path">The file.</param>
    /// <param name="write">Writes the content to the path that it receives, a hidden file beside <paramref name="path"/>.</param>
    public static async Task WriteAsync(string path, Func<string, Task> write)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var unfinished = Path.Combine(folder, $".{Path.GetFileName(path)}.{Guid.NewGuid():N}.tmp");
        var created = Missing(folder);
        Directory.CreateDirectory(folder);
        try
        {
            await write(unfinished);
            File.Move(unfinished, path, overwrite: true);
        }
        catch
        {
            File.Delete(unfinished);
            RemoveEmpty(created);
            throw;
        }
    }

    // The folder and those above it that do not exist, innermost first.
    private static List<string> Missing(string folder)
    {
        var missing = new List<string>();
        for (var at = folder; at is not null && !Directory.Exists(at); at = Path.GetDirectoryName(at))
            missing.Add(at);
        return missing;
    }

    private static void RemoveEmpty(List<string> folders)
    {
        try
        {
            foreach (var folder in folders)
                Directory.Delete(folder, recursive: false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Somebody else has written into it meanwhile, or it cannot be removed: what went wrong first is reported.
        }
    }
}
