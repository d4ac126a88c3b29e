namespace ShopStream.Pipeline.Lake;

/// <summary>Opens lakes.</summary>
public static class Lakes
{
    /// <summary>The folder or the bucket that the settings name; nothing is connected to or created before the first call. What dead runs left unfinished in a folder is deleted.</summary>
    /// <param name="settings">The address.</param>
    /// <param name="time">The system's clock where null.</param>
    public static ILake Open(LakeSettings settings, TimeProvider? time = null) =>
        new PackedLake(settings.Folder is { } folder ? new LocalLake(folder, time) : new S3Lake(settings, new S3Limits { Time = time ?? TimeProvider.System }));
}
