using System.Security.Cryptography;
using System.Text;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Redaction;

namespace ShopStream.Quality.FailingRows;

/// <summary>
/// Redacts the values of failing rows as a report redacts its samples. A personal value becomes a keyed hash, so that equal values can be matched within a
/// file. The key of the hash is random and is not kept: nobody can tell a value by trying.
/// </summary>
/// <param name="policy">What may be shown.</param>
internal sealed class ShownValues(RedactionPolicy policy)
{
    /// <summary>How a value that is not shown begins.</summary>
    public const string Mark = "(hidden";

    private const int HashBytes = 8;

    private readonly byte[] secret = RandomNumberGenerator.GetBytes(32);

    /// <summary>Whether all values are shown that are not personal; otherwise only keys are.</summary>
    public bool IsFull => policy.Level == SampleLevel.Full;

    /// <summary>What may be shown.</summary>
    public RedactionPolicy Policy => policy;

    /// <summary>A value of a key.</summary>
    /// <param name="value">Null for NULL, which is never hidden.</param>
    /// <param name="isPersonal">Whether its column is personal.</param>
    public string? Key(string? value, bool isPersonal) => value is not null && isPersonal ? Hash(value) : value;

    /// <summary>Any other value, shortened like those of a sample.</summary>
    /// <inheritdoc cref="Key"/>
    /// <param name="isKey">Whether it is shown where only keys are.</param>
    public string? Other(string? value, bool isPersonal, bool isKey = false) =>
        value is null ? null
        : isPersonal ? Hash(value)
        : IsFull || isKey ? RedactedMeasurements.Cut(value)
        : $"{Mark})";

    private string Hash(string value) => $"{Mark} {Convert.ToHexStringLower(HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes(value)).AsSpan(0, HashBytes))})";
}
