namespace ShopStream.Pipeline.Lake;

/// <summary>Opens lakes.</summary>
public static class Lakes
{
    /// <summary>
    /// Opens the folder or bucket. Does not connect or create anything before the first call, but deletes unfinished files of dead runs in a folder.
    /// </summary>
    /// <param name="settings">The lake's address.</param>
    /// <param name="time">Supplies the current time; null for the system's clock.</param>
    public static ILake Open(LakeSettings settings, TimeProvider? time = null) =>
        new PackedLake(settings.Folder is { } folder ? new LocalLake(folder, time) : new S3Lake(settings, new S3Limits { Time = time ?? TimeProvider.System }));
}
