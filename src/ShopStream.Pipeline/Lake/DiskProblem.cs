using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Lake;

/// <summary>Translates file system errors into messages with the path and the fix.</summary>
internal static class DiskProblem
{
    /// <exception cref="InfrastructureException">The disk is full, a permission is missing, or a similar error.</exception>
    public static T Translate<T>(string path, string doing, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Of(path, doing, e);
        }
    }

    /// <inheritdoc cref="Translate{T}" />
    public static async Task<T> TranslateAsync<T>(string path, string doing, Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Of(path, doing, e);
        }
    }

    /// <summary>Whether there is a file or folder. One in a folder that may not be read is an error, not absent.</summary>
    /// <exception cref="InfrastructureException">The folder may not be read.</exception>
    public static bool Exists(string path) =>
        Translate(
            path,
            "look it up",
            () =>
            {
                try
                {
                    File.GetAttributes(path);
                    return true;
                }
                catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
                {
                    return false;
                }
            }
        );

    private static InfrastructureException Of(string path, string doing, Exception e)
    {
        var fix =
            e is UnauthorizedAccessException
                ? "Give this account permission to read and write there, or choose another folder"
                : "Check that the folder is reachable, that no file is in its place and that the disk has room, then run again";
        return new InfrastructureException($"{path}: cannot {doing}: {e.Message.TrimEnd('.')}. {fix}", e);
    }
}
