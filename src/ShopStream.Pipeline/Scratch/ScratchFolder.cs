using System.Collections.Concurrent;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Scratch;

/// <summary>
/// A folder for temporary files of one owner: a process, or one DuckDB instance, which names its spill files by their size alone. A locked file
/// beside it shows that the owner lives; the operating system releases it when the process dies, and the next owner removes the folder.
/// </summary>
internal sealed class ScratchFolder : IDisposable
{
    private const string LockSuffix = ".lock";
    private const int MaxAttempts = 10;
    private static readonly ConcurrentDictionary<string, ScratchFolder> OfThisProcess = new(StringComparer.Ordinal);

    private readonly FileStream held;

    private ScratchFolder(string path, FileStream held) => (Path, this.held) = (path, held);

    /// <summary>Absolute path.</summary>
    public string Path { get; }

    /// <summary>The folder of this process in a parent folder; it is removed when the process ends.</summary>
    /// <param name="parent">Created if it does not exist.</param>
    /// <exception cref="InfrastructureException">The parent cannot be written.</exception>
    public static string OfProcess(string parent)
    {
        var full = System.IO.Path.GetFullPath(parent);
        while (true)
        {
            var known = OfThisProcess.GetOrAdd(full, Create);
            if (Directory.Exists(known.Path))
                return known.Path;
            // Somebody has removed the work folder.
            if (OfThisProcess.TryRemove(new KeyValuePair<string, ScratchFolder>(full, known)))
                known.Dispose();
        }
    }

    /// <summary>Creates a folder with a name of its own, and removes those that dead processes left.</summary>
    /// <param name="parent">Created if it does not exist.</param>
    /// <exception cref="InfrastructureException">The parent cannot be written.</exception>
    public static ScratchFolder Create(string parent)
    {
        try
        {
            RemoveAbandoned(parent);
            for (var attempt = 1; ; attempt++)
                if (TryCreate(System.IO.Path.Combine(System.IO.Path.GetFullPath(parent), $"scratch-{Guid.NewGuid():N}"), attempt == MaxAttempts) is { } created)
                    return created;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InfrastructureException(
                $"the folder for temporary files {parent} cannot be written: {e.Message} "
                    + "Fix its permissions, free space, or name another folder with --work DIR or the setting warehouse.temp_folder.",
                e
            );
        }
    }

    // A file is created and locked in two steps: in between, another owner may take it for abandoned, and remove it.
    private static ScratchFolder? TryCreate(string path, bool isLast)
    {
        try
        {
            var locked = new FileStream(path + LockSuffix, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
            Directory.CreateDirectory(path);
            if (File.Exists(path + LockSuffix))
                return new ScratchFolder(path, locked);
            locked.Dispose();
        }
        catch (IOException) when (!isLast)
        {
            // Removed before it was locked.
        }
        Remove(path);
        return null;
    }

    /// <summary>The folders in a parent folder whose owner lives.</summary>
    public static IEnumerable<string> Live(string parent)
    {
        if (!Directory.Exists(parent))
            yield break;
        foreach (var lockFile in Directory.EnumerateFiles(parent, $"scratch-*{LockSuffix}"))
            if (IsHeld(lockFile) && Directory.Exists(lockFile[..^LockSuffix.Length]))
                yield return lockFile[..^LockSuffix.Length];
    }

    static ScratchFolder() =>
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            foreach (var folder in OfThisProcess.Values)
                folder.Dispose();
        };

    public void Dispose()
    {
        Remove(Path);
        held.Dispose();
        TryDelete(() => File.Delete(Path + LockSuffix));
    }

    private static bool IsHeld(string lockFile)
    {
        try
        {
            using var owner = new FileStream(lockFile, FileMode.Open, FileAccess.Read, FileShare.Read);
            return false;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    /// <summary>Removes the folders that dead processes left.</summary>
    /// <param name="parent">Created if it does not exist.</param>
    public static void RemoveAbandoned(string parent)
    {
        Directory.CreateDirectory(parent);
        foreach (var lockFile in Directory.EnumerateFiles(parent, $"scratch-*{LockSuffix}"))
        {
            TryDelete(() =>
            {
                using var owner = new FileStream(lockFile, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
                Remove(lockFile[..^LockSuffix.Length]);
                File.Delete(lockFile);
            });
        }
        RemoveWithoutLock(parent);
    }

    // A lock exists before its folder, so that these have no owner.
    private static void RemoveWithoutLock(string parent)
    {
        foreach (var folder in Directory.EnumerateDirectories(parent, "scratch-*").Where(f => !File.Exists(f + LockSuffix)).ToList())
            Remove(folder);
    }

    private static void Remove(string path) =>
        TryDelete(() =>
        {
            if (Directory.Exists(path))
                Directory.Delete(path, recursive: true);
        });

    // What cannot be deleted now is left to the next owner.
    private static void TryDelete(Action delete)
    {
        try
        {
            delete();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A live owner, or a file that somebody has open.
        }
    }
}
