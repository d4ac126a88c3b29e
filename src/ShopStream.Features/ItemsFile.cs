using System.Text;
using ShopStream.Quality.Reconciliation.Items;
using ShopStream.Quality.Verdicts;

namespace ShopStream.Features;

/// <summary>The ledger of known differences beside the features.</summary>
public static class ItemsFile
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The items of reconciling-items.csv in the folder; none where it has no such file.</summary>
    /// <exception cref="UsageException">It cannot be read, or has wrong lines: all of them, with file:line.</exception>
    public static IReadOnlyList<ReconcilingItem> Read(string folder)
    {
        var path = Path.Combine(folder, ReconcilingItem.FileName);
        if (!File.Exists(path)) return [];
        try
        {
            return ItemsText.Parse(File.ReadAllText(path, Strict), path.Replace('\\', '/'));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or DecoderFallbackException)
        {
            throw new UsageException($"{path} cannot be read: {e.Message} Expected a UTF-8 file that this account may read.", e);
        }
    }
}
