using System.Diagnostics;
using System.Text;
using NUnit.Framework;
using ShopStream.Cli.View;

namespace ShopStream.Tests.Cli;

/// <summary>What a program said and returned.</summary>
/// <param name="ExitCode">Of the process.</param>
/// <param name="Out">Its stdout.</param>
/// <param name="Error">Its stderr.</param>
internal sealed record ProgramOutput(int ExitCode, string Out, string Error)
{
    public override string ToString() => $"exit code {ExitCode}\nstdout: {Out}\nstderr: {Error}";
}

/// <summary>
/// shopstream on a machine that names no source unless a test does: in this process, and as the built program where the process itself is
/// tested (signals, terminals, crashes).
/// </summary>
internal sealed class ShopProgram : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);
    private readonly Process process;
    private readonly Task<string> output;
    private readonly StringBuilder error = new();
    private readonly TaskCompletionSource errorEnded = new();

    private ShopProgram(IReadOnlyDictionary<string, string> environment, IEnumerable<string> arguments, string? folder = null)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) is "dotnet" ? host : "dotnet")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
            WorkingDirectory = folder ?? StarterFolder.Path,
        };
        foreach (var argument in arguments.Prepend(Assembly))
            start.ArgumentList.Add(argument);
        foreach (var name in start.Environment.Keys.Where(IsOfTheMachine).ToList())
            start.Environment.Remove(name);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        process = new Process { StartInfo = start };
        process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is null)
                errorEnded.TrySetResult();
            else
                lock (error)
                    error.Append(line.Data).Append('\n');
        };
        process.Start();
        process.BeginErrorReadLine();
        output = process.StandardOutput.ReadToEndAsync();
    }

    /// <summary>The built program: the same configuration as that of the tests.</summary>
    public static string Assembly { get; } =
        Path.Combine(Clone.Root, "src", "ShopStream.Cli", "bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0", "shopstream.dll");

    public int Id => process.Id;

    public string Error
    {
        get
        {
            lock (error)
                return error.ToString();
        }
    }

    public static ShopProgram Start(IReadOnlyDictionary<string, string> environment, params string[] arguments) => new(environment, arguments);

    /// <summary>Runs a command in this process.</summary>
    public static Task<ProgramOutput> RunAsync(params string[] arguments) => RunAsync(new Dictionary<string, string>(StringComparer.Ordinal), arguments);

    /// <inheritdoc cref="RunAsync(string[])"/>
    /// <param name="environment">Variables that the command reads besides those of the test run.</param>
    /// <param name="arguments">Without the program's name.</param>
    public static async Task<ProgramOutput> RunAsync(IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        using var limit = new CancellationTokenSource(Patience);
        using var standardOutput = new StringWriter { NewLine = "\n" };
        using var standardError = new StringWriter { NewLine = "\n" };
        string? Variable(string name) =>
            environment.TryGetValue(name, out var value) ? value
            : IsOfTheMachine(name) ? null
            : Environment.GetEnvironmentVariable(name);
        var host = new CommandHost(standardOutput, TextWriter.Synchronized(standardError), Variable) { ProcessTerminationTimeout = null };
        var code = await Task.Run(() => ShopStream.Cli.Program.RunAsync(arguments, host, limit.Token));
        return new ProgramOutput(code, standardOutput.ToString(), standardError.ToString());
    }

    /// <summary>Runs the built program.</summary>
    public static async Task<ProgramOutput> RunProcessAsync(IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        using var program = new ShopProgram(environment, arguments);
        return await program.EndAsync();
    }

    /// <summary>Runs the built program in a folder.</summary>
    public static async Task<ProgramOutput> RunProcessInAsync(string folder, params string[] arguments)
    {
        using var program = new ShopProgram(new Dictionary<string, string>(StringComparer.Ordinal), arguments, folder);
        return await program.EndAsync();
    }

    // A developer's own source, CI server and webhook have no part in a test.
    private static bool IsOfTheMachine(string name) =>
        name.StartsWith("PG", StringComparison.Ordinal)
        || name.StartsWith("GITHUB_", StringComparison.Ordinal)
        || name.StartsWith("CI_", StringComparison.Ordinal)
        || name.StartsWith("BUILD_", StringComparison.Ordinal)
        || name.StartsWith("SYSTEM_PULLREQUEST_", StringComparison.Ordinal)
        || name is "BRANCH_NAME" or "CHANGE_BRANCH" or "CHANGE_TARGET" or "GIT_BRANCH" or "GIT_COMMIT" or "SHOPSTREAM_WEBHOOK_URL";

    public async Task<ProgramOutput> EndAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        await process.WaitForExitAsync(limit.Token);
        await errorEnded.Task.WaitAsync(limit.Token);
        return new ProgramOutput(process.ExitCode, await output, Error);
    }

    /// <summary>As kill does.</summary>
    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{Id}"]);
        await kill.WaitForExitAsync();
        Assert.That(kill.ExitCode, Is.Zero);
    }

    /// <summary>Waits until it has said this on stderr.</summary>
    public async Task WaitForOutputAsync(string text)
    {
        var start = Stopwatch.GetTimestamp();
        while (!Error.Contains(text, StringComparison.Ordinal))
        {
            if (process.HasExited || Stopwatch.GetElapsedTime(start) > Patience)
                Assert.Fail($"it did not say '{text}' but: {Error}");
            await Task.Delay(20);
        }
    }

    public void Dispose()
    {
        if (!process.HasExited)
            process.Kill(entireProcessTree: true);
        process.Dispose();
    }
}

/// <summary>A folder of one test.</summary>
internal sealed class TestWorkspace : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("shopstream-cli-").FullName;

    /// <summary>--work and --out in here.</summary>
    public string[] Options => ["--work", In("work"), "--out", In("reports")];

    public string In(string name) => System.IO.Path.Combine(Path, name);

    public string With(string file, string text)
    {
        var path = In(file);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>A folder of specs.</summary>
    public string Features(params string[] scenarios)
    {
        With("features/a.feature", $"Feature: A\n{string.Concat(scenarios.Select((s, i) => $"  Scenario: S{i + 1}\n    Then {s}\n"))}");
        return In("features");
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
