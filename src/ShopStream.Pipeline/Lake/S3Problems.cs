using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using ShopStream.Quality.Verdicts;

namespace ShopStream.Pipeline.Lake;

/// <summary>What S3 refuses, in words that say what to do.</summary>
internal static class S3Problems
{
    /// <summary>Null for an exception that is none of S3's.</summary>
    public static ProblemException? Of(LakeSettings settings, Exception error)
    {
        var where = $"the bucket {settings.Bucket}{(settings.Endpoint.Length == 0 ? $" in {settings.Region}" : $" at {settings.Endpoint}")}";
        return error switch
        {
            AmazonS3Exception { ErrorCode: "NoSuchBucket" } =>
                new UsageException($"{where} does not exist, and none is made for you: make it (aws s3 mb s3://{settings.Bucket} --region {settings.Region}) or name another in the setting lake", error),
            AmazonS3Exception { StatusCode: HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized } e =>
                new UsageException($"{where} refuses access ({e.ErrorCode}): the credentials need s3:GetObject, s3:PutObject, s3:DeleteObject, s3:ListBucket and s3:AbortMultipartUpload there", error),
            AmazonS3Exception { StatusCode: HttpStatusCode.MovedPermanently or HttpStatusCode.BadRequest } e =>
                new UsageException($"{where} refuses the request ({e.ErrorCode}: {e.Message}): check the settings lake, lake.region and lake.endpoint", error),
            AmazonServiceException e => new InfrastructureException($"{where} answered {(int)e.StatusCode} {e.ErrorCode}: {e.Message} Run again later.", error),
            AmazonClientException e when e.Message.Contains("credentials", StringComparison.OrdinalIgnoreCase) => NoCredentials(where, error),
            AmazonClientException or HttpRequestException or TimeoutException => new InfrastructureException($"{where} cannot be reached: {error.Message} Check the network and the setting lake.endpoint.", error),
            _ => null,
        };
    }

    /// <summary>Runs what may find no credentials.</summary>
    public static T Guarded<T>(LakeSettings settings, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (Of(settings, e) is not null)
        {
            throw Of(settings, e)!;
        }
    }

    private static UsageException NoCredentials(string where, Exception error) =>
        new($"no credentials for {where}: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, name a profile with AWS_PROFILE, or run with a role that the AWS SDK finds by itself", error);
}
