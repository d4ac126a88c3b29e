using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace ShopStream.Pipeline.Dbt;

/// <summary>Ends a program: it is interrupted first, so that it can cancel its queries, and killed with all that it has started if it does not end.</summary>
internal static partial class ProcessEnd
{
    private const int Interrupt = 2;
    private const int Kill = 9;

    // A database answers to a cancelled query within that time.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <param name="process">Started, and perhaps ended.</param>
    public static async Task EndAsync(Process process)
    {
        if (!process.HasExited && OperatingSystem.IsLinux())
        {
            // What has lost its parent is not found any more.
            var started = Below(process.Id).ToList();
            // A terminal has interrupted it already.
            if (!IsInForeground())
                _ = Signal(process.Id, Interrupt);
            using var limit = new CancellationTokenSource(Patience);
            try
            {
                await process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                // It is killed below.
            }
            foreach (var child in started.Where(c => StartOf(c.Id) is { } start && string.Equals(start, c.Start, StringComparison.Ordinal)))
                _ = Signal(child.Id, Kill);
        }
        try
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception)
        {
            // It has ended meanwhile.
        }
    }

    private static IEnumerable<(int Id, string Start)> Below(int id)
    {
        foreach (var child in Read($"/proc/{id}/task/{id}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var number = int.Parse(child, CultureInfo.InvariantCulture);
            if (StartOf(number) is { } start)
                yield return (number, start);
            foreach (var below in Below(number))
                yield return below;
        }
    }

    // Numbers are used again: two processes of one number started at different times.
    private static string? StartOf(int id) => Fields($"/proc/{id}/stat") is { Length: > 19 } fields ? fields[19] : null;

    // The process group of the terminal is ours.
    private static bool IsInForeground() =>
        Fields("/proc/self/stat") is { Length: > 5 } fields && string.Equals(fields[2], fields[5], StringComparison.Ordinal);

    // From the state on: the name before it may have blanks.
    private static string[] Fields(string file) => Read(file) is var text && text.LastIndexOf(')') is > 0 and var end ? text[(end + 2)..].Split(' ') : [];

    private static string Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Signal(int id, int signal);
}
