using System.Globalization;
using System.Text.RegularExpressions;

namespace ShopStream.Pipeline.Warehouse.DuckDb;

/// <summary>Limits of DuckDB's memory and time.</summary>
/// <param name="MemoryLimit">Memory limit in DuckDB's syntax: 1GB, 512MiB. What exceeds it spills to <paramref name="TempFolder"/>.</param>
/// <param name="TempFolder">Absolute path of the folder for spilled data.</param>
/// <param name="Deadline">Deadline of one statement.</param>
public sealed partial record DuckSettings(string MemoryLimit, string TempFolder, TimeSpan Deadline)
{
    // What a thread needs for grouping and for files: DuckDB's guide to its environment, "Memory and CPU".
    private const long BytesOfThread = 125_000_000;

    private const string Units = "KMGT";

    /// <summary>Number of threads, 1 or more; null for one per core, as far as there are 125 MB of memory for each.</summary>
    public int? Threads { get; init; }

    /// <summary>The setting that the deadline comes from; default checks.deadline.</summary>
    public string DeadlineSetting { get; init; } = "checks.deadline";

    /// <summary>Number of threads, 1 or more.</summary>
    internal int UsedThreads => Threads ?? (int)Math.Clamp(Bytes(MemoryLimit) / BytesOfThread, 1, Environment.ProcessorCount);

    /// <summary>The limits of a warehouse that is checked beside the lake: a process has one limit of memory, of which it takes three fifths.</summary>
    internal DuckSettings OfWarehouse => WithPartOfMemory(0.6);

    /// <summary>The limits of the lake's files that are checked beside a warehouse: two fifths of the memory.</summary>
    internal DuckSettings OfLake => WithPartOfMemory(0.4);

    /// <summary>The limits of one of several jobs that run at the same time: its part of the memory, but not less than a thread needs.</summary>
    /// <param name="jobs">Number of jobs, 1 or more.</param>
    internal DuckSettings OfJob(int jobs) => WithPartOfMemory(Math.Max(1.0 / jobs, Math.Min(1, (double)BytesOfThread / Bytes(MemoryLimit))));

    private DuckSettings WithPartOfMemory(double part) =>
        this with
        {
            MemoryLimit = string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(Bytes(MemoryLimit) * part / 1024):0}KiB"),
        };

    // KB is 1,000 bytes and KiB 1,024, as in DuckDB.
    private static long Bytes(string size)
    {
        var match = Size().Match(size);
        var kilo = match.Groups["binary"].Success ? 1024 : 1000;
        return (long)(
            double.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture)
            * Math.Pow(kilo, Units.IndexOf(match.Groups["unit"].Value, StringComparison.OrdinalIgnoreCase) + 1)
        );
    }

    [GeneratedRegex(@"^(?<number>[0-9.]+)\s*(?<unit>[KMGT])(?<binary>i)?B$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Size();
}
