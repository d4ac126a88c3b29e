namespace ShopStream.Pipeline.Lake;

/// <summary>Creates folders that survive a power failure.</summary>
internal static class Folders
{
    /// <summary>Creates the folder and its parents, and syncs each new name to disk.</summary>
    public static void Create(string folder)
    {
        if (Directory.Exists(folder)) return;
        var parent = Path.GetDirectoryName(folder);
        if (parent is not null) Create(parent);
        Directory.CreateDirectory(folder);
        if (parent is not null) PosixFiles.SyncFolder(parent);
    }
}
