using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace ShopStream.Sandbox.Postgres;

/// <summary>Identifies a process by pid and start time, because pids are reused.</summary>
internal sealed record ProcessIdentity(int Id, string Started)
{
    // Fields of /proc/<pid>/stat, counted after the name in parentheses, which may itself contain spaces and parentheses.
    private const int StateField = 0;
    private const int StartField = 19;

    public static ProcessIdentity Current => Of(Environment.ProcessId)!;

    /// <summary>The identity of a running process; null if it does not exist.</summary>
    public static ProcessIdentity? Of(int id)
    {
        try
        {
            return OperatingSystem.IsLinux() ? OfLinux(id) : OfOthers(id);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or InvalidOperationException or Win32Exception)
        {
            return null;
        }
    }

    public static bool TryParse(string text, out ProcessIdentity identity)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        identity = new ProcessIdentity(0, string.Empty);
        if (words.Length != 2 || !int.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            return false;
        identity = new ProcessIdentity(id, words[1]);
        return true;
    }

    public bool IsAlive() => Of(Id) == this;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Id} {Started}");

    // Ticks since boot are exact; a time of day would be recomputed on every read, and drift.
    private static ProcessIdentity? OfLinux(int id)
    {
        var stat = File.ReadAllText($"/proc/{id}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        if (fields[StateField] is "Z" or "X")
            return null;
        var boot = File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();
        return new ProcessIdentity(id, $"{boot}/{fields[StartField]}");
    }

    private static ProcessIdentity OfOthers(int id)
    {
        using var process = Process.GetProcessById(id);
        return new ProcessIdentity(id, process.StartTime.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture));
    }
}
