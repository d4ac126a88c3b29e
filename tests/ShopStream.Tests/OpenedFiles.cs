using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace ShopStream.Tests;

/// <summary>Records which files of some folders are opened, by any process. Linux only (inotify, see inotify(7)); elsewhere nothing is recorded.</summary>
internal sealed partial class OpenedFiles : IDisposable
{
    private const uint Open = 0x20;
    private const uint IsDirectory = 0x40000000;
    private const int NonBlocking = 0x800;
    private const int Head = 16;

    private readonly SafeFileHandle? queue;
    private readonly Dictionary<int, string> folders = [];

    /// <summary>Begins to watch the folders and all folders in them, as far as they exist.</summary>
    public OpenedFiles(IEnumerable<string> roots)
    {
        if (!OperatingSystem.IsLinux())
            return;
        queue = new SafeFileHandle(inotify_init1(NonBlocking), ownsHandle: true);
        foreach (var folder in roots.Where(Directory.Exists).SelectMany(r => Directory.EnumerateDirectories(r, "*", SearchOption.AllDirectories).Prepend(r)))
            folders[inotify_add_watch(queue, folder, Open)] = folder;
    }

    /// <summary>The files that were opened since the last call.</summary>
    public IReadOnlyList<string> Take()
    {
        var opened = new SortedSet<string>(StringComparer.Ordinal);
        var buffer = new byte[1 << 16];
        while (queue is not null && read(queue, buffer, buffer.Length) is > 0 and var length)
        {
            for (var at = 0; at < length; )
            {
                var (folder, mask) = (
                    BinaryPrimitives.ReadInt32LittleEndian(buffer.AsSpan(at)),
                    BinaryPrimitives.ReadUInt32LittleEndian(buffer.AsSpan(at + 4))
                );
                var size = BinaryPrimitives.ReadInt32LittleEndian(buffer.AsSpan(at + 12));
                var name = Encoding.UTF8.GetString(buffer, at + Head, size).TrimEnd('\0');
                // Tools such as git list folders, and read none of their files.
                if ((mask & IsDirectory) == 0 && name.Length > 0)
                    opened.Add(Path.Combine(folders[folder], name));
                at += Head + size;
            }
        }
        return [.. opened];
    }

    public void Dispose() => queue?.Dispose();

    [LibraryImport("libc")]
    private static partial int inotify_init1(int flags);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int inotify_add_watch(SafeFileHandle queue, string path, uint mask);

    [LibraryImport("libc")]
    private static partial nint read(SafeFileHandle queue, byte[] buffer, nint size);
}
