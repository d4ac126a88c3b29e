using System.Text;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Elt;

/// <summary>Allows one run at a time in a work folder. The operating system releases it when the process dies.</summary>
internal sealed class WorkLock : IDisposable
{
    private readonly FileStream file;

    private WorkLock(FileStream file, string owner) => (this.file, Owner) = (file, owner);

    /// <summary>The folder's identifier, created with it. Distinguishes its leases on a lake's dates from those of other folders.</summary>
    public string Owner { get; }

    /// <exception cref="InfrastructureException">Another run works there, or the folder cannot be written.</exception>
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
            throw new InfrastructureException($"another run works in {folder}: wait for it to end, then run again, or name another folder with --work DIR", e);
        }
    }

    // Stored in the lock file, so that it lives as long as the folder.
    private static string OwnerOf(FileStream locked)
    {
        const int length = 32;
        var text = new byte[length];
        if (locked.Length == length && locked.ReadAtLeast(text, length, throwOnEndOfStream: false) == length) return Encoding.ASCII.GetString(text);
        var created = Guid.NewGuid().ToString("N");
        locked.SetLength(0);
        locked.Write(Encoding.ASCII.GetBytes(created));
        locked.Flush(flushToDisk: true);
        return created;
    }

    private static InfrastructureException Unusable(string folder, Exception e) =>
        new($"the work folder {folder} cannot be written: {e.Message} Fix its permissions, or name another folder with --work DIR.", e);

    public void Dispose() => file.Dispose();
}
