using System.Text;
using ShopStream.Quality.Changes;
using ShopStream.Quality.Incidents;
using ShopStream.Quality.MutationTesting;
using ShopStream.Quality.Reconciliation.ReconcilingItems;
using ShopStream.Quality.Results;

namespace ShopStream.Features;

/// <summary>Reads the CSV files of a features folder: reconciling items, accepted mutants, expected changes and known incidents.</summary>
public static class ItemsFile
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads reconciling-items.csv from the folder; empty if the file does not exist.</summary>
    /// <exception cref="UsageException">The file cannot be read or has invalid lines. The message lists every invalid line with file:line.</exception>
    public static IReadOnlyList<ReconcilingItem> Read(string folder)
    {
        return Read(folder, ReconcilingItem.FileName, ItemsText.Parse);
    }

    /// <summary>Reads proof-exceptions.csv from the folder; empty if the file does not exist.</summary>
    /// <exception cref="UsageException">The file cannot be read or has invalid lines. The message lists every invalid line with file:line.</exception>
    public static IReadOnlyList<AcceptedMutant> Exceptions(string folder) => Read(folder, AcceptedMutant.FileName, AcceptedMutant.Parse);

    /// <summary>Reads expected-changes.csv from the folder; empty if the file does not exist.</summary>
    /// <exception cref="UsageException">The file cannot be read or has invalid lines. The message lists every invalid line with file:line.</exception>
    public static IReadOnlyList<ExpectedChange> ExpectedChanges(string folder) => Read(folder, ExpectedChange.FileName, ExpectedChangesText.Parse);

    /// <summary>Reads acknowledged.csv from the folder; empty if the file does not exist.</summary>
    /// <exception cref="UsageException">The file cannot be read or has invalid lines. The message lists every invalid line with file:line.</exception>
    public static IReadOnlyList<Acknowledgement> Acknowledgements(string folder) => Read(folder, Acknowledgement.FileName, Acknowledgement.Parse);

    private static IReadOnlyList<T> Read<T>(string folder, string name, Func<string, string, IReadOnlyList<T>> parse)
    {
        var path = Path.Combine(folder, name);
        if (!File.Exists(path))
            return [];
        try
        {
            return parse(File.ReadAllText(path, Strict), path.Replace('\\', '/'));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or DecoderFallbackException)
        {
            throw new UsageException($"{path} cannot be read: {e.Message} Expected a UTF-8 file that this account may read.", e);
        }
    }
}
