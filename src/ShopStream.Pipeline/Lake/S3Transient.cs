using System.Net;
using System.Net.Sockets;
using Amazon.Runtime;

namespace ShopStream.Pipeline.Lake;

/// <summary>Which failures another try may mend: throttling, 5xx, a broken connection, no answer.</summary>
internal static class S3Transient
{
    // S3 says some of these with a status of 200 or 400.
    private static readonly HashSet<string> Codes = new(StringComparer.Ordinal)
    {
        "SlowDown", "InternalError", "ServiceUnavailable", "RequestTimeout", "RequestTimeoutException", "Throttling", "ThrottlingException",
        "RequestThrottled", "BandwidthLimitExceeded", "BadDigest", "XAmzContentSHA256Mismatch",
    };

    public static bool Is(Exception? e) => e switch
    {
        AmazonServiceException { StatusCode: HttpStatusCode.NotImplemented } => false,
        AmazonServiceException { ErrorCode: { } code } when Codes.Contains(code) => true,
        AmazonServiceException { StatusCode: >= HttpStatusCode.InternalServerError or HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout } => true,
        AmazonServiceException { InnerException: { } inner } service when service.StatusCode == default => Is(inner),
        AmazonServiceException => false,
        AmazonClientException { InnerException: { } inner } => Is(inner),
        HttpRequestException http => !IsUnknownHost(http) && !IsNoTls(http),
        IOException or SocketException => true,
        _ => false,
    };

    /// <summary>No name server knows the host; that one cannot be reached is another matter.</summary>
    public static bool IsUnknownHost(Exception e) => Within(e).OfType<SocketException>().Any(s => s.SocketErrorCode == SocketError.HostNotFound);

    /// <summary>TLS was not agreed on: a certificate that is not trusted, or http at the other end.</summary>
    public static bool IsNoTls(Exception e) => Within(e).OfType<System.Security.Authentication.AuthenticationException>().Any();

    public static IEnumerable<Exception> Within(Exception e)
    {
        for (Exception? at = e; at is not null; at = at.InnerException) yield return at;
    }
}
