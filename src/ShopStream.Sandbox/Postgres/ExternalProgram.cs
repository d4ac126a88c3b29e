using System.ComponentModel;
using System.Diagnostics;
using ShopStream.Quality.Results;

namespace ShopStream.Sandbox.Postgres;

/// <summary>A program's exit code and its output (stdout and stderr).</summary>
internal readonly record struct ProgramResult(int ExitCode, string Output)
{
    public bool Succeeded => ExitCode == 0;
}

/// <summary>Runs a program with a deadline. On timeout or cancellation the program and its children are killed.</summary>
internal sealed record ExternalProgram(TimeProvider Clock, string WorkingDirectory)
{
    /// <exception cref="InfrastructureException">The program is missing, or did not end within the deadline.</exception>
    public async Task<ProgramResult> RunAsync(IReadOnlyList<string> command, TimeSpan deadline, CancellationToken cancellationToken)
    {
        using var process = new Process { StartInfo = StartInfo(command) };
        try
        {
            process.Start();
        }
        catch (Win32Exception e)
        {
            throw new InfrastructureException($"{command[0]} cannot be started: {e.Message}", e);
        }
        process.StandardInput.Close();
        var output = Task.WhenAll(process.StandardOutput.ReadToEndAsync(CancellationToken.None), process.StandardError.ReadToEndAsync(CancellationToken.None));
        using var timeout = new CancellationTokenSource(deadline, Clock);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            await process.WaitForExitAsync(linked.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
            cancellationToken.ThrowIfCancellationRequested();
            throw new InfrastructureException($"{command[0]} did not end within {deadline.TotalSeconds:0} s and was killed");
        }
        return new ProgramResult(process.ExitCode, await ReadOutputAsync(output));
    }

    // WaitForExitAsync waits for redirected output only if it is read by events. On Windows a server started by the program
    // may hold the output open, so this wait is bounded too.
    private async Task<string> ReadOutputAsync(Task<string[]> output)
    {
        await Task.WhenAny(output, Task.Delay(TimeSpan.FromSeconds(2), Clock, CancellationToken.None));
        return output.IsCompletedSuccessfully ? string.Concat(await output).Trim() : string.Empty;
    }

    private ProcessStartInfo StartInfo(IReadOnlyList<string> command)
    {
        var info = new ProcessStartInfo(command[0], command.Skip(1))
        {
            WorkingDirectory = WorkingDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        // PGDATA, PGPORT, PGOPTIONS… in the user's environment refer to another server.
        foreach (var name in info.Environment.Keys.Where(k => k.StartsWith("PG", StringComparison.Ordinal)).ToList())
            info.Environment.Remove(name);
        // Messages are searched for English text.
        info.Environment["LC_ALL"] = "C";
        return info;
    }
}
