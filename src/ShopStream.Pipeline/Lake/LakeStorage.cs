using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Lake;

/// <summary>How S3 encrypts what it stores.</summary>
public enum LakeEncryption
{
    /// <summary>As the bucket does by default; nothing is asked for.</summary>
    None,

    /// <summary>With keys of S3's own (SSE-S3).</summary>
    Aes256,

    /// <summary>With a key in AWS KMS (SSE-KMS).</summary>
    AwsKms,
}

/// <summary>How files are kept in the lake, and how long that may take. A value of it is valid.</summary>
public sealed record LakeStorage
{
    private static readonly (string Word, LakeEncryption Meaning)[] Encryptions = [("none", LakeEncryption.None), ("AES256", LakeEncryption.Aes256), ("aws:kms", LakeEncryption.AwsKms)];
    private static readonly (string Word, Compression Meaning)[] Compressions = [("none", Compression.None), ("gzip", Compression.Gzip), ("zstd", Compression.Zstd)];

    /// <param name="encryption">The setting <c>lake.encryption</c>: none (also where it is empty), AES256 or aws:kms. A folder has no use for it.</param>
    /// <param name="kmsKey">The setting <c>lake.kms_key</c>: id, alias or ARN of the key; empty for the account's own key of S3.</param>
    /// <param name="compression">The setting <c>lake.compression</c>: none (also where it is empty), gzip or zstd.</param>
    /// <param name="deadline">The setting <c>lake.deadline</c>; null for four hours.</param>
    /// <exception cref="UsageException">Values that cannot be meant; the message names all of them.</exception>
    public LakeStorage(string encryption = "", string kmsKey = "", string compression = "", TimeSpan? deadline = null)
    {
        var faults = new List<string>();
        Encryption = OneOf("lake.encryption", encryption, Encryptions, faults);
        Compression = OneOf("lake.compression", compression, Compressions, faults);
        KmsKey = kmsKey.Trim() is { Length: > 0 } key ? key : null;
        if (KmsKey is not null && Encryption != LakeEncryption.AwsKms)
            faults.Add($"lake.kms_key is '{KmsKey}', but lake.encryption is '{encryption}'. Expected aws:kms beside a key; else leave lake.kms_key empty");
        Deadline = deadline ?? TimeSpan.FromHours(4);
        if (faults.Count > 0) throw new UsageException(string.Join(Environment.NewLine, faults));
    }

    /// <summary>Asked for with every object that is made.</summary>
    public LakeEncryption Encryption { get; }

    /// <summary>Of <see cref="LakeEncryption.AwsKms"/>; null for the account's own key of S3.</summary>
    public string? KmsKey { get; }

    /// <summary>Of the files that an extraction writes; manifests stay plain.</summary>
    public Compression Compression { get; }

    /// <summary>For one transfer with all its requests and retries, and for the writing and loading of one date: as long a run's claim to it holds.</summary>
    public TimeSpan Deadline { get; }

    private static T OneOf<T>(string setting, string text, (string Word, T Meaning)[] known, List<string> faults)
        where T : struct
    {
        var given = text.Trim();
        if (given.Length == 0) return default;
        foreach (var (word, meaning) in known)
            if (string.Equals(word, given, StringComparison.OrdinalIgnoreCase)) return meaning;
        faults.Add($"{setting} is '{given}'. Expected one of {string.Join(", ", known.Select(k => k.Word))}");
        return default;
    }
}
