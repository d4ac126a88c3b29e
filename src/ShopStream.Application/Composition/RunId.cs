using System.Globalization;
using System.Security.Cryptography;

namespace ShopStream.Application.Composition;

/// <summary>Identifiers of runs and proofs. They sort by time.</summary>
internal static class RunId
{
    /// <returns>yyyyMMdd-HHmmss-xxxx: the start in UTC and two random bytes in hexadecimal.</returns>
    public static string New(DateTimeOffset startedAt) =>
        string.Create(CultureInfo.InvariantCulture, $"{startedAt.UtcDateTime:yyyyMMdd-HHmmss}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(2))}");
}
