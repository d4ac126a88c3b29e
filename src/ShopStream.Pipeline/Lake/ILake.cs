namespace ShopStream.Pipeline.Lake;

/// <summary>Storage of extracted files: a local folder or an S3 bucket. Keys are relative, with forward slashes.</summary>
public interface ILake : IAsyncDisposable
{
    /// <summary>The folder or s3://bucket/prefix, for messages.</summary>
    string Description { get; }

    /// <summary>The lake's clock minus this machine's at the last response, accurate to a second; null for a folder, or before the first response.</summary>
    TimeSpan? ClockAhead => null;

    /// <summary>How many requests are sent at a time where their order does not matter, 1 or more. Default: 1, as for a folder.</summary>
    int RequestsAtATime => 1;

    /// <summary>Streams <paramref name="content"/> to <paramref name="key"/>, replacing an existing object; a partial object is never visible.</summary>
    /// <returns>The written object's size and SHA-256.</returns>
    Task<LakeFile> WriteAsync(string key, Stream content, CancellationToken cancellationToken);

    /// <summary>Writes a small object unless the key exists.</summary>
    /// <returns>False if the key exists; the object is then unchanged.</returns>
    Task<bool> TryCreateAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken);

    /// <summary>Reads a small object; null if the key does not exist.</summary>
    Task<byte[]?> TryReadAsync(string key, CancellationToken cancellationToken);

    /// <summary>Reads the object to compute its size and SHA-256, without storing it; null if the key does not exist.</summary>
    Task<LakeFile?> HashAsync(string key, CancellationToken cancellationToken);

    /// <summary>
    /// Provides the object as a hashed local file: the object itself for a folder lake, otherwise a download or decompressed copy in
    /// <paramref name="scratch"/>, deleted on disposal. Null if the key does not exist.
    /// </summary>
    Task<LocalCopy?> FetchAsync(string key, string scratch, CancellationToken cancellationToken);

    /// <summary>The absolute path of the folder in which <see cref="FetchAsync"/> provides the object.</summary>
    string FolderOf(string key, string scratch);

    /// <summary>Copies an object inside the lake, replacing an existing one; readers see the old or the new object, never a partial one.</summary>
    /// <param name="from">Key of an existing object.</param>
    /// <param name="to">Key of the copy.</param>
    /// <param name="sha256">SHA-256 of the object, lower-case hex.</param>
    /// <param name="cancellationToken">Cancels the copy.</param>
    /// <exception cref="Quality.Results.InfrastructureException">The object does not exist, or the copy failed.</exception>
    Task CopyAsync(string from, string to, string sha256, CancellationToken cancellationToken);

    /// <summary>The key under which an object is stored: its own, except in <see cref="NextLake"/>.</summary>
    string StoredKey(string key) => key;

    /// <summary>Lists keys and sizes below a prefix, in key order.</summary>
    IAsyncEnumerable<LakeEntry> ListAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>Deletes the object; succeeds if it does not exist.</summary>
    Task DeleteAsync(string key, CancellationToken cancellationToken);

    /// <summary>Deletes unfinished uploads of dead runs. A failure to do so is ignored.</summary>
    /// <param name="isDead">Keys that no living process writes; uploads of other keys are deleted once they are too old to be alive.</param>
    /// <param name="cancellationToken">Cancels the deletion.</param>
    Task TidyAsync(Func<string, bool> isDead, CancellationToken cancellationToken) => Task.CompletedTask;
}

/// <summary>An object that was written or read.</summary>
/// <param name="Key">Relative to the lake's root.</param>
/// <param name="Bytes">Size in bytes.</param>
/// <param name="Sha256">SHA-256 of the whole object, lower-case hex.</param>
public sealed record LakeFile(string Key, long Bytes, string Sha256)
{
    /// <summary>The longest row, in bytes before compression, if rows were written and measured; otherwise null.</summary>
    public long? LongestRow { get; init; }
}

/// <summary>An object in a listing.</summary>
/// <param name="Key">Relative to the lake's root.</param>
/// <param name="Bytes">Size in bytes.</param>
public sealed record LakeEntry(string Key, long Bytes)
{
    /// <summary>When it was written, as the storage has it, UTC; null if that is not known.</summary>
    public DateTimeOffset? WrittenAt { get; init; }
}

/// <summary>A lake object as a local file. Disposing deletes the file if it is temporary.</summary>
public sealed class LocalCopy(string path, long bytes, string sha256, bool isTemporary) : IDisposable
{
    /// <summary>Absolute path.</summary>
    public string Path { get; } = path;

    /// <summary>Size of the stored object, in bytes.</summary>
    public long Bytes { get; } = bytes;

    /// <summary>SHA-256 of the stored object, lower-case hex. For a compressed object this is not the hash of the local file.</summary>
    public string Sha256 { get; } = sha256;

    /// <inheritdoc />
    public void Dispose()
    {
        if (isTemporary)
            File.Delete(Path);
    }
}
