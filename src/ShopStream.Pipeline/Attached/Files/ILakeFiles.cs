namespace ShopStream.Pipeline.Attached.Files;

/// <summary>The files of a lake that other tools fill, to be read only.</summary>
internal interface ILakeFiles : IAsyncDisposable
{
    /// <summary>The folder or s3://bucket/prefix, for messages.</summary>
    string Description { get; }

    /// <summary>Lists the files below a folder.</summary>
    /// <param name="folder">Relative to the lake, ending in a slash; "" for all files.</param>
    /// <param name="cancellationToken">Cancels the listing.</param>
    IAsyncEnumerable<LakeObject> ListAsync(string folder, CancellationToken cancellationToken);

    /// <summary>Provides a file on this machine, as it is stored.</summary>
    /// <param name="file">A file of the listing.</param>
    /// <param name="scratch">Folder for a download.</param>
    /// <param name="cancellationToken">Cancels the download.</param>
    /// <returns>Its absolute path; a download is deleted by the caller.</returns>
    /// <exception cref="Quality.Results.InfrastructureException">The file cannot be read, or is gone.</exception>
    Task<string> FetchAsync(LakeObject file, string scratch, CancellationToken cancellationToken);

    /// <summary>Makes sure that a file is still what was listed.</summary>
    /// <param name="file">A file that was fetched.</param>
    /// <exception cref="Quality.Results.InfrastructureException">It was replaced meanwhile.</exception>
    void RequireUnchanged(LakeObject file) { }
}

/// <summary>A file of a lake.</summary>
/// <param name="Key">Path relative to the lake, with forward slashes.</param>
/// <param name="Bytes">Size in bytes.</param>
/// <param name="WrittenAt">When it was written, as the storage has it, UTC; null if it does not say.</param>
internal sealed record LakeObject(string Key, long Bytes, DateTimeOffset? WrittenAt);
