using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ShopStream.Pipeline.Lake;

/// <summary>Two things .NET's file API does not do on Unix: a rename that never replaces, and a folder's fsync.</summary>
internal static partial class PosixFiles
{
    private const int FileExists = 17;
    private const int IoError = 5;
    private const int WindowsFileExists = unchecked((int)0x80070050);
    private const int WindowsAlreadyExists = unchecked((int)0x800700B7);

    /// <summary>Gives a finished file its name, if nothing has the name: exclusive between processes, and whole at once.</summary>
    /// <returns>False where the name was taken.</returns>
    /// <exception cref="IOException">Anything else, such as a file system without hard links.</exception>
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

        // File.Move(overwrite: false) looks first and renames then on Unix: of two processes, both may win. link(2) lets one.
        if (Link(unfinished, target) == 0)
        {
            File.Delete(unfinished);
            return true;
        }

        var error = Marshal.GetLastPInvokeError();
        if (error == FileExists) return false;
        throw new IOException($"hard link refused: {Marshal.GetPInvokeErrorMessage(error)}");
    }

    /// <summary>Makes renames and new names in a folder survive a power cut; Windows does so by itself.</summary>
    /// <exception cref="IOException">The disk reports a write error.</exception>
    public static void SyncFolder(string folder)
    {
        if (OperatingSystem.IsWindows()) return;

        var descriptor = Open(folder, 0);

        // Not every file system lets folders be opened or synced (EACCES, EINVAL): then there is nothing more to do.
        if (descriptor < 0) return;
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
