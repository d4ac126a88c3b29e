using System.Runtime.InteropServices;

namespace ShopStream.Sandbox.Postgres;

/// <summary>System calls that .NET lacks: signals other than SIGKILL, and chown.</summary>
internal static partial class Unix
{
    /// <summary>PostgreSQL's immediate shutdown; unlike SIGKILL it releases shared memory.</summary>
    public const int SigQuit = 3;

    /// <summary>Kills a process that ignored <see cref="SigQuit"/>.</summary>
    public const int SigKill = 9;

    /// <summary>Sends a signal; ignores processes that are gone or belong to another user.</summary>
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
