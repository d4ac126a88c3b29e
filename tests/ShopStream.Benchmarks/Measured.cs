using System.Diagnostics;
using System.Globalization;

namespace ShopStream.Benchmarks;

/// <summary>Wall time, processor time and peak resident memory of a child process, without the servers it uses.</summary>
internal sealed record Measured(double Seconds, long PeakBytes, double CpuSeconds)
{
    public static async Task<Measured> RunAsync(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null) =>
        (await ReadAsync(program, arguments, environment)).Measured;

    /// <summary>What a child process writes to stdout.</summary>
    public static async Task<string> OutputAsync(string program, IEnumerable<string> arguments) => (await ReadAsync(program, arguments, null)).Output;

    /// <summary>Wall time of work in this process; its memory and processor time are not measured.</summary>
    public static async Task<Measured> OfAsync(Func<Task> work)
    {
        var began = Stopwatch.GetTimestamp();
        await work();
        return new Measured(Stopwatch.GetElapsedTime(began).TotalSeconds, 0, 0);
    }

    private static async Task<(Measured Measured, string Output)> ReadAsync(
        string program,
        IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string>? environment
    )
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
        var (peak, cpu) = (0L, TimeSpan.Zero);
        var exited = process.WaitForExitAsync();
        while (!exited.IsCompleted)
        {
            peak = Math.Max(peak, Peak(process.Id));
            cpu = Cpu(process) ?? cpu;
            await Task.WhenAny(exited, Task.Delay(20));
        }
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}:\n{await output}\n{await error}");
        return (new Measured(seconds, peak, cpu.TotalSeconds), await output);
    }

    public static async Task<Measured> MedianAsync(int times, Func<Task<Measured>> run)
    {
        var all = new List<Measured>();
        for (var i = 0; i < times; i++)
            all.Add(await run());
        double Median(Func<Measured, double> of) => all.Select(of).Order().ElementAt(times / 2);
        return new Measured(Median(m => m.Seconds), all.Max(m => m.PeakBytes), Median(m => m.CpuSeconds));
    }

    private static TimeSpan? Cpu(Process process)
    {
        try
        {
            return process.TotalProcessorTime;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
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
