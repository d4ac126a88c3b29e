using System.IO.Enumeration;
using System.Runtime.CompilerServices;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Lake;

/// <summary>A lake in a folder. Objects are written to <c>.tmp</c>, synced to disk and renamed.</summary>
internal sealed class LocalLake : ILake
{
    private readonly string root;

    /// <param name="root">The folder; the first write creates it if missing.</param>
    /// <param name="time">Determines the age of unfinished files of dead runs, which are deleted on opening; null for the system's clock.</param>
    /// <exception cref="UsageException">The path is a file.</exception>
    public LocalLake(string root, TimeProvider? time = null)
    {
        this.root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));
        if (File.Exists(this.root))
            throw new UsageException($"lake '{this.root}' is a file. Expected a folder, or a path that does not exist yet");
        UnfinishedFile.Sweep(Unfinished, time ?? TimeProvider.System);
    }

    public string Description => root;

    private string Unfinished => Path.Combine(root, LakeKey.UnfinishedFolder);

    public async Task<LakeFile> WriteAsync(string key, Stream content, CancellationToken cancellationToken)
    {
        var target = PathOf(key);
        await using var file = UnfinishedFile.Create(Unfinished);
        var (bytes, sha256) = await HashedCopy.RunAsync(content, block => file.WriteAsync(block, cancellationToken), wholeBuffers: true, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        await file.ReplaceAsync(target);
        return new LakeFile(key, bytes, sha256);
    }

    public async Task<bool> TryCreateAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var target = PathOf(key);
        cancellationToken.ThrowIfCancellationRequested();
        if (File.Exists(target))
            return false;
        await using var file = UnfinishedFile.Create(Unfinished);
        await file.WriteAsync(content, cancellationToken);
        return await file.TryPublishAsync(target);
    }

    public async Task<byte[]?> TryReadAsync(string key, CancellationToken cancellationToken)
    {
        await using var file = Open(PathOf(key));
        if (file is null)
            return null;
        using var content = new MemoryStream();
        return await DiskProblem.TranslateAsync(
            file.Name,
            "read it",
            async () =>
            {
                await file.CopyToAsync(content, cancellationToken);
                return content.ToArray();
            }
        );
    }

    public async Task<LakeFile?> HashAsync(string key, CancellationToken cancellationToken)
    {
        await using var file = Open(PathOf(key));
        if (file is null)
            return null;
        var (bytes, sha256) = await DiskProblem.TranslateAsync(
            file.Name,
            "read it",
            () => HashedCopy.RunAsync(file, _ => ValueTask.CompletedTask, wholeBuffers: false, cancellationToken)
        );
        return new LakeFile(key, bytes, sha256);
    }

    public async Task<LocalCopy?> FetchAsync(string key, string scratch, CancellationToken cancellationToken) =>
        await HashAsync(key, cancellationToken) is { } found ? new LocalCopy(PathOf(key), found.Bytes, found.Sha256, isTemporary: false) : null;

    public string FolderOf(string key, string scratch) => Path.GetDirectoryName(PathOf(key))!;

    public Task CopyAsync(string from, string to, string sha256, CancellationToken cancellationToken)
    {
        var (source, target) = (PathOf(from), PathOf(to));
        cancellationToken.ThrowIfCancellationRequested();
        return UnfinishedFile.CopyAsync(Unfinished, source, target, cancellationToken);
    }

    public async IAsyncEnumerable<LakeEntry> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        LakeKey.CheckedPrefix(prefix);
        var entries = await Task.Run(() => DiskProblem.Translate(root, "list it", () => Find(prefix, cancellationToken)), cancellationToken);
        foreach (var entry in entries)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return entry;
        }
    }

    public Task DeleteAsync(string key, CancellationToken cancellationToken)
    {
        var path = PathOf(key);
        cancellationToken.ThrowIfCancellationRequested();
        return Task.Run(
            () =>
                DiskProblem.Translate(
                    path,
                    "delete it",
                    () =>
                    {
                        if (!File.Exists(path))
                            return false;
                        File.Delete(path);
                        PosixFiles.SyncFolder(Path.GetDirectoryName(path)!);
                        // The folders of exchanged files have no other use.
                        if (key.StartsWith(LakeLayout.Next, StringComparison.Ordinal))
                            Folders.RemoveEmpty(Path.GetDirectoryName(path)!, PathOf(LakeLayout.Next.TrimEnd('/')));
                        return true;
                    }
                ),
            cancellationToken
        );
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private string PathOf(string key) => Path.Combine(root, LakeKey.Checked(key).Replace('/', Path.DirectorySeparatorChar));

    private static FileStream? Open(string path) =>
        DiskProblem.Translate(
            path,
            "read it",
            () =>
            {
                // A folder is not an object; opening one would fail with "access denied".
                if (Directory.Exists(path))
                    return null;
                try
                {
                    return new FileStream(
                        path,
                        new FileStreamOptions
                        {
                            Access = FileAccess.Read,
                            Share = FileShare.ReadWrite | FileShare.Delete,
                            Options = FileOptions.Asynchronous | FileOptions.SequentialScan,
                            BufferSize = 0,
                        }
                    );
                }
                catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
                {
                    return null;
                }
            }
        );

    private List<LakeEntry> Find(string prefix, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(root, prefix[..(prefix.LastIndexOf('/') + 1)]);
        if (!DiskProblem.Exists(folder))
            return [];

        // Hidden files are objects too, as in S3.
        var options = new EnumerationOptions
        {
            RecurseSubdirectories = true,
            AttributesToSkip = FileAttributes.None,
            IgnoreInaccessible = false,
        };
        var files = new FileSystemEnumerable<LakeEntry>(
            folder,
            (ref FileSystemEntry e) => new LakeEntry(Path.GetRelativePath(root, e.ToFullPath()).Replace(Path.DirectorySeparatorChar, '/'), e.Length),
            options
        )
        {
            ShouldIncludePredicate = (ref FileSystemEntry e) => !e.IsDirectory,
        };

        var found = new List<LakeEntry>();
        foreach (var entry in files)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (entry.Key.StartsWith(prefix, StringComparison.Ordinal) && LakeKey.IsValid(entry.Key))
                found.Add(entry);
        }

        found.Sort((a, b) => string.CompareOrdinal(a.Key, b.Key));
        return found;
    }
}
