using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace ShopStream.Sandbox.Postgres;

/// <summary>Finds and stops the server of a data directory.</summary>
internal static class Postmaster
{
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20);

    /// <summary>Whether a server runs on the data directory.</summary>
    public static bool IsRunning(string dataDirectory) => Find(dataDirectory).Count > 0;

    /// <summary>Shuts the server down immediately, and kills it if that does not work. Does nothing if none is running.</summary>
    public static async Task StopAsync(string dataDirectory, TimeProvider clock)
    {
        foreach (var signal in (int[])[Unix.SigQuit, Unix.SigKill])
        {
            var running = Find(dataDirectory);
            if (running.Count == 0)
                return;
            foreach (var pid in running)
                End(pid, signal);
            var start = clock.GetTimestamp();
            while (IsRunning(dataDirectory) && clock.GetElapsedTime(start) < StopTimeout)
                await Task.Delay(PollInterval, clock, CancellationToken.None);
        }
    }

    // The pid in an old pid file may belong to another process by now, so check that the process is a postgres started at
    // the recorded time. On Linux use /proc instead: a server that is just starting has no pid file yet.
    private static List<int> Find(string dataDirectory)
    {
        if (OperatingSystem.IsLinux())
            return [.. LinuxProcesses().Where(pid => IsServerOf(pid, dataDirectory))];
        var file = Path.Combine(dataDirectory, "postmaster.pid");
        if (!File.Exists(file))
            return [];
        var lines = File.ReadAllLines(file);
        if (
            lines.Length < 3
            || !int.TryParse(lines[0], NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            || !long.TryParse(lines[2], NumberStyles.None, CultureInfo.InvariantCulture, out var started)
        )
            return [];
        try
        {
            using var process = Process.GetProcessById(id);
            var same =
                process.ProcessName.StartsWith("postgres", StringComparison.OrdinalIgnoreCase)
                && Math.Abs(new DateTimeOffset(process.StartTime).ToUnixTimeSeconds() - started) <= 5;
            return same ? [id] : [];
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or Win32Exception)
        {
            return [];
        }
    }

    private static IEnumerable<int> LinuxProcesses() =>
        Directory
            .EnumerateDirectories("/proc")
            .Select(d => int.TryParse(Path.GetFileName(d), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? pid : 0)
            .Where(pid => pid > 0);

    // Only the postmaster has its arguments on its command line; its children show a title, a zombie nothing.
    private static bool IsServerOf(int pid, string dataDirectory)
    {
        try
        {
            var words = File.ReadAllText($"/proc/{pid}/cmdline").Split('\0');
            var option = Array.IndexOf(words, "-D");
            return Path.GetFileName(words[0]) is "postgres"
                && option > 0
                && option + 1 < words.Length
                && string.Equals(words[option + 1], dataDirectory, StringComparison.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static void End(int pid, int signal)
    {
        if (!OperatingSystem.IsWindows())
        {
            Unix.Signal(pid, signal);
            return;
        }
        try
        {
            using var process = Process.GetProcessById(pid);
            process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or Win32Exception)
        {
            // It has ended in the meantime.
        }
    }
}
