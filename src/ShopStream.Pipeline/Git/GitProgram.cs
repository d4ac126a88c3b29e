using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Git;

/// <summary>What git said and returned.</summary>
internal sealed record GitOutput(int ExitCode, string Out, string Error);

/// <summary>Runs the git program. Nothing it is asked for changes the repository, the index or the working tree.</summary>
internal static class GitProgram
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    // Variables of a hook or of another clone would lead git to another repository.
    private static readonly string[] Foreign = ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR", "GIT_PREFIX"];

    /// <summary>Runs git and reads its output as text.</summary>
    /// <exception cref="UsageException">git is not installed.</exception>
    /// <exception cref="InfrastructureException">git did not end in time.</exception>
    public static Task<GitOutput> RunAsync(string folder, IEnumerable<string> arguments, CancellationToken cancellationToken) =>
        RunAsync(
            folder,
            arguments,
            input: null,
            async (output, token) =>
            {
                using var reader = new StreamReader(output, Encoding.UTF8);
                return await reader.ReadToEndAsync(token);
            },
            cancellationToken
        );

    /// <summary>Runs git with an input, and reads its output as it comes.</summary>
    public static async Task<GitOutput> RunAsync(
        string folder,
        IEnumerable<string> arguments,
        string? input,
        Func<Stream, CancellationToken, Task<string>> read,
        CancellationToken cancellationToken
    )
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Deadline);
        using var process = Start(folder, arguments);
        try
        {
            var error = process.StandardError.ReadToEndAsync(limit.Token);
            var writing = WriteAsync(process, input);
            var output = await read(process.StandardOutput.BaseStream, limit.Token);
            await process.WaitForExitAsync(limit.Token);
            await writing;
            return new GitOutput(process.ExitCode, output, await error);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new InfrastructureException($"git did not answer within {Deadline.TotalSeconds:0} s in {folder}: run again", e);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    private static async Task WriteAsync(Process process, string? input)
    {
        try
        {
            if (input is not null)
                await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // git has ended before it has read everything: its exit code says why.
        }
    }

    private static Process Start(string folder, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("git")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            WorkingDirectory = folder,
        };
        foreach (var name in Foreign)
            start.Environment.Remove(name);
        // git status would refresh the index.
        start.Environment["GIT_OPTIONAL_LOCKS"] = "0";
        start.Environment["GIT_TERMINAL_PROMPT"] = "0";
        start.Environment["LC_ALL"] = "C";
        foreach (var argument in new[] { "-c", "core.quotePath=false", "-c", "core.fsmonitor=false" }.Concat(arguments))
            start.ArgumentList.Add(argument);
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new UsageException(
                $"the program git cannot be started ({e.Message}): install git, which reads the files of the base, and put it on the PATH",
                e
            );
        }
    }
}
