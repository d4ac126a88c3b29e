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
        var path = Path.Combine(folder, "lock");
        try
        {
            Directory.CreateDirectory(folder);
            return new WorkLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (UnauthorizedAccessException e)
        {
            throw new InfrastructureException($"{folder} cannot be written: {e.Message} Name another folder with --work DIR.", e);
        }
        catch (IOException e)
        {
            throw new InfrastructureException($"another run works in {folder} ({e.Message}): wait for it to end, or name another folder with --work DIR", e);
        }
    }

    public void Dispose() => file.Dispose();
}
