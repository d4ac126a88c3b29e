using System.Globalization;

namespace ShopStream.Pipeline.Lake;

/// <summary>A file being written in the lake's <c>.tmp</c> folder, and so on its volume. It is deleted unless published.</summary>
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
        var created = Path.Combine(folder, NewName());
        return DiskProblem.Translate(
            created,
            "create it",
            () =>
            {
                Folders.Create(folder);

                // FileShare.None is an advisory lock on Unix: while it is held, no sweep considers the file abandoned.
                return new UnfinishedFile(
                    created,
                    new FileStream(
                        created,
                        new FileStreamOptions
                        {
                            Mode = FileMode.CreateNew,
                            Access = FileAccess.Write,
                            Share = FileShare.None,
                            Options = FileOptions.Asynchronous | FileOptions.SequentialScan,
                            BufferSize = 0,
                        }
                    )
                );
            }
        );
    }

    /// <exception cref="Quality.Results.InfrastructureException">The disk is full, or a similar error.</exception>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> block, CancellationToken cancellationToken) =>
        await DiskProblem.TranslateAsync(
            path,
            "write it",
            async () =>
            {
                await stream.WriteAsync(block, cancellationToken);
                return true;
            }
        );

    /// <summary>Moves the file to <paramref name="target"/>, replacing an existing object.</summary>
    /// <exception cref="Quality.Results.InfrastructureException">The file cannot be moved.</exception>
    public Task ReplaceAsync(string target) =>
        PublishAsync(
            target,
            () =>
            {
                File.Move(path, target, overwrite: true);
                return true;
            }
        );

    /// <summary>
    /// Puts a copy of a finished file in the place of <paramref name="target"/>: a second name of the same content where the file system has links.
    /// </summary>
    /// <exception cref="Quality.Results.InfrastructureException">The source does not exist, or the copy cannot be made.</exception>
    public static async Task CopyAsync(string folder, string source, string target, CancellationToken cancellationToken)
    {
        var link = Path.Combine(folder, NewName());
        if (DiskProblem.Translate(target, "copy it", () => TryLink(source, link)))
        {
            await Task.Run(
                () =>
                    DiskProblem.Translate(
                        target,
                        "write it",
                        () =>
                        {
                            try
                            {
                                MoveInto(target, () => File.Move(link, target, overwrite: true));
                                return true;
                            }
                            finally
                            {
                                // A rename does nothing if both are names of the same content already.
                                File.Delete(link);
                            }
                        }
                    ),
                CancellationToken.None
            );
            return;
        }
        await using var file = Create(folder);
        await using var content = DiskProblem.Translate(source, "read it", () => File.OpenRead(source));
        await HashedCopy.RunAsync(content, block => file.WriteAsync(block, cancellationToken), wholeBuffers: true, cancellationToken);
        await file.ReplaceAsync(target);
    }

    /// <summary>Moves the file to <paramref name="target"/> unless it exists.</summary>
    /// <returns>False if the target exists.</returns>
    /// <exception cref="Quality.Results.InfrastructureException">The file cannot be moved.</exception>
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
            // The original error matters more; the next opening deletes the file.
        }
    }

    /// <summary>Deletes files of dead runs: not locked, and either the owning process is gone from this machine or the file is older than a day.</summary>
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
            // No folder yet, or a read-only lake; cleanup must not fail a run.
        }
    }

    // The data must be on disk before its name, otherwise a power failure could leave a partial file under the final name.
    private Task<bool> PublishAsync(string target, Func<bool> move) =>
        Task.Run(() =>
            DiskProblem.Translate(
                target,
                "write it",
                () =>
                {
                    stream.Flush(flushToDisk: true);
                    stream.Dispose();
                    var moved = true;
                    MoveInto(target, () => moved = move());
                    return moved;
                }
            )
        );

    private static void MoveInto(string target, Action move)
    {
        var folder = Path.GetDirectoryName(target)!;
        Folders.Create(folder);
        try
        {
            move();
        }
        catch (DirectoryNotFoundException)
        {
            // Another process has removed it, because it was empty.
            Folders.Create(folder);
            move();
        }
        PosixFiles.SyncFolder(folder);
    }

    // From pid@machine a later run knows whether the owner can still be alive.
    private static string NewName() =>
        string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}@{Environment.MachineName}@{Guid.NewGuid():N}{Extension}");

    private static bool TryLink(string source, string link)
    {
        if (!File.Exists(source))
            throw new FileNotFoundException($"{source} does not exist");
        Folders.Create(Path.GetDirectoryName(link)!);
        return PosixFiles.TryLink(source, link);
    }

    private static bool IsAbandoned(FileInfo file, TimeProvider time)
    {
        if (time.GetUtcNow().UtcDateTime - file.LastWriteTimeUtc > MaximumAge)
            return true;
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
            // Containers that share a volume may also share a host name but not pids: the lock decides.
            using var _ = file.Open(FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
