using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Lake;

/// <summary>How S3 encrypts what it stores.</summary>
public enum LakeEncryption
{
    /// <summary>The bucket's default; requests ask for nothing.</summary>
    None,

    /// <summary>With keys managed by S3 (SSE-S3).</summary>
    Aes256,

    /// <summary>With a key in AWS KMS (SSE-KMS).</summary>
    AwsKms,
}

/// <summary>How the lake stores files, and how long transfers may take. An instance is always valid.</summary>
public sealed record LakeStorage
{
    private static readonly (string Word, LakeEncryption Meaning)[] Encryptions =
    [
        ("none", LakeEncryption.None),
        ("AES256", LakeEncryption.Aes256),
        ("aws:kms", LakeEncryption.AwsKms),
    ];
    private static readonly (string Word, Compression Meaning)[] Compressions =
    [
        ("none", Compression.None),
        ("gzip", Compression.Gzip),
        ("zstd", Compression.Zstd),
    ];

    /// <param name="encryption">The setting <c>lake.encryption</c>: none (also when empty), AES256 or aws:kms. Ignored for a folder.</param>
    /// <param name="kmsKey">The setting <c>lake.kms_key</c>: id, alias or ARN of the key; empty for the account's key aws/s3.</param>
    /// <param name="compression">The setting <c>lake.compression</c>: none (also when empty), gzip or zstd.</param>
    /// <param name="deadline">The setting <c>lake.deadline</c>; null for four hours.</param>
    /// <exception cref="UsageException">A value is invalid; the message names all of them.</exception>
    public LakeStorage(string encryption = "", string kmsKey = "", string compression = "", TimeSpan? deadline = null)
    {
        var faults = new List<string>();
        Encryption = OneOf("lake.encryption", encryption, Encryptions, faults);
        Compression = OneOf("lake.compression", compression, Compressions, faults);
        KmsKey = kmsKey.Trim() is { Length: > 0 } key ? key : null;
        if (KmsKey is not null && Encryption != LakeEncryption.AwsKms)
            faults.Add($"lake.kms_key is '{KmsKey}', but lake.encryption is '{encryption}'. Expected aws:kms with a key; otherwise leave lake.kms_key empty");
        Deadline = deadline ?? TimeSpan.FromHours(4);
        if (faults.Count > 0)
            throw new UsageException(string.Join(Environment.NewLine, faults));
    }

    /// <summary>The values of the setting <c>lake.encryption</c>.</summary>
    public static IReadOnlyList<string> EncryptionWords { get; } = [.. Encryptions.Select(e => e.Word)];

    /// <summary>The values of the setting <c>lake.compression</c>.</summary>
    public static IReadOnlyList<string> CompressionWords { get; } = [.. Compressions.Select(c => c.Word)];

    /// <summary>Encryption requested for every object.</summary>
    public LakeEncryption Encryption { get; }

    /// <summary>Key for <see cref="LakeEncryption.AwsKms"/>; null for the account's key aws/s3.</summary>
    public string? KmsKey { get; }

    /// <summary>Compression of extracted files; manifests are not compressed.</summary>
    public Compression Compression { get; }

    /// <summary>Tables whose files have one JSON object per line; all others are CSV. Default none. The setting <c>lake.json_tables</c>.</summary>
    public IReadOnlySet<string> JsonTables { get; init; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>Deadline of one transfer with all its requests and retries, and of writing and loading one date. Also the duration of a run's lease.</summary>
    public TimeSpan Deadline { get; }

    internal bool IsJson(string table) => JsonTables.Contains(table);

    private static T OneOf<T>(string setting, string text, (string Word, T Meaning)[] known, List<string> faults)
        where T : struct
    {
        var given = text.Trim();
        if (given.Length == 0)
            return default;
        foreach (var (word, meaning) in known)
            if (string.Equals(word, given, StringComparison.OrdinalIgnoreCase))
                return meaning;
        faults.Add($"{setting} is '{given}'. Expected one of {string.Join(", ", known.Select(k => k.Word))}");
        return default;
    }
}
