using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ShopStream.Pipeline.Lake;

/// <summary>Two operations that .NET's file API lacks on Unix: a rename that never replaces, and fsync of a folder.</summary>
internal static partial class PosixFiles
{
    private const int FileExists = 17;
    private const int IoError = 5;
    private const int WindowsFileExists = unchecked((int)0x80070050);
    private const int WindowsAlreadyExists = unchecked((int)0x800700B7);

    /// <summary>Renames a finished file to its target unless the target exists. Atomic, also between processes.</summary>
    /// <returns>False if the target exists.</returns>
    /// <exception cref="IOException">Any other error, such as a file system without hard links.</exception>
    public static bool TryPublish(string unfinished, string target)
    {
        if (OperatingSystem.IsWindows())
        {
            try
            {
                File.Move(unfinished, target, overwrite: false);
                return true;
            }
            catch (IOException e) when (e.HResult is WindowsFileExists or WindowsAlreadyExists)
            {
                return false;
            }
        }

        // On Unix File.Move(overwrite: false) checks first and renames afterwards: two processes may both succeed. link(2) lets only one.
        if (Link(unfinished, target) == 0)
        {
            File.Delete(unfinished);
            return true;
        }

        var error = Marshal.GetLastPInvokeError();
        if (error == FileExists)
            return false;
        throw new IOException($"hard link failed: {Marshal.GetPInvokeErrorMessage(error)}");
    }

    /// <summary>Gives a file a second name.</summary>
    /// <returns>False where the file system, or Windows, has no hard links: copy the file instead.</returns>
    public static bool TryLink(string existing, string name) => !OperatingSystem.IsWindows() && Link(existing, name) == 0;

    /// <summary>Makes renames and new names in a folder survive a power failure; Windows needs no call for this.</summary>
    /// <exception cref="IOException">The disk reports a write error.</exception>
    public static void SyncFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
            return;

        var descriptor = Open(folder, 0);

        // Some file systems cannot open or sync folders (EACCES, EINVAL): ignore that.
        if (descriptor < 0)
            return;
        using var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        if (Sync(handle) != 0 && Marshal.GetLastPInvokeError() == IoError)
            throw new IOException("the disk reports a write error");
    }

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string existing, string name);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(SafeFileHandle descriptor);
}
