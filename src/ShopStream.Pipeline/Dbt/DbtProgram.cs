using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Dbt;

/// <summary>Builds the models of a dbt project with the program dbt. What becomes of them is read from run_results.json.</summary>
public static partial class DbtProgram
{
    private static readonly Version Oldest = new(1, 8);
    private static readonly TimeSpan VersionDeadline = TimeSpan.FromMinutes(1);

    // What dbt says of a system that did not answer, or of a file that another process writes: it has one exit code for this and for wrong SQL.
    private static readonly string[] Unavailable =
    [
        "could not connect",
        "could not set lock",
        "connection refused",
        "connection timed out",
        "connection reset",
        "server closed the connection",
        "failed to connect",
        "temporary failure in name resolution",
        "no space left",
    ];

    /// <summary>Whether an error of dbt's is one that a retry may fix.</summary>
    internal static bool IsUnavailable(string message) => Unavailable.Any(u => message.Contains(u, StringComparison.OrdinalIgnoreCase));

    /// <summary>
    /// Runs dbt until it ends. If it is cancelled or takes too long, it is interrupted, so that it can cancel its queries, and ended after 10 seconds with
    /// everything that it has started.
    /// </summary>
    /// <param name="options">The project and how it is built.</param>
    /// <param name="clock">Supplies the current time.</param>
    /// <param name="cancellationToken">Cancels dbt.</param>
    /// <returns>Number of nodes that dbt has built or tested.</returns>
    /// <exception cref="UsageException">dbt or the project is missing, dbt is too old, or a model has an error.</exception>
    /// <exception cref="DbtTestsFailedException">A test of dbt build has failed.</exception>
    /// <exception cref="InfrastructureException">dbt took too long, or what it connects to did not answer.</exception>
    public static async Task<int> BuildAsync(DbtOptions options, TimeProvider clock, CancellationToken cancellationToken)
    {
        var project = Path.GetFullPath(options.Project);
        if (!File.Exists(Path.Combine(project, "dbt_project.yml")))
            throw new UsageException($"There is no dbt_project.yml in {project}: expected the folder of the dbt project (setting dbt.project)");
        var program =
            Find(options.SearchPath)
            ?? throw new UsageException(
                "models = dbt, and the program dbt is not on the PATH: install dbt with the adapter of the warehouse, or activate its environment. "
                    + "Or let dbt run elsewhere, and check what it has built: shopstream check --attached"
            );
        await RequireVersionAsync(program, project, options, cancellationToken);
        var started = clock.GetUtcNow();
        var results = DbtRunResults.FileOf(project);
        List<string> arguments = [options.Command, "--no-use-colors"];
        if (options.Profiles is { } profiles)
            arguments.AddRange(["--profiles-dir", Path.GetFullPath(profiles)]);
        if (options.Target is { } target)
            arguments.AddRange(["--target", target]);
        var ended = await RunAsync(program, project, arguments, options, options.Deadline, cancellationToken);
        var command = $"dbt {options.Command}";
        // A file of an earlier call says nothing about this one.
        var written = File.Exists(results) && File.GetLastWriteTimeUtc(results) >= started.UtcDateTime.AddSeconds(-1);
        if (written && await DbtRunResults.ReadAsync(results, cancellationToken) is { } read)
        {
            read.ThrowIfFailed(command);
            if (ended.ExitCode == 0)
                return read.Count;
        }
        if (ended.ExitCode == 0)
            return 0;
        var message = string.Create(
            CultureInfo.InvariantCulture,
            $"{command} ended with exit code {ended.ExitCode} in {project} and built nothing:\n{ended.LastLines}"
        );
        throw IsUnavailable(ended.LastLines) ? new InfrastructureException(message) : new UsageException(message);
    }

    private static async Task RequireVersionAsync(string program, string project, DbtOptions options, CancellationToken cancellationToken)
    {
        var said = await RunAsync(program, project, ["--version"], options, VersionDeadline, cancellationToken);
        if (Number().Match(said.LastLines) is not { Success: true } match)
            throw new UsageException($"{program} --version says no version (exit code {said.ExitCode}): expected dbt 1.8 or later. It says:\n{said.LastLines}");
        if (Version.Parse(match.Value) < Oldest)
            throw new UsageException($"{program} is dbt {match.Value}: expected dbt 1.8 or later. Update it, or put a newer one before it on the PATH");
    }

    private static string? Find(string? searchPath) =>
        (searchPath ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(folder => Path.Combine(folder, OperatingSystem.IsWindows() ? "dbt.exe" : "dbt"))
            .FirstOrDefault(File.Exists);

    private static async Task<Ended> RunAsync(
        string program,
        string project,
        List<string> arguments,
        DbtOptions options,
        TimeSpan deadline,
        CancellationToken cancellationToken
    )
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
            WorkingDirectory = project,
        };
        start.Environment["PATH"] = options.SearchPath;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(deadline);
        using var process = Start(start);
        try
        {
            process.StandardInput.Close();
            var last = new LastLines();
            // Read to their ends: a program whose output nobody reads does not end when it is interrupted.
            await Task.WhenAll(last.ReadAsync(process.StandardOutput), last.ReadAsync(process.StandardError)).WaitAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return new Ended(process.ExitCode, $"{last}");
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new InfrastructureException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"dbt {arguments[0]} took longer than {deadline.TotalSeconds:0} s in {project} and was ended (setting dbt.deadline)"
                ),
                e
            );
        }
        finally
        {
            await ProcessEnd.EndAsync(process);
        }
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new UsageException($"{start.FileName} cannot be started: {e.Message}", e);
        }
    }

    // "installed: 1.11.16" of dbt, "dbt 2.0.1" of others: the first number with two dots.
    [GeneratedRegex(@"[0-9]+\.[0-9]+\.[0-9]+", RegexOptions.None, 1000)]
    private static partial Regex Number();

    private sealed record Ended(int ExitCode, string LastLines);

    // The end of what dbt says, in the order of arrival; all of it is in its own log.
    private sealed class LastLines
    {
        private const int Most = 30;
        private readonly Queue<string> lines = new();

        public async Task ReadAsync(StreamReader reader)
        {
            while (await reader.ReadLineAsync(CancellationToken.None) is { } line)
            {
                lock (lines)
                {
                    lines.Enqueue(line.TrimEnd());
                    if (lines.Count > Most)
                        lines.Dequeue();
                }
            }
        }

        public override string ToString()
        {
            lock (lines)
                return string.Join("\n", lines.SkipWhile(l => l.Length == 0));
        }
    }
}

/// <summary>Tests of dbt build have failed, so that dbt has skipped what depends on their tables. Exit code 1.</summary>
public sealed class DbtTestsFailedException(string message) : ProblemException(message)
{
    /// <inheritdoc />
    public override int ExitCode => ExitCodes.Failed;
}
