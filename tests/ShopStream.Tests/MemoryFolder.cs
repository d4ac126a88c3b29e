using System.Runtime.CompilerServices;
using ShopStream.Sandbox.Postgres;

namespace ShopStream.Tests;

/// <summary>
/// The temporary folder of the test run, in memory where Linux has a roomy /dev/shm: creating and deleting tens of thousands of small files in a
/// file system took a tenth of the processor time. A TMPDIR of one's own is kept.
/// </summary>
internal static class MemoryFolder
{
    private const string Parent = "/dev/shm";
    private const string Prefix = "shopstream-test-run-";
    private const long NeededBytes = 4L << 30;

    /// <summary>Makes it the temporary folder, before any test case is created.</summary>
    [ModuleInitializer]
    internal static void Enter()
    {
        if (!OperatingSystem.IsLinux() || Environment.GetEnvironmentVariable("TMPDIR") is { Length: > 0 } || !IsRoomy())
            return;
        foreach (var left in Directory.EnumerateDirectories(Parent, Prefix + "*"))
            Sweep(left);
        var folder = Directory.CreateDirectory(Path.Combine(Parent, Prefix + Environment.ProcessId)).FullName;
        Environment.SetEnvironmentVariable("TMPDIR", folder);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Sweep(folder);
    }

    // Containers have a small one, in which no program may be executed.
    private static bool IsRoomy() =>
        Directory.Exists(Parent)
        && File.ReadLines("/proc/self/mounts").Select(l => l.Split(' ')).LastOrDefault(m => m[1] is Parent) is { } mount
        && !mount[3].Split(',').Contains("noexec", StringComparer.Ordinal)
        && new DriveInfo(Parent).AvailableFreeSpace >= NeededBytes
        && GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >= 2 * NeededBytes;

    // A run that was killed may have left a server that still writes.
    private static void Sweep(string folder)
    {
        var owner = Path.GetFileName(folder)[Prefix.Length..];
        if (!string.Equals(owner, $"{Environment.ProcessId}", StringComparison.Ordinal) && Directory.Exists($"/proc/{owner}"))
            return;
        try
        {
            SandboxFolder.SweepAsync(folder, TimeProvider.System).GetAwaiter().GetResult();
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It belongs to another user, or a process that a test started still writes; the next run removes it.
        }
    }
}
