using System.Globalization;

namespace ShopStream.Pipeline.Lake;

/// <summary>How a file stands to its manifest.</summary>
public enum FileStatus
{
    /// <summary>Bytes and SHA-256 are those of the manifest.</summary>
    Good,

    /// <summary>The manifest names it, and it is not there.</summary>
    Missing,

    /// <summary>It holds something else.</summary>
    Changed,

    /// <summary>It is there, and the manifest does not name it.</summary>
    Extra,

    /// <summary>The manifest itself cannot be read.</summary>
    Unreadable,
}

/// <param name="Date">The partition.</param>
/// <param name="Key">Relative to the lake's root.</param>
/// <param name="Status">How it stands.</param>
/// <param name="Bytes">That were read; null where nothing was.</param>
/// <param name="Note">What was expected and found; null where it is good.</param>
public sealed record VerifiedFile(DateOnly Date, string Key, FileStatus Status, long? Bytes, string? Note);

/// <summary>Every file of a date read to its end and compared with the manifest.</summary>
public static class LakeVerification
{
    /// <param name="lake">Where the files are.</param>
    /// <param name="date">With its manifest; of one without there is nothing to compare but an unreadable one to tell.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public static async IAsyncEnumerable<VerifiedFile> RunAsync(ILake lake, LakeDate date, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (date.Problem is { } problem) yield return new VerifiedFile(date.Date, LakeLayout.ManifestKey(date.Date), FileStatus.Unreadable, null, problem);
        if (date.Manifest is null) yield break;
        foreach (var file in date.Files)
        {
            if (file.Stored is not { } kept)
            {
                yield return new VerifiedFile(date.Date, file.Key, FileStatus.Extra, null, "the manifest does not name it");
                continue;
            }

            var found = await lake.HashAsync(file.Key, cancellationToken);
            yield return found is null
                ? new VerifiedFile(date.Date, file.Key, FileStatus.Missing, null, "the manifest names it")
                : Compare(date.Date, kept, found);
        }
    }

    private static VerifiedFile Compare(DateOnly date, StoredFile kept, LakeFile found)
    {
        var notes = new List<string>();
        if (kept.Bytes is { } bytes && bytes != found.Bytes) notes.Add(string.Create(CultureInfo.InvariantCulture, $"{found.Bytes:#,##0} bytes, expected {bytes:#,##0}"));
        if (!string.Equals(kept.Sha256, found.Sha256, StringComparison.Ordinal)) notes.Add($"SHA-256 {found.Sha256}, expected {kept.Sha256}");
        return new VerifiedFile(date, found.Key, notes.Count == 0 ? FileStatus.Good : FileStatus.Changed, found.Bytes, notes.Count == 0 ? null : string.Join("; ", notes));
    }
}
