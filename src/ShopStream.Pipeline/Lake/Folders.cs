namespace ShopStream.Pipeline.Lake;

/// <summary>Folders that are there after a power cut as well.</summary>
internal static class Folders
{
    /// <summary>Creates the folder and those above it, each one's name synced into its parent.</summary>
    public static void Create(string folder)
    {
        if (Directory.Exists(folder)) return;
        var parent = Path.GetDirectoryName(folder);
        if (parent is not null) Create(parent);
        Directory.CreateDirectory(folder);
        if (parent is not null) PosixFiles.SyncFolder(parent);
    }
}
