namespace ShopStream.Pipeline.Lake;

/// <summary>Creates folders that survive a power failure.</summary>
internal static class Folders
{
    /// <summary>Removes a folder and its parents, up to and including <paramref name="last"/>, as far as they are empty.</summary>
    public static void RemoveEmpty(string folder, string last)
    {
        try
        {
            for (var at = folder; at.StartsWith(last, StringComparison.Ordinal); at = Path.GetDirectoryName(at)!)
                Directory.Delete(at);
        }
        catch (IOException)
        {
            // It is not empty, or gone.
        }
    }

    /// <summary>Creates the folder and its parents, and syncs each new name to disk.</summary>
    public static void Create(string folder)
    {
        if (Directory.Exists(folder))
            return;
        var parent = Path.GetDirectoryName(folder);
        if (parent is not null)
            Create(parent);
        Directory.CreateDirectory(folder);
        if (parent is not null)
            PosixFiles.SyncFolder(parent);
    }
}
