using ShopStream.Tests.Cli;

namespace ShopStream.Tests.Dbt;

/// <summary>
/// A program named dbt in a folder of its own. It answers --version, and otherwise writes the run_results.json that a test gives it, says what a file
/// says and ends with an exit code: real dbt is not installed where the tests run.
/// </summary>
internal sealed class StandInDbt
{
    private readonly TestWorkspace folder;

    /// <param name="folder">Receives the program and the project.</param>
    /// <param name="version">What it says of its version.</param>
    public StandInDbt(TestWorkspace folder, string version = "Core:\n  - installed: 1.11.16\n  - latest:    1.12.6")
    {
        this.folder = folder;
        folder.With("project/dbt_project.yml", "name: shop\ntarget-path: \"built\" # not the usual one\n");
        folder.With("bin/version", version);
        var program = folder.With(
            "bin/dbt",
            """
            #!/bin/sh
            here=$(dirname "$0")
            if [ "$1" = --version ]; then cat "$here/version"; exit 0; fi
            echo "$PWD $*" > "$here/called"
            [ -f "$here/says" ] && cat "$here/says"
            trap 'echo SIGINT > "$here/interrupted"; exit 1' INT
            [ -f "$here/sleeps" ] && { sleep 60 & echo $! > "$here/child"; wait; }
            if [ -f "$here/results" ]; then mkdir -p built; cat "$here/results" > built/run_results.json; fi
            exit "$(cat "$here/code")"
            """
        );
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Ends(0);
    }

    public string Project => folder.In("project");

    /// <summary>PATH, with the folders that its own commands are in.</summary>
    private string SearchPath => $"{folder.In("bin")}:/usr/bin:/bin";

    /// <summary>The environment of a command that finds it.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>(StringComparer.Ordinal) { ["PATH"] = SearchPath };

    /// <summary>Folder and arguments of the last call.</summary>
    public string Called => File.ReadAllText(folder.In("bin/called")).Trim();

    public string ChildFile => folder.In("bin/child");

    /// <summary>Exists once it has been interrupted.</summary>
    public string InterruptedFile => folder.In("bin/interrupted");

    /// <summary>Whether a program that it has started has ended.</summary>
    public bool IsChildEnded()
    {
        var child = $"/proc/{File.ReadAllText(ChildFile).Trim()}/stat";
        // Nobody may have asked yet how it ended.
        bool IsEnded() => !File.Exists(child) || File.ReadAllText(child).Contains(") Z ", StringComparison.Ordinal);
        return SpinWait.SpinUntil(IsEnded, TimeSpan.FromSeconds(10));
    }

    public StandInDbt Ends(int code) => With("code", $"{code}");

    public StandInDbt Says(string text) => With("says", text);

    public StandInDbt Writes(string runResults) => With("results", runResults);

    public StandInDbt Sleeps() => With("sleeps", "");

    private StandInDbt With(string name, string text)
    {
        folder.With($"bin/{name}", text);
        return this;
    }
}
