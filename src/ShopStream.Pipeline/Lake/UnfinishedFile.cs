using System.Globalization;

namespace ShopStream.Pipeline.Lake;

/// <summary>A file that is being written in the lake's own <c>.tmp</c> folder, hence on its volume; it is deleted unless published.</summary>
internal sealed class UnfinishedFile : IAsyncDisposable
{
    private const string Extension = ".part";
    private static readonly TimeSpan MaximumAge = TimeSpan.FromDays(1);

    private readonly string path;
    private readonly FileStream stream;

    private UnfinishedFile(string path, FileStream stream)
    {
        this.path = path;
        this.stream = stream;
    }

    /// <exception cref="Quality.Results.InfrastructureException">The folder or the file cannot be created.</exception>
    public static UnfinishedFile Create(string folder)
    {
        // pid@machine tells a later run whether the owner can still be alive.
        var name = string.Create(
            CultureInfo.InvariantCulture, $"{Environment.ProcessId}@{Environment.MachineName}@{Guid.NewGuid():N}{Extension}");
        var created = Path.Combine(folder, name);
        return DiskProblem.Translate(created, "create it", () =>
        {
            Folders.Create(folder);

            // FileShare.None is an advisory lock on Unix: while it is held, no sweep takes the file for a dead run's.
            return new UnfinishedFile(created, new FileStream(created, new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                Share = FileShare.None,
                Options = FileOptions.Asynchronous | FileOptions.SequentialScan,
                BufferSize = 0,
            }));
        });
    }

    /// <exception cref="Quality.Results.InfrastructureException">The disk is full, or the like.</exception>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> block, CancellationToken cancellationToken) =>
        await DiskProblem.TranslateAsync(path, "write it", async () =>
        {
            await stream.WriteAsync(block, cancellationToken);
            return true;
        });

    /// <summary>Makes it the object at <paramref name="target"/>, in the place of what was there.</summary>
    /// <exception cref="Quality.Results.InfrastructureException">It cannot be moved there.</exception>
    public Task ReplaceAsync(string target) => PublishAsync(target, () =>
    {
        File.Move(path, target, overwrite: true);
        return true;
    });

    /// <summary>Makes it the object at <paramref name="target"/>, if there is none.</summary>
    /// <returns>False where there is one.</returns>
    /// <exception cref="Quality.Results.InfrastructureException">It cannot be moved there.</exception>
    public Task<bool> TryPublishAsync(string target) => PublishAsync(target, () => PosixFiles.TryPublish(path, target));

    public async ValueTask DisposeAsync()
    {
        await stream.DisposeAsync();
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What led here is the error to tell; the next opening sweeps the file.
        }
    }

    /// <summary>Deletes what dead runs left in the folder: nobody holds the lock, and the owner is gone from this machine or a day has passed.</summary>
    public static void Sweep(string folder, TimeProvider time)
    {
        try
        {
            foreach (var file in new DirectoryInfo(folder).EnumerateFiles("*" + Extension))
                if (IsAbandoned(file, time) && IsUnlocked(file))
                    file.Delete();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // No folder yet, or a lake that may only be read: tidying up is no reason to fail.
        }
    }

    // The data has to be on the disk before its name is, else a power cut leaves a whole name on half a file.
    private Task<bool> PublishAsync(string target, Func<bool> move) => Task.Run(() => DiskProblem.Translate(target, "write it", () =>
    {
        stream.Flush(flushToDisk: true);
        stream.Dispose();
        var folder = Path.GetDirectoryName(target)!;
        Folders.Create(folder);
        if (!move()) return false;
        PosixFiles.SyncFolder(folder);
        return true;
    }));

    private static bool IsAbandoned(FileInfo file, TimeProvider time)
    {
        if (time.GetUtcNow().UtcDateTime - file.LastWriteTimeUtc > MaximumAge) return true;
        var owner = file.Name.Split('@');
        return owner.Length == 3
            && string.Equals(owner[1], Environment.MachineName, StringComparison.Ordinal)
            && int.TryParse(owner[0], NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
            && !IsAlive(pid);
    }

    private static bool IsAlive(int pid)
    {
        try
        {
            using var process = System.Diagnostics.Process.GetProcessById(pid);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static bool IsUnlocked(FileInfo file)
    {
        try
        {
            // Containers that share a volume may share a host name too, but not their pids: the lock tells them apart.
            using var _ = file.Open(FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
