using Amazon.S3.Model;

namespace ShopStream.Pipeline.Lake;

/// <summary>Aborts multipart uploads of dead runs below the lake's prefix. They are invisible, but their parts are billed until they are aborted.</summary>
internal sealed class S3AbandonedUploads(S3Bucket bucket, string prefix)
{
    // A live upload ends within the deadline; the extra day allows for wrong clocks and other versions of this program.
    private TimeSpan Age => TimeSpan.FromDays(1) + bucket.Storage.Deadline;

    /// <param name="isDead">Keys that no living process writes; other uploads are aborted by their age.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <returns>Number of aborted uploads.</returns>
    public async Task<int> AbortAsync(Func<string, bool> isDead, CancellationToken cancellationToken)
    {
        var oldest = bucket.Limits.Time.GetUtcNow().UtcDateTime - Age;
        var request = new ListMultipartUploadsRequest { BucketName = bucket.Name, Prefix = prefix + LakeLayout.Root };
        var aborted = 0;
        while (true)
        {
            var page = await bucket.Requests.SendAsync(
                "list unfinished uploads",
                deadline => bucket.Client.ListMultipartUploadsAsync(request, deadline),
                cancellationToken
            );
            foreach (var upload in (page.MultipartUploads ?? []).Where(u => u.Initiated?.ToUniversalTime() < oldest || isDead(u.Key[prefix.Length..])))
            {
                await bucket.Requests.SendAsync(
                    $"abort the upload of {upload.Key}",
                    deadline =>
                        bucket.Client.AbortMultipartUploadAsync(
                            new AbortMultipartUploadRequest
                            {
                                BucketName = bucket.Name,
                                Key = upload.Key,
                                UploadId = upload.UploadId,
                            },
                            deadline
                        ),
                    cancellationToken
                );
                aborted++;
            }

            if (page.IsTruncated != true)
                return aborted;
            (request.KeyMarker, request.UploadIdMarker) = (page.NextKeyMarker, page.NextUploadIdMarker);
        }
    }
}
