using System.Diagnostics;
using ShopStream.Pipeline.Models;
using ShopStream.Tests.Cli;

namespace ShopStream.Tests.Changes;

/// <summary>A git clone with the shipped features, settings and models, made by git itself.</summary>
internal sealed class GitClone : IDisposable
{
    private readonly TestWorkspace folder = new();

    /// <param name="branch">The first branch.</param>
    public GitClone(string branch = "main") => Git("init", "-q", "-b", branch, ".");

    public string Path => folder.Path;

    /// <summary>The settings file of the clone.</summary>
    public string Settings => In("pipeline.runsettings");

    /// <summary>A clone whose first commit has everything that init writes, with models.</summary>
    public static GitClone WithShop(string branch = "main")
    {
        var clone = new GitClone(branch);
        foreach (var file in Directory.EnumerateFiles(ModelProject.ShippedFolder, "*", SearchOption.AllDirectories))
            clone.With($"models/{System.IO.Path.GetRelativePath(ModelProject.ShippedFolder, file)}", File.ReadAllText(file));
        clone.With("features/uniqueness.feature", File.ReadAllText(System.IO.Path.Combine(Repository.Features, "uniqueness.feature")));
        clone.With(
            "pipeline.runsettings",
            File.ReadAllText(Repository.SettingsFile)
                .Replace("\"warehouse.threads\" value=\"0\"", "\"warehouse.threads\" value=\"1\"", StringComparison.Ordinal)
        );
        clone.Commit("base");
        return clone;
    }

    public string In(string name) => folder.In(name);

    public GitClone With(string file, string text)
    {
        folder.With(file, text);
        return this;
    }

    /// <summary>Replaces a text of a file, which must be there.</summary>
    public GitClone Replace(string file, string old, string @new)
    {
        var text = File.ReadAllText(In(file));
        return text.Contains(old, StringComparison.Ordinal)
            ? With(file, text.Replace(old, @new, StringComparison.Ordinal))
            : throw new InvalidOperationException($"{file} does not contain '{old}'");
    }

    /// <summary>Commits everything.</summary>
    /// <returns>The commit.</returns>
    public string Commit(string message)
    {
        Git("add", "-A");
        Git("-c", "user.name=t", "-c", "user.email=t@example.com", "commit", "-q", "--allow-empty", "-m", message);
        return Git("rev-parse", "HEAD").Trim();
    }

    /// <summary>Runs git, which must succeed.</summary>
    public string Git(params string[] arguments) => GitIn(Path, arguments);

    /// <summary>Runs git in a folder.</summary>
    public static string GitIn(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("git", arguments)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"git {string.Join(' ', arguments)}: {error.Result}");
    }

    /// <summary>The content and time of every file, git's own included, and the branches.</summary>
    public IReadOnlyDictionary<string, string> State() =>
        Directory
            .EnumerateFiles(Path, "*", SearchOption.AllDirectories)
            .Where(f => !f.StartsWith(In("reports"), StringComparison.Ordinal))
            .ToDictionary(
                f => f,
                f => $"{File.GetLastWriteTimeUtc(f):O} {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(f)))}",
                StringComparer.Ordinal
            );

    public void Dispose() => folder.Dispose();
}
