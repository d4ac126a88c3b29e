using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Lake;

/// <summary>Translates errors of S3 and its SDK into messages with the object, what was expected and the fix.</summary>
internal static class S3Problem
{
    public const string WaysToGiveCredentials =
        "Credentials come from the AWS SDK's default chain: the variables AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, "
        + "a profile in ~/.aws chosen by AWS_PROFILE (aws configure, aws sso login), or the role of the machine or container";

    /// <summary>
    /// Whether the object is missing, as opposed to the bucket, or a 404 of a server that is not S3. S3's 404 has an error code, except for
    /// HEAD, which has no body.
    /// </summary>
    public static bool IsMissingObject(AmazonS3Exception e, bool head = false) =>
        e.StatusCode == HttpStatusCode.NotFound && (e.ErrorCode is "NoSuchKey" || (head && e.ErrorCode is not ("NoSuchBucket" or "NoSuchUpload")));

    /// <param name="lake">The lake's settings.</param>
    /// <param name="doing">What was tried: "write raw/…".</param>
    /// <param name="tries">Number of attempts.</param>
    /// <param name="e">The error.</param>
    /// <returns>A <see cref="UsageException"/> if the user has to change something, otherwise an <see cref="InfrastructureException"/>.</returns>
    public static ProblemException Of(LakeSettings lake, string doing, int tries, Exception e) => OfRelative(lake, Relative(lake, doing), tries, e);

    private static ProblemException OfRelative(LakeSettings lake, string doing, int tries, Exception e) =>
        e switch
        {
            AmazonS3Exception s3 when s3.StatusCode != default => OfService(lake, doing, tries, s3),
            AmazonClientException when e.Message.Contains("credentials", StringComparison.OrdinalIgnoreCase) => new UsageException(
                $"{lake}: cannot {doing}: no AWS credentials were found. {WaysToGiveCredentials}",
                e
            ),
            _ when S3Transient.IsUnknownHost(e) => new UsageException(
                $"{lake}: cannot {doing}: {Server(lake)} has an unknown host name ({Innermost(e)}). "
                    + $"Correct {(lake.Endpoint is null ? "lake.region" : "lake.endpoint")}, or fix this machine's DNS",
                e
            ),
            _ when S3Transient.IsTlsFailure(e) => new UsageException(
                $"{lake}: cannot {doing}: no secure connection to {Server(lake)} ({Innermost(e)}). "
                    + "Correct lake.endpoint (http or https), or trust its certificate on this machine",
                e
            ),
            _ when S3Transient.Within(e).OfType<AmazonUnmarshallingException>().Any() => NotAnS3Server(lake, doing, e),
            _ => new InfrastructureException(
                $"{lake}: cannot {doing}: {Innermost(e)}{Attempts(tries)}. Check that {Server(lake)} can be reached from here, then run again",
                e
            ),
        };

    /// <summary>The error for a request that exceeded its deadline.</summary>
    public static InfrastructureException DeadlineExceeded(LakeSettings lake, string doing, TimeSpan deadline, int tries, Exception e) =>
        new(
            $"{lake}: cannot {Relative(lake, doing)}: {Server(lake)} did not respond within {deadline.TotalSeconds:0.#} s"
                + $"{(tries > 1 ? $", tried {tries} times, the last time: {Innermost(e)}" : "")}. Check that it can be reached from here, then run again",
            e
        );

    // The lake's own name ends in the prefix already: s3://bucket/daily: cannot read raw/orders.csv.
    private static string Relative(LakeSettings lake, string doing) =>
        lake.Prefix.Length > 0 && doing.IndexOf($" {lake.Prefix}", StringComparison.Ordinal) is >= 0 and var at
            ? $"{doing[..(at + 1)]}{doing[(at + 1 + lake.Prefix.Length)..]}"
            : doing;

