using Amazon.S3;

namespace ShopStream.Pipeline.Lake;

/// <summary>A bucket and how it is asked.</summary>
/// <param name="Client">With the SDK's retries switched off.</param>
/// <param name="Requests">Ours.</param>
/// <param name="Name">The bucket's.</param>
/// <param name="Storage">How objects are kept.</param>
/// <param name="Limits">Portions and times.</param>
internal sealed record S3Bucket(IAmazonS3 Client, S3Requests Requests, string Name, LakeStorage Storage, S3Limits Limits)
{
    /// <summary>Null where nothing is asked for.</summary>
    public ServerSideEncryptionMethod? Encryption => Storage.Encryption switch
    {
        LakeEncryption.Aes256 => ServerSideEncryptionMethod.AES256,
        LakeEncryption.AwsKms => ServerSideEncryptionMethod.AWSKMS,
        _ => null,
    };
}
