using System.Text;
using System.Text.Json;
using ShopStream.Pipeline.Lake;
using ShopStream.Pipeline.Scratch;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Elt;

/// <summary>A lock on a work folder: shared by commands that read it, exclusive for a run. The operating system releases it when the process dies.</summary>
internal sealed class WorkLock : IDisposable
{
    private const string HolderFile = "holder-";
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    // EAGAIN on Linux and macOS, ERROR_SHARING_VIOLATION on Windows.
    private static readonly int[] Conflicts = [11, 35, unchecked((int)0x80070020)];

    private readonly FileStream? file;
    private readonly string? holder;

    private WorkLock(FileStream? file, string? holder, string owner) => (this.file, this.holder, Owner) = (file, holder, owner);

    /// <summary>The folder's identifier, created by its first run. Distinguishes its leases on a lake's dates from those of other folders.</summary>
    public string Owner { get; }

    /// <summary>Locks a folder that no other command uses.</summary>
    /// <param name="folder">Created if it does not exist.</param>
    /// <param name="command">Named to others that wait.</param>
    /// <param name="wait">How long to wait.</param>
    /// <param name="clock">Supplies the current time.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="InfrastructureException">Another command still uses the folder, or it cannot be written.</exception>
    public static async Task<WorkLock> ExcludeAsync(string folder, string command, LockWait wait, TimeProvider clock, CancellationToken cancellationToken)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unusable(folder, e);
        }
        var locked = await OpenAsync(folder, FileAccess.ReadWrite, FileShare.None, wait, clock, cancellationToken);
        try
        {
            ScratchFolder.RemoveAbandoned(Scratch(folder));
            return new WorkLock(locked, Register(folder, command, clock), OwnerOf(locked));
        }
        catch (Exception e)
        {
            locked.Dispose();
            if (e is IOException or UnauthorizedAccessException)
                throw Unusable(folder, e);
            throw;
        }
    }

    /// <summary>Locks a folder that no run changes. A folder that does not exist needs no lock, and is not created.</summary>
    /// <inheritdoc cref="ExcludeAsync"/>
    public static async Task<WorkLock> ShareAsync(string folder, string command, LockWait wait, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(folder))
            return FileInPlaceOf(folder) is { } inPlace
                ? throw new InfrastructureException(
                    $"the work folder {folder} is not a folder: {inPlace} is a file. Remove it, or name another with --work DIR"
                )
                : new WorkLock(null, null, NewOwner());
        var locked = await OpenAsync(folder, FileAccess.Read, FileShare.Read, wait, clock, cancellationToken);
        try
        {
            return new WorkLock(locked, Register(folder, command, clock), ReadOwner(locked) ?? NewOwner());
        }
        catch
        {
            locked.Dispose();
            throw;
        }
    }

    // Of the folder itself, or of one above it.
    private static string? FileInPlaceOf(string folder)
    {
        for (var path = Path.GetFullPath(folder); path is not null && !Directory.Exists(path); path = Path.GetDirectoryName(path))
        {
            if (File.Exists(path))
                return path;
        }
        return null;
    }

    public void Dispose()
    {
        try
        {
            if (holder is not null)
                File.Delete(holder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Somebody has removed the work folder.
        }
        file?.Dispose();
    }

    private static async Task<FileStream> OpenAsync(
        string folder,
        FileAccess access,
        FileShare share,
        LockWait wait,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        FileStream? opened = null;
        await wait.RunAsync(
            () =>
            {
                opened = TryOpen(folder, access, share);
                return Task.FromResult(opened is null ? $"{HolderOf(folder)} uses {folder}" : null);
            },
            (obstacle, waited) => new InfrastructureException($"{obstacle}; {waited}. Run again after it has ended, or name another folder with --work DIR"),
            Pause,
            clock,
            cancellationToken
        );
        return opened!;
    }

    private static FileStream? TryOpen(string folder, FileAccess access, FileShare share)
    {
        try
        {
            return new FileStream(Path.Combine(folder, "lock"), FileMode.OpenOrCreate, access, share);
        }
        catch (IOException e) when (Conflicts.Contains(e.HResult))
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unusable(folder, e);
        }
    }

    // In the folder of this process's temporary files, which is removed after its death.
    private static string Register(string folder, string command, TimeProvider clock)
    {
        var path = Path.Combine(ScratchFolder.OfProcess(Scratch(folder)), $"{HolderFile}{Guid.NewGuid():N}.json");
        return DiskProblem.Translate(
            path,
            "write it",
            () =>
            {
                File.WriteAllBytes(path, JsonSerializer.SerializeToUtf8Bytes(new Holder(command, Environment.ProcessId, clock.GetUtcNow())));
                return path;
            }
        );
    }

    private static string HolderOf(string folder)
    {
        try
        {
            var holders = ScratchFolder
                .Live(Scratch(folder))
                .SelectMany(f => Directory.EnumerateFiles(f, HolderFile + "*"))
                .Select(f => JsonSerializer.Deserialize<Holder>(File.ReadAllBytes(f)))
                .OfType<Holder>();
            return holders.MinBy(h => h.Since) is { } first
                ? $"{first.Command} (process {first.Process}, since {LockWait.Moment(first.Since)})"
                : "another command";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            // It has just ended, or belongs to another account.
            return "another command";
        }
    }

    private static string Scratch(string folder) => Path.Combine(folder, "tmp");

    // Stored in the lock file, so that it lives as long as the folder.
    private static string OwnerOf(FileStream locked)
    {
        if (ReadOwner(locked) is { } known)
            return known;
        var created = NewOwner();
        locked.SetLength(0);
        locked.Write(Encoding.ASCII.GetBytes(created));
        locked.Flush(flushToDisk: true);
        return created;
    }

    private static string? ReadOwner(FileStream locked)
    {
        const int length = 32;
        var text = new byte[length];
        return
            locked.Length == length
            && locked.ReadAtLeast(text, length, throwOnEndOfStream: false) == length
            && text.All(b => char.IsAsciiHexDigitLower((char)b))
            ? Encoding.ASCII.GetString(text)
            : null;
    }

    private static string NewOwner() => Guid.NewGuid().ToString("N");

    private static InfrastructureException Unusable(string folder, Exception e) =>
        new($"the work folder {folder} cannot be written: {e.Message} Fix its permissions, or name another folder with --work DIR.", e);

    private sealed record Holder(string Command, int Process, DateTimeOffset Since);
}
