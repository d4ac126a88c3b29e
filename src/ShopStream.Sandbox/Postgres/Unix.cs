using System.Runtime.InteropServices;

namespace ShopStream.Sandbox.Postgres;

/// <summary>What .NET does not offer: a signal that is not SIGKILL, and a change of owner.</summary>
internal static partial class Unix
{
    /// <summary>PostgreSQL's "immediate shutdown": shared memory is given back, unlike after SIGKILL.</summary>
    public const int SigQuit = 3;

    /// <summary>Ends a process that did not heed <see cref="SigQuit"/>.</summary>
    public const int SigKill = 9;

    /// <summary>Sends a signal; a process that is gone or of somebody else is none of our business.</summary>
    public static void Signal(int pid, int signal) => _ = Kill(pid, signal);

    /// <exception cref="IOException">The owner could not be changed.</exception>
    public static void ChangeOwner(string path, uint user, uint group)
    {
        if (ChOwn(path, user, group) != 0)
            throw new IOException($"{path}: the owner could not be changed to {user}:{group} (errno {Marshal.GetLastPInvokeError()})");
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Kill(int pid, int signal);

    [LibraryImport("libc", EntryPoint = "chown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int ChOwn(string path, uint user, uint group);
}
