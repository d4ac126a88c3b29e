using System.Globalization;
using System.Text;
using System.Text.Json;
using ShopStream.Quality.History;
using ShopStream.Quality.Results;
using ShopStream.Reports.Files;

namespace ShopStream.Reports;

/// <summary>
/// history.jsonl in the report folder, one line per run. The file is replaced as a whole and under a lock: a reader never sees half of it,
/// and two runs that end at the same time add two lines.
/// </summary>
public static class HistoryFile
{
    /// <summary>The file name.</summary>
    public const string Name = "history.jsonl";

    private const string LockName = ".history.lock";
    private const byte LineEnd = (byte)'\n';

    private static readonly TimeSpan LockTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Reads the earlier runs. Lines that cannot be read, torn or written by another version, are skipped.</summary>
    /// <param name="reportsFolder">The report folder.</param>
    /// <param name="warn">Receives one warning for all skipped lines.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <exception cref="InfrastructureException">The file exists but cannot be read.</exception>
    public static async Task<RunHistory> ReadAsync(string reportsFolder, Action<string> warn, CancellationToken cancellationToken)
    {
        var path = Path.Combine(reportsFolder, Name);
        var runs = new List<HistoryRun>();
        var wrong = new List<string>();
        foreach (var (line, number) in Lines(await BytesAsync(path, cancellationToken)).Select((l, i) => (l, i + 1)))
        {
            if (line.Length == 0)
                continue;
            try
            {
                runs.Add(HistoryJson.Read(line.Span));
            }
            catch (Exception e) when (e is JsonException or FormatException or ArgumentException)
            {
                wrong.Add(string.Create(CultureInfo.InvariantCulture, $"line {number}: {e.Message}"));
            }
        }
        if (wrong.Count > 0)
            warn(
                $"{path}: {(wrong.Count == 1 ? "a line" : $"{wrong.Count.ToString(CultureInfo.InvariantCulture)} lines")}"
                    + $" cannot be read by this version and {(wrong.Count == 1 ? "is" : "are")} skipped ({wrong[0]})"
            );
        return new RunHistory(runs);
    }

    /// <summary>Adds a run and drops the oldest lines beyond <paramref name="keep"/>. Torn lines are dropped too; lines of other versions stay.</summary>
    /// <param name="reportsFolder">The report folder; created if missing.</param>
    /// <param name="run">The run that ended.</param>
    /// <param name="keep">Maximum number of lines, the new one included; at least 1.</param>
    /// <param name="clock">Measures the wait for the lock, at most 30 s.</param>
    /// <param name="cancellationToken">Cancels the update; the file stays unchanged.</param>
    /// <exception cref="InfrastructureException">The folder is not writable.</exception>
    public static async Task AddAsync(string reportsFolder, HistoryRun run, int keep, TimeProvider clock, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(keep, 1);
        await using var held = await LockAsync(reportsFolder, clock, cancellationToken);
        var path = Path.Combine(reportsFolder, Name);
        var lines = Lines(await BytesAsync(path, cancellationToken)).Where(IsWhole).ToList();
        lines.Add(Encoding.UTF8.GetBytes(HistoryJson.Write(run)));
        using var content = new MemoryStream();
        foreach (var line in lines.Skip(lines.Count - keep))
        {
            content.Write(line.Span);
            content.WriteByte(LineEnd);
        }
        await ReportFile.WriteAsync(path, content.ToArray(), cancellationToken);
    }

    // A lock on the file itself would not survive the rename: a waiting run would lock the replaced file.
    private static async Task<FileStream> LockAsync(string folder, TimeProvider clock, CancellationToken cancellationToken)
    {
        var path = Path.Combine(folder, LockName);
        var start = clock.GetTimestamp();
        while (true)
        {
            try
            {
                Directory.CreateDirectory(folder);
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (Exception e) when (e is UnauthorizedAccessException or IOException)
            {
                // Another run holds the lock, unless the error is permanent: missing permissions or no such folder.
                if (e is UnauthorizedAccessException || !Directory.Exists(folder) || clock.GetElapsedTime(start) > LockTimeout)
                    throw new InfrastructureException(
                        $"{Path.Combine(folder, Name)}: the run cannot be added to the history ({e.Message}); "
                            + "expected a writable folder: free disk space, fix its permissions, or name another folder with --out",
                        e
                    );
            }
            await Task.Delay(TimeSpan.FromMilliseconds(20), clock, cancellationToken);
        }
    }

    private static async Task<byte[]> BytesAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return await File.ReadAllBytesAsync(path, cancellationToken);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InfrastructureException(
                $"{path}: the history cannot be read ({e.Message}); fix its permissions, move it away, or name another folder with --out",
                e
            );
        }
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Lines(byte[] file)
    {
        for (var start = 0; start < file.Length; )
        {
            var end = Array.IndexOf(file, LineEnd, start);
            if (end < 0)
                end = file.Length;
            yield return file.AsMemory(start, end - start);
            start = end + 1;
        }
    }

    private static bool IsWhole(ReadOnlyMemory<byte> line) => line.Span.TrimEnd((byte)'\r') is [(byte)'{', .., (byte)'}'];
}
