using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace ShopStream.Tests.Faults;

/// <summary>A file system of a few megabytes, in memory. Only an administrator of Linux can mount one.</summary>
internal sealed class TestDisk : IAsyncDisposable
{
    private TestDisk(string path) => Path = path;

    public string Path { get; }

    /// <summary>Mounts one on an empty folder.</summary>
    /// <returns>Null where none can be mounted.</returns>
    public static async Task<TestDisk?> TryMountAsync(string path, long bytes)
    {
        Directory.CreateDirectory(path);
        return await TryAsync("mount", "-t", "tmpfs", "-o", Size(bytes), "tmpfs", path) ? new TestDisk(path) : null;
    }

    /// <summary>Gives it another size.</summary>
    public Task<bool> ResizeAsync(long bytes) => TryAsync("mount", "-o", $"remount,{Size(bytes)}", Path);

    // Lazily: a process may still have a file open.
    public async ValueTask DisposeAsync() => await TryAsync("umount", "-l", Path);

    public static async Task<bool> TryAsync(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo(program, arguments)
                {
                    RedirectStandardError = true,
                    RedirectStandardOutput = true,
                    UseShellExecute = false,
                }
            )!;
            await process.WaitForExitAsync();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }

    private static string Size(long bytes) => string.Create(CultureInfo.InvariantCulture, $"size={bytes}");
}
