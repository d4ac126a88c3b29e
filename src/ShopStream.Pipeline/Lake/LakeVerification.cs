using System.Globalization;

namespace ShopStream.Pipeline.Lake;

/// <summary>Result of comparing a file with its manifest.</summary>
public enum FileStatus
{
    /// <summary>Size and SHA-256 match the manifest.</summary>
    Good,

    /// <summary>The manifest names the file, but it does not exist.</summary>
    Missing,

    /// <summary>Size or SHA-256 differ.</summary>
    Changed,

    /// <summary>The file exists, but the manifest does not name it.</summary>
    Extra,

    /// <summary>The manifest itself cannot be read.</summary>
    Unreadable,

    /// <summary>
    /// The file is of a run that has not exchanged it yet, or was interrupted. It is not part of the date, and the next run uses or removes it.
    /// </summary>
    Unfinished,
}

/// <summary>Result of verifying one file.</summary>
/// <param name="Date">The partition.</param>
/// <param name="Key">Relative to the lake's root.</param>
/// <param name="Status">Result of the comparison.</param>
/// <param name="Bytes">Number of bytes read; null if the file was not read.</param>
/// <param name="Note">What was expected and found; null if the file matches.</param>
public sealed record VerifiedFile(DateOnly Date, string Key, FileStatus Status, long? Bytes, string? Note);

/// <summary>Reads every file of a date and compares it with the manifest.</summary>
public static class LakeVerification
{
    /// <param name="lake">The lake that holds the files.</param>
    /// <param name="date">The date to verify. Without a manifest nothing is returned, except that an unreadable one is reported.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    public static async IAsyncEnumerable<VerifiedFile> RunAsync(
        ILake lake,
        LakeDate date,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        if (date.Problem is { } problem)
            yield return new VerifiedFile(date.Date, LakeLayout.ManifestKey(date.Date), FileStatus.Unreadable, null, problem);
        foreach (var file in date.Unfinished)
            yield return new VerifiedFile(date.Date, file.Key, FileStatus.Unfinished, null, "an interrupted run left it; the next run removes it");
        if (date.Manifest is null)
            yield break;
        await foreach (var file in lake.StreamAsync(date.Files, (f, token) => VerifyAsync(lake, date.Date, f, token), cancellationToken))
            yield return file;
    }

    private static async Task<VerifiedFile> VerifyAsync(ILake lake, DateOnly date, LakeDateFile file, CancellationToken cancellationToken) =>
        file.Stored is not { } stored ? new VerifiedFile(date, file.Key, FileStatus.Extra, null, "the manifest does not name it")
        : await lake.HashAsync(file.Key, cancellationToken) is { } found ? Compare(date, stored, found)
        : new VerifiedFile(date, file.Key, FileStatus.Missing, null, "the manifest names it");

    private static VerifiedFile Compare(DateOnly date, StoredFile stored, LakeFile found)
    {
        var notes = new List<string>();
        if (stored.Bytes is { } bytes && bytes != found.Bytes)
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"{found.Bytes:#,##0} bytes, expected {bytes:#,##0}"));
        if (!string.Equals(stored.Sha256, found.Sha256, StringComparison.Ordinal))
            notes.Add($"SHA-256 {found.Sha256}, expected {stored.Sha256}");
        return new VerifiedFile(
            date,
            found.Key,
            notes.Count == 0 ? FileStatus.Good : FileStatus.Changed,
            found.Bytes,
            notes.Count == 0 ? null : string.Join("; ", notes)
        );
    }
}
