using Amazon.S3.Model;

namespace ShopStream.Pipeline.Lake;

/// <summary>Uploads in parts that a dead run began below the lake's prefix: nobody sees them, and their parts are paid for until they are aborted.</summary>
internal sealed class S3AbandonedUploads(S3Bucket bucket, string prefix)
{
    // An upload that is alive ends within the deadline; the day is for clocks and for other versions of this program.
    private TimeSpan Age => TimeSpan.FromDays(1) + bucket.Storage.Deadline;

    /// <returns>How many were aborted.</returns>
    public async Task<int> AbortAsync(CancellationToken cancellationToken)
    {
        var begun = bucket.Limits.Time.GetUtcNow().UtcDateTime - Age;
        var request = new ListMultipartUploadsRequest { BucketName = bucket.Name, Prefix = prefix + LakeLayout.Root };
        var aborted = 0;
        while (true)
        {
            var page = await bucket.Requests.SendAsync("list unfinished uploads", deadline => bucket.Client.ListMultipartUploadsAsync(request, deadline), cancellationToken);
            foreach (var left in (page.MultipartUploads ?? []).Where(u => u.Initiated?.ToUniversalTime() < begun))
            {
                await bucket.Requests.SendAsync($"abort the upload of {left.Key}", deadline => bucket.Client.AbortMultipartUploadAsync(
                    new AbortMultipartUploadRequest { BucketName = bucket.Name, Key = left.Key, UploadId = left.UploadId }, deadline), cancellationToken);
                aborted++;
            }

            if (page.IsTruncated != true) return aborted;
            (request.KeyMarker, request.UploadIdMarker) = (page.NextKeyMarker, page.NextUploadIdMarker);
        }
    }
}
