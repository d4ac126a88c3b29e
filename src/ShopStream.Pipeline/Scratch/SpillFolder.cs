namespace ShopStream.Pipeline.Scratch;

/// <summary>Creates temporary files for data that does not fit into memory. They are deleted when closed, also when the process dies.</summary>
internal static class SpillFolder
{
    public static Stream Open(string folder)
    {
        Directory.CreateDirectory(folder);
        return new FileStream(
            Path.Combine(folder, $"rows-{Guid.NewGuid():N}.tmp"),
            new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.ReadWrite,
                Share = FileShare.None,
                BufferSize = 1 << 16,
                Options = FileOptions.DeleteOnClose,
            }
        );
    }
}
