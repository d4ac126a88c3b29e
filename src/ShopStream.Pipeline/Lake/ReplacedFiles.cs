using System.Text.Json;

namespace ShopStream.Pipeline.Lake;

/// <summary>Files of a replaced manifest. Those that the new manifest no longer names (a removed table, another compression) are deleted.</summary>
internal sealed class ReplacedFiles
{
    private readonly ILake lake;
    private readonly IReadOnlyList<string> keys;

    private ReplacedFiles(ILake lake, IReadOnlyList<string> keys) => (this.lake, this.keys) = (lake, keys);

    public static async Task<ReplacedFiles> OfAsync(ILake lake, DateOnly date, CancellationToken cancellationToken)
    {
        try
        {
            return new ReplacedFiles(lake, await lake.TryReadAsync(LakeLayout.ManifestKey(date), cancellationToken) is { } json ? [.. Manifest.FromJson(json, date).Files] : []);
        }
        catch (JsonException)
        {
            return new ReplacedFiles(lake, []);
        }
    }

    public async Task DeleteAsync(Manifest manifest, CancellationToken cancellationToken)
    {
        foreach (var key in keys.Except(manifest.Files, StringComparer.Ordinal)) await lake.DeleteAsync(key, cancellationToken);
    }
}
