using System.Globalization;
using System.Text;
using System.Text.Json;
using ShopStream.Quality.History;
using ShopStream.Quality.Results;

namespace ShopStream.Reports;

/// <summary>
/// history.jsonl in the report folder: a line for every run. It is replaced as a whole, under a lock: a reader sees it before or after,
/// and two runs that end at once add two lines.
/// </summary>
public static class HistoryFile
{
    /// <summary>Its name.</summary>
    public const string Name = "history.jsonl";

    private const string LockName = ".history.lock";
    private const byte LineEnd = (byte)'\n';

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>The runs before. Lines that hold no run are left out: a torn one, or one that another version wrote.</summary>
    /// <param name="reportsFolder">Holds a folder per run, and the history.</param>
    /// <param name="warn">Hears of lines that were left out; once for all of them.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="InfrastructureException">The file is there and cannot be read.</exception>
    public static async Task<RunHistory> ReadAsync(string reportsFolder, Action<string> warn, CancellationToken cancellationToken)
    {
        var path = Path.Combine(reportsFolder, Name);
        var runs = new List<HistoryRun>();
        var wrong = new List<string>();
        foreach (var (line, number) in Lines(await BytesAsync(path, cancellationToken)).Select((l, i) => (l, i + 1)))
        {
            if (line.Length == 0) continue;
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
            warn($"{path}: {(wrong.Count == 1 ? "a line holds" : $"{wrong.Count.ToString(CultureInfo.InvariantCulture)} lines hold")} no run that this version can read, and {(wrong.Count == 1 ? "is" : "are")} left out ({wrong[0]})");
        return new RunHistory(runs);
    }

    /// <summary>Adds a run; the oldest lines beyond <paramref name="keep"/> go. A torn line goes, too; one of another version stays.</summary>
    /// <param name="reportsFolder">Is made if need be.</param>
    /// <param name="run">The run that ended.</param>
    /// <param name="keep">How many lines stay, the new one included; from 1.</param>
    /// <param name="clock">For waiting until another run has added its own.</param>
    /// <param name="cancellationToken">Leaves the file as it was.</param>
    /// <exception cref="InfrastructureException">The folder cannot be written to.</exception>
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
        await AtomicFile.WriteAsync(path, content.ToArray(), cancellationToken);
    }

    // A rename makes a lock on the file itself worthless: whoever waited for it would hold the file that was replaced.
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
                // Held by another run, as far as can be told: a full disk or a file in the folder's place stays.
                if (e is UnauthorizedAccessException || !Directory.Exists(folder) || clock.GetElapsedTime(start) > Patience)
                    throw new InfrastructureException($"{Path.Combine(folder, Name)}: the run cannot be added to the history ({e.Message}); expected a folder that can be written to: free space, mend its rights, or name another one with --out", e);
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
            throw new InfrastructureException($"{path}: the history cannot be read ({e.Message}); mend its rights, move it away, or name another folder with --out", e);
        }
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Lines(byte[] file)
    {
        for (var start = 0; start < file.Length;)
        {
            var end = Array.IndexOf(file, LineEnd, start);
            if (end < 0) end = file.Length;
            yield return file.AsMemory(start, end - start);
            start = end + 1;
        }
    }

    private static bool IsWhole(ReadOnlyMemory<byte> line) => line.Span.TrimEnd((byte)'\r') is [(byte)'{', .., (byte)'}'];
}
