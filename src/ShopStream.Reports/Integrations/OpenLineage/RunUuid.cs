using System.Security.Cryptography;
using System.Text;

namespace ShopStream.Reports.Integrations.OpenLineage;

/// <summary>A deterministic UUID for a run and job: version 8 of RFC 9562, from a SHA-256 hash.</summary>
internal static class RunUuid
{
    public static Guid Of(string job, string runId)
    {
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes($"shopstream\n{job}\n{runId}"))[..16];
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
