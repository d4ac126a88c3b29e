using ShopStream.Quality.Files;
using ShopStream.Quality.Results;

namespace ShopStream.Reports.Files;

/// <summary>Writes one file of a report.</summary>
internal static class ReportFile
{
    /// <inheritdoc cref="AtomicFile.WriteAsync(string, ReadOnlyMemory{byte}, CancellationToken)"/>
    /// <exception cref="InfrastructureException">The file cannot be written.</exception>
    public static Task WriteAsync(string path, byte[] content, CancellationToken cancellationToken) =>
        GuardAsync(path, () => AtomicFile.WriteAsync(path, content, cancellationToken));

    /// <summary>Writes a file of zeros and deletes it.</summary>
    /// <exception cref="InfrastructureException">The file cannot be written.</exception>
    public static Task TryOutAsync(string path, int bytes, CancellationToken cancellationToken) =>
        GuardAsync(
            path,
            async () =>
            {
                await AtomicFile.WriteAsync(path, new byte[bytes], cancellationToken);
                File.Delete(path);
            }
        );

    private static async Task GuardAsync(string path, Func<Task> write)
    {
        try
        {
            await write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InfrastructureException(
                $"{path}: the report cannot be written ({e.Message}); expected a writable folder: free disk space, fix its permissions, "
                    + "or name another folder with --out",
                e
            );
        }
    }
}
