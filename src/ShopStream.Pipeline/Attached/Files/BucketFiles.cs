using System.Runtime.CompilerServices;
using ShopStream.Pipeline.Lake;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Attached.Files;

/// <summary>A lake in a bucket of S3. Files are downloaded.</summary>
/// <param name="bucket">The bucket, of which nothing but listing and downloading is used.</param>
internal sealed class BucketFiles(ILake bucket) : ILakeFiles
{
    public string Description => bucket.Description;

    public async IAsyncEnumerable<LakeObject> ListAsync(string folder, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var entry in bucket.ListAsync(folder, cancellationToken))
            yield return new LakeObject(entry.Key, entry.Bytes, entry.WrittenAt);
    }

    public async Task<string> FetchAsync(LakeObject file, string scratch, CancellationToken cancellationToken) =>
        (await bucket.FetchAsync(file.Key, scratch, cancellationToken))?.Path
        ?? throw new InfrastructureException($"{file.Key} in {Description} was removed while it was being read. Nothing was judged. Run again");

    public ValueTask DisposeAsync() => bucket.DisposeAsync();
}
