using ShopStream.Quality.Results;

namespace ShopStream.Reports;

/// <summary>A reader sees the old file or the new one, never a part.</summary>
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
                // Gone already where all went well.
                File.Delete(temporary);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InfrastructureException($"{path}: the report cannot be written ({e.Message}); expected a folder that can be written to: free space, mend its rights, or name another one with --out", e);
        }
    }
}
