using ShopStream.Quality.Files;
using ShopStream.Quality.Results;

namespace ShopStream.Reports.Files;

/// <summary>Writes one file of a report.</summary>
internal static class ReportFile
{
    /// <inheritdoc cref="AtomicFile.WriteAsync(string, ReadOnlyMemory{byte}, CancellationToken)"/>
    /// <exception cref="InfrastructureException">The file cannot be written.</exception>
    public static async Task WriteAsync(string path, byte[] content, CancellationToken cancellationToken)
    {
        try
        {
            await AtomicFile.WriteAsync(path, content, cancellationToken);
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
