using System.Runtime.CompilerServices;
using ShopStream.Pipeline.Lake;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Attached.Files;

/// <summary>A lake in a folder. Other than in a lake of our own, files may have any name, and nothing is tidied.</summary>
internal sealed class FolderFiles : ILakeFiles
{
    private readonly string root;

    /// <param name="root">The folder.</param>
    /// <exception cref="UsageException">It does not exist.</exception>
    public FolderFiles(string root)
    {
        this.root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));
        if (!Directory.Exists(this.root))
            throw new UsageException($"lake names {this.root}, which is not a folder: expected the folder that the pipeline writes its files to");
    }

    public string Description => root;

    public async IAsyncEnumerable<LakeObject> ListAsync(string folder, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var start = Path.Combine(root, folder);
        if (!DiskProblem.Exists(start))
            yield break;
        var options = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = false };
        var files = await Task.Run(
            () => DiskProblem.Translate(start, "list it", () => new DirectoryInfo(start).EnumerateFiles("*", options).ToList()),
            cancellationToken
        );
        foreach (var file in files)
            yield return new LakeObject(
                Path.GetRelativePath(root, file.FullName).Replace(Path.DirectorySeparatorChar, '/'),
                file.Length,
                new DateTimeOffset(file.LastWriteTimeUtc, TimeSpan.Zero)
            );
    }

    public Task<string> FetchAsync(LakeObject file, string scratch, CancellationToken cancellationToken)
    {
        var path = PathOf(file);
        // Whether it can be read is known now, with the path.
        DiskProblem.Translate(path, "read it", () => File.OpenRead(path)).Dispose();
        return Task.FromResult(path);
    }

    public void RequireUnchanged(LakeObject file)
    {
        var now = new FileInfo(PathOf(file));
        if (!now.Exists || now.Length != file.Bytes || new DateTimeOffset(now.LastWriteTimeUtc, TimeSpan.Zero) != file.WrittenAt)
            throw new InfrastructureException(
                $"{now.FullName} was replaced while it was being read. Nothing was judged. Run again when the pipeline has ended"
            );
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private string PathOf(LakeObject file) => Path.Combine(root, file.Key.Replace('/', Path.DirectorySeparatorChar));
}
