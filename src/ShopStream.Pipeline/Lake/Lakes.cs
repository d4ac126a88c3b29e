namespace ShopStream.Pipeline.Lake;

/// <summary>Opens lakes.</summary>
public static class Lakes
{
    /// <summary>The folder or the bucket that the settings name; nothing is connected to before the first call.</summary>
    public static ILake Open(LakeSettings settings) =>
        settings.Bucket is null ? new LocalLake(settings.Location, TimeProvider.System) : new S3Lake(settings);
}
