using System.Text;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Elt;

/// <summary>One run at a time in a work folder; the system lets go of it when the process dies.</summary>
internal sealed class WorkLock : IDisposable
{
    private readonly FileStream file;

    private WorkLock(FileStream file, string owner) => (this.file, Owner) = (file, owner);

    /// <summary>The folder's own id, made with it: tells its claims to dates of a lake from those of other folders.</summary>
    public string Owner { get; }

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
            var locked = new FileStream(Path.Combine(folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            return new WorkLock(locked, OwnerOf(locked));
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

    // The lock file's own content: it is there as long as the folder is.
    private static string OwnerOf(FileStream locked)
    {
        const int length = 32;
        var text = new byte[length];
        if (locked.Length == length && locked.ReadAtLeast(text, length, throwOnEndOfStream: false) == length) return Encoding.ASCII.GetString(text);
        var made = Guid.NewGuid().ToString("N");
        locked.SetLength(0);
        locked.Write(Encoding.ASCII.GetBytes(made));
        locked.Flush(flushToDisk: true);
        return made;
    }

    private static InfrastructureException Unusable(string folder, Exception e) =>
        new($"the work folder {folder} cannot be written: {e.Message} Mend its rights, or name another folder with --work DIR.", e);

    public void Dispose() => file.Dispose();
}
