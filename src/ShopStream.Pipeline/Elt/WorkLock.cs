using ShopStream.Quality.Verdicts;

namespace ShopStream.Pipeline.Elt;

/// <summary>One run at a time in a work folder; the system lets go of it when the process dies.</summary>
internal sealed class WorkLock : IDisposable
{
    private readonly FileStream file;

    private WorkLock(FileStream file) => this.file = file;

    /// <exception cref="InfrastructureException">Another run works there.</exception>
    public static WorkLock Take(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unusable(folder, e);
        }
        try
        {
            return new WorkLock(new FileStream(Path.Combine(folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (UnauthorizedAccessException e)
        {
            throw Unusable(folder, e);
        }
        catch (IOException e)
        {
            throw new InfrastructureException($"another run works in {folder} ({e.Message}): wait for it to end, or name another folder with --work DIR", e);
        }
    }

    private static InfrastructureException Unusable(string folder, Exception e) =>
        new($"the work folder {folder} cannot be written: {e.Message} Mend its rights, or name another folder with --work DIR.", e);

    public void Dispose() => file.Dispose();
}
