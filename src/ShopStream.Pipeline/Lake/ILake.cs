namespace ShopStream.Pipeline.Lake;

/// <summary>Where extracted files land: a local folder or an S3 bucket. Keys are relative, with forward slashes.</summary>
public interface ILake : IAsyncDisposable
{
    /// <summary>For people: the folder, or s3://bucket.</summary>
    string Description { get; }

    /// <summary>How far the lake's clock was ahead of this machine's at its last answer, to the second; null where it has none of its own, or has not answered yet.</summary>
    TimeSpan? ClockAhead => null;

    /// <summary>Streams <paramref name="content"/> to its end under <paramref name="key"/>, replacing what was there; nothing is visible under the key before it is whole.</summary>
    /// <returns>Bytes and SHA-256 of what was written.</returns>
    Task<LakeFile> WriteAsync(string key, Stream content, CancellationToken cancellationToken);

    /// <summary>Writes a small object only where nothing has the key yet.</summary>
    /// <returns>False where the key was taken; nothing is changed then.</returns>
    Task<bool> TryCreateAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken);

    /// <summary>The whole of a small object, or null where the key is not there.</summary>
    Task<byte[]?> TryReadAsync(string key, CancellationToken cancellationToken);

    /// <summary>Bytes and SHA-256 of the object, read to its end and kept nowhere; null where the key is not there.</summary>
    Task<LakeFile?> HashAsync(string key, CancellationToken cancellationToken);

    /// <summary>A local file with the object's content, hashed on the way: the object itself in a folder, a download into <paramref name="scratch"/> from S3, or what a packed object was before (deleted on disposal); null where the key is not there.</summary>
    Task<LocalCopy?> FetchAsync(string key, string scratch, CancellationToken cancellationToken);

    /// <summary>Keys and sizes below a prefix, in key order.</summary>
    IAsyncEnumerable<LakeEntry> ListAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>Removes the object; no error where it is not there.</summary>
    Task DeleteAsync(string key, CancellationToken cancellationToken);

    /// <summary>Clears away what dead runs left half written. That it cannot is no error.</summary>
    Task TidyAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

/// <param name="Key">Relative to the lake's root.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Sha256">Of the whole object, lower-case hex.</param>
public sealed record LakeFile(string Key, long Bytes, string Sha256);

/// <param name="Key">Relative to the lake's root.</param>
/// <param name="Bytes">Its size.</param>
public sealed record LakeEntry(string Key, long Bytes);

/// <summary>A lake object as a local file, until disposed.</summary>
public sealed class LocalCopy(string path, long bytes, string sha256, bool isTemporary) : IDisposable
{
    /// <summary>Absolute.</summary>
    public string Path { get; } = path;

    /// <summary>The stored object's size.</summary>
    public long Bytes { get; } = bytes;

    /// <summary>Lower-case hex, of the stored object: where that is packed, not of this file.</summary>
    public string Sha256 { get; } = sha256;

    /// <inheritdoc />
    public void Dispose()
    {
        if (isTemporary) File.Delete(Path);
    }
}