    private static ProblemException OfService(LakeSettings lake, string doing, int tries, AmazonS3Exception e) =>
        e.ErrorCode switch
        {
            "NoSuchBucket" => new UsageException(
                $"{lake}: cannot {doing}: {Server(lake)} has no bucket '{lake.Bucket}'. "
                    + $"Expected an existing bucket; shopstream does not create one. Correct the setting lake, or: {CreateBucket(lake)}",
                e
            ),
            "InvalidAccessKeyId" or "SignatureDoesNotMatch" or "InvalidToken" => new UsageException(
                $"{lake}: cannot {doing}: {Server(lake)} rejects the credentials ({e.ErrorCode}). {WaysToGiveCredentials}",
                e
            ),
            "ExpiredToken" or "ExpiredTokenException" or "TokenRefreshRequired" or "RequestExpired" => new UsageException(
                $"{lake}: cannot {doing}: the credentials have expired ({e.ErrorCode}). "
                    + $"Get new ones (aws sso login, or a new session token), then run again. {WaysToGiveCredentials}",
                e
            ),
            "RequestTimeTooSkewed" => new UsageException(
                $"{lake}: cannot {doing}: this machine's clock and that of {Server(lake)} are too far apart ({e.Message.TrimEnd('.')}). "
                    + "Set this machine's clock",
                e
            ),
            "PermanentRedirect" or "AuthorizationHeaderMalformed" or "IllegalLocationConstraintException" => new UsageException(
                $"{lake}: cannot {doing}: the bucket is not in the region {lake.Region} ({e.Message.TrimEnd('.')}). Set lake.region to the bucket's region",
                e
            ),
            { } code when code.StartsWith("KMS.", StringComparison.Ordinal) => new UsageException(
                $"{lake}: cannot {doing}: the key {lake.Storage.KmsKey ?? "aws/s3"} cannot be used ({code}: {e.Message.TrimEnd('.')}). "
                    + $"Set lake.kms_key to an enabled key of the region {lake.Region}, which this account may use (kms:GenerateDataKey, kms:Decrypt)",
                e
            ),
            _ when e.StatusCode is HttpStatusCode.MovedPermanently or HttpStatusCode.TemporaryRedirect => new UsageException(
                $"{lake}: cannot {doing}: the bucket is not in the region {lake.Region} ({(int)e.StatusCode}). Set lake.region to the bucket's region",
                e
            ),
            _ when e.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized => new UsageException(
                $"{lake}: cannot {doing}: access denied. The account needs s3:ListBucket on the bucket, "
                    + $"and s3:GetObject, s3:PutObject, s3:PutObjectTagging, s3:DeleteObject and s3:AbortMultipartUpload on {lake}/*. {WaysToGiveCredentials}",
                e
            ),
            _ when e.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed
                    && e.ErrorCode?.StartsWith("NoSuch", StringComparison.Ordinal) != true => NotAnS3Server(lake, doing, e),
            _ => new InfrastructureException(
                $"{lake}: cannot {doing}: {Server(lake)} responded {(int)e.StatusCode} {e.ErrorCode}: {e.Message.TrimEnd('.')} "
                    + $"(request {e.RequestId ?? "without an id"}){Attempts(tries)}. Run again; if it persists, give this id to AWS support",
                e
            ),
        };

    private static UsageException NotAnS3Server(LakeSettings lake, string doing, Exception e) =>
        new(
            $"{lake}: cannot {doing}: {Server(lake)} is not an S3 server ({Innermost(e)}). "
                + "Correct lake.endpoint: expected the URL of an S3-compatible server, without the bucket",
            e
        );

    private static string Attempts(int tries) => tries > 1 ? $"; tried {tries} times" : "";

    private static string Server(LakeSettings lake) => lake.Endpoint is { } endpoint ? endpoint.ToString().TrimEnd('/') : $"AWS S3 in {lake.Region}";

    private static string CreateBucket(LakeSettings lake) =>
        $"aws s3api create-bucket --bucket {lake.Bucket} --region {lake.Region}"
        // S3 rejects the constraint for this region and requires it for all others.
        + (lake.Region is "us-east-1" ? "" : $" --create-bucket-configuration LocationConstraint={lake.Region}")
        + (lake.Endpoint is { } endpoint ? $" --endpoint-url {endpoint.ToString().TrimEnd('/')}" : "");

    private static string Innermost(Exception e)
    {
        while (e.InnerException is { } inner)
            e = inner;
        return e.Message.TrimEnd('.');
    }
}
