using System.Diagnostics;
using System.Globalization;

namespace ShopStream.Benchmarks;

/// <summary>Wall time and peak resident memory of a child process, without the servers it uses.</summary>
internal sealed record Measured(double Seconds, long PeakBytes)
{
    public static async Task<Measured> RunAsync(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>(StringComparer.Ordinal))
            start.Environment[name] = value;
        var began = Stopwatch.GetTimestamp();
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        long peak = 0;
        var exited = process.WaitForExitAsync();
        while (!exited.IsCompleted)
        {
            peak = Math.Max(peak, Peak(process.Id));
            await Task.WhenAny(exited, Task.Delay(20));
        }
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}:\n{await output}\n{await error}");
        return new Measured(seconds, peak);
    }

    public static async Task<Measured> MedianAsync(int times, Func<Task<Measured>> run)
    {
        var all = new List<Measured>();
        for (var i = 0; i < times; i++)
            all.Add(await run());
        return new Measured(all.Select(m => m.Seconds).Order().ElementAt(times / 2), all.Max(m => m.PeakBytes));
    }

    // VmHWM is the peak since the start, so polling misses only what happens after the last reading.
    private static long Peak(int process)
    {
        try
        {
            var line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
