using Amazon.S3;

namespace ShopStream.Pipeline.Lake;

/// <summary>A bucket with its client, requests and limits.</summary>
/// <param name="Client">The SDK's client, with its retries switched off.</param>
/// <param name="Requests">Sends requests with retries and deadlines.</param>
/// <param name="Name">The bucket's name.</param>
/// <param name="Storage">Encryption, compression and deadline.</param>
/// <param name="Limits">Part sizes, retries and deadlines.</param>
internal sealed record S3Bucket(IAmazonS3 Client, S3Requests Requests, string Name, LakeStorage Storage, S3Limits Limits)
{
    /// <summary>Encryption to request; null for the bucket's default.</summary>
    public ServerSideEncryptionMethod? Encryption =>
        Storage.Encryption switch
        {
            LakeEncryption.Aes256 => ServerSideEncryptionMethod.AES256,
            LakeEncryption.AwsKms => ServerSideEncryptionMethod.AWSKMS,
            _ => null,
        };
}
