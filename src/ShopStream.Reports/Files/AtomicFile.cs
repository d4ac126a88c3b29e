using ShopStream.Quality.Results;

namespace ShopStream.Reports.Files;

/// <summary>Replaces a file in one step: a reader sees the old content or the new one, never a part of it.</summary>
internal static class AtomicFile
{
    public static async Task WriteAsync(string path, byte[] content, CancellationToken cancellationToken)
    {
        var folder = Path.GetDirectoryName(path)!;
        var temporary = Path.Combine(folder, $".{Path.GetFileName(path)}.{Guid.NewGuid():N}.tmp");
        try
        {
            Directory.CreateDirectory(folder);
            try
            {
                await File.WriteAllBytesAsync(temporary, content, cancellationToken);
                File.Move(temporary, path, overwrite: true);
            }
            finally
            {
                // Does nothing after a successful move.
                File.Delete(temporary);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InfrastructureException(
                $"{path}: the report cannot be written ({e.Message}); expected a writable folder: "
                    + "free disk space, fix its permissions, or name another folder with --out",
                e
            );
        }
    }
}
