using System.Net;
using System.Net.Sockets;
using Amazon.Runtime;

namespace ShopStream.Pipeline.Lake;

/// <summary>Decides which errors a retry may resolve: throttling, 5xx, a broken connection, no response.</summary>
internal static class S3Transient
{
    // S3 returns some of these with status 200 or 400.
    private static readonly HashSet<string> Codes = new(StringComparer.Ordinal)
    {
        "SlowDown",
        "InternalError",
        "ServiceUnavailable",
        "RequestTimeout",
        "RequestTimeoutException",
        "Throttling",
        "ThrottlingException",
        "RequestThrottled",
        "BandwidthLimitExceeded",
        "BadDigest",
        "XAmzContentSHA256Mismatch",
    };

    public static bool Is(Exception? e) =>
        e switch
        {
            AmazonServiceException { StatusCode: HttpStatusCode.NotImplemented } => false,
            AmazonServiceException { ErrorCode: { } code } when Codes.Contains(code) => true,
            AmazonServiceException { StatusCode: >= HttpStatusCode.InternalServerError or HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout } =>
                true,
            AmazonServiceException { InnerException: { } inner } service when service.StatusCode == default => Is(inner),
            AmazonServiceException => false,
            AmazonClientException { InnerException: { } inner } => Is(inner),
            HttpRequestException http => !IsUnknownHost(http) && !IsTlsFailure(http),
            IOException or SocketException => true,
            _ => false,
        };

    /// <summary>Whether the host name does not exist; an unreachable name server does not count.</summary>
    public static bool IsUnknownHost(Exception e) => Within(e).OfType<SocketException>().Any(s => s.SocketErrorCode == SocketError.HostNotFound);

    /// <summary>Whether the TLS handshake failed: an untrusted certificate, or an http server.</summary>
    public static bool IsTlsFailure(Exception e) => Within(e).OfType<System.Security.Authentication.AuthenticationException>().Any();

    public static IEnumerable<Exception> Within(Exception e)
    {
        for (Exception? current = e; current is not null; current = current.InnerException)
            yield return current;
    }
}
