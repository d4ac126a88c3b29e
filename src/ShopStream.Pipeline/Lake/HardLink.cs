using System.Runtime.InteropServices;

namespace ShopStream.Pipeline.Lake;

/// <summary>A second name for a file, given only where nothing has that name yet.</summary>
internal static partial class HardLink
{
    /// <returns>False where the name is taken.</returns>
    /// <exception cref="IOException">The file system refuses.</exception>
    public static bool TryCreate(string existing, string name)
    {
        if (OperatingSystem.IsWindows())
        {
            if (CreateHardLinkW(name, existing, 0)) return true;
        }
        else if (Link(existing, name) == 0)
        {
            return true;
        }
        return File.Exists(name) ? false : throw new IOException($"{name} cannot be created: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string existing, string name);

    [LibraryImport("kernel32.dll", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool CreateHardLinkW(string name, string existing, nint security);
}
