using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Git;

/// <summary>A file that differs between a commit and the working tree.</summary>
/// <param name="Path">Its path in the working tree, relative to the root; at the commit, if it was deleted.</param>
/// <param name="OldPath">Its path at the commit, if it was renamed; null otherwise.</param>
public sealed record ChangedFile(string Path, string? OldPath);

/// <summary>A git clone, read through the git program. No checkout is touched, and nothing is written to it.</summary>
public sealed class GitRepository
{
    private const string UsualMain = "main";

    private readonly bool isShallow;

    private GitRepository(string root, bool isShallow) => (Root, this.isShallow) = (root, isShallow);

    /// <summary>Full path of the root of the working tree.</summary>
    public string Root { get; }

    /// <summary>The clone around a folder.</summary>
    /// <exception cref="UsageException">git is not installed, or the folder is not in a clone.</exception>
    public static async Task<GitRepository> FindAsync(string folder, CancellationToken cancellationToken)
    {
        var full = Path.GetFullPath(folder);
        var found = await GitProgram.RunAsync(full, ["rev-parse", "--show-toplevel", "--is-shallow-repository"], cancellationToken);
        if (found.ExitCode != 0)
            throw new UsageException(
                found.Error.Contains("dubious ownership", StringComparison.Ordinal)
                    ? $"git does not read the clone around {full}, because another account owns it: git config --global --add safe.directory {full}"
                    : $"{full} is not in a git repository: run it in a clone, whose commits have the base ({FirstLine(found.Error)})"
            );
        var lines = found.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return new GitRepository(Path.GetFullPath(lines[0]), lines.ElementAtOrDefault(1) is "true");
    }

    /// <summary>A path relative to the root, with forward slashes as git has it; null if it is not below the root.</summary>
    public string? PathOf(string path)
    {
        var below = Path.GetRelativePath(Root, Path.GetFullPath(path)).Replace('\\', '/');
        return below is "." or ".." || below.StartsWith("../", StringComparison.Ordinal) || Path.IsPathRooted(below) ? null : below;
    }

    /// <summary>Like <see cref="PathOf"/>, but also null for what git ignores, such as the models beside a program that was built in the clone.</summary>
    public async Task<string?> KeptPathOfAsync(string path, CancellationToken cancellationToken) =>
        PathOf(path) is { } below && (await GitProgram.RunAsync(Root, ["check-ignore", "--quiet", "--", below], cancellationToken)).ExitCode != 0
            ? below
            : null;

    /// <summary>The tracked files that match a pattern of git, such as *.sql, relative to the root.</summary>
    public async Task<IReadOnlyList<string>> TrackedAsync(string pattern, CancellationToken cancellationToken) =>
        (await ReadAsync(["ls-files", "-z", "--", pattern], cancellationToken)).Split('\0', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The merge base of what is checked out and a commit; the commit itself if they have none in common.</summary>
    public async Task<string> ForkOfAsync(string commit, CancellationToken cancellationToken)
    {
        var found = await GitProgram.RunAsync(Root, ["merge-base", "HEAD", commit], cancellationToken);
        return found.ExitCode == 0 ? found.Out.Trim() : commit;
    }

    /// <summary>The commit that is checked out.</summary>
    /// <exception cref="UsageException">There is none yet.</exception>
    public Task<string> HeadAsync(CancellationToken cancellationToken) => CommitAsync("HEAD", cancellationToken);

    /// <summary>The commit of a branch, tag or abbreviated hash.</summary>
    /// <exception cref="UsageException">It does not exist in this clone.</exception>
    public async Task<string> CommitAsync(string name, CancellationToken cancellationToken) =>
        await TryCommitAsync(name, cancellationToken)
        ?? throw new UsageException(
            $"there is no commit '{name}' in {Root}"
                + (isShallow ? Shallow : ": expected a branch, a tag or a commit, such as origin/main; git fetch gets those of the server")
        );

    /// <summary>The merge base of what is checked out and the main branch.</summary>
    /// <param name="target">The branch that a pull request is for, as a CI server names it; null outside of one.</param>
    /// <param name="main">The main branch of the settings. If it is main, the default, origin/HEAD goes before it and master after it.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <returns>The branch that was found, and the commit.</returns>
    /// <exception cref="UsageException">There is no main branch, or no common commit.</exception>
    public async Task<(string Branch, string Commit)> MergeBaseAsync(string? target, string main, CancellationToken cancellationToken)
    {
        var isUsual = target is null && string.Equals(main, UsualMain, StringComparison.Ordinal);
        string[] named = [$"origin/{target ?? main}", target ?? main];
        foreach (var branch in isUsual ? ["origin/HEAD", .. named, "origin/master", "master"] : named)
        {
            if (await TryCommitAsync(branch, cancellationToken) is null)
                continue;
            var found = await GitProgram.RunAsync(Root, ["merge-base", "HEAD", branch], cancellationToken);
            if (found.ExitCode == 0)
                return (branch, found.Out.Trim());
            throw new UsageException(
                $"what is checked out in {Root} and {branch} have no common commit"
                    + (isShallow ? Shallow : ": name the base, such as shopstream compare origin/release")
            );
        }
        throw new UsageException(
            $"{Root} has no {(isUsual ? "branch main or master" : $"branch {target ?? main}")}, here or at origin"
                + (isShallow ? Shallow : ": name the base, such as shopstream compare origin/release")
        );
    }

    /// <summary>Whether the working tree has changes that are not committed, new files included.</summary>
    public async Task<bool> IsDirtyAsync(CancellationToken cancellationToken) =>
        (await ReadAsync(["status", "--porcelain", "--untracked-files=normal"], cancellationToken)).Length > 0;

    /// <summary>The files that differ between a commit and the working tree, new ones included.</summary>
    public async Task<IReadOnlyList<ChangedFile>> ChangedSinceAsync(string commit, CancellationToken cancellationToken)
    {
        var changed = new List<ChangedFile>();
        var parts = new Queue<string>(
            (await ReadAsync(["diff", "--name-status", "--no-ext-diff", "--no-relative", "-z", "-M", commit, "--"], cancellationToken)).Split('\0')
        );
        while (parts.TryDequeue(out var status) && status.Length > 0)
        {
            var path = parts.Dequeue();
            changed.Add(status[0] is 'R' or 'C' ? new ChangedFile(parts.Dequeue(), path) : new ChangedFile(path, null));
        }
        var added = await ReadAsync(["ls-files", "--others", "--exclude-standard", "-z"], cancellationToken);
        changed.AddRange(added.Split('\0', StringSplitOptions.RemoveEmptyEntries).Select(p => new ChangedFile(p, null)));
        return changed;
    }

    /// <summary>The text of a file at a commit; null if the commit does not have it.</summary>
    /// <param name="commit">The commit.</param>
    /// <param name="path">Path relative to the root, with forward slashes.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    public async Task<string?> TryReadAsync(string commit, string path, CancellationToken cancellationToken)
    {
        var entries = await EntriesAsync(commit, path, cancellationToken);
        return entries.Exists(e => string.Equals(e.Path, path, StringComparison.Ordinal))
            ? await ReadAsync(["cat-file", "blob", $"{commit}:{path}"], cancellationToken)
            : null;
    }

    /// <summary>Writes the files of a folder at a commit into another folder.</summary>
    /// <param name="commit">The commit.</param>
    /// <param name="path">Path of the folder relative to the root, with forward slashes; "" for the root.</param>
    /// <param name="into">Receives the files, by their paths below the folder. Not created if the commit has none.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    public async Task ExportAsync(string commit, string path, string into, CancellationToken cancellationToken)
    {
        var entries = await EntriesAsync(commit, path, cancellationToken);
        if (entries.Count == 0)
            return;
        // In the order of the input: header, content, line feed.
        var done = await GitProgram.RunAsync(
            Root,
            ["cat-file", "--batch"],
            string.Concat(entries.Select(e => e.Blob + "\n")),
            async (output, token) =>
            {
                var reader = new GitObjects(output);
                foreach (var entry in entries)
                {
                    var target = Path.GetFullPath(Path.Combine(into, Path.GetRelativePath(path.Length == 0 ? "." : path, entry.Path)));
                    Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                    await File.WriteAllBytesAsync(target, await reader.NextAsync(token), token);
                }
                return "";
            },
            cancellationToken
        );
        Require(done, ["cat-file", "--batch"]);
    }

    // Links and submodules are not files of their own.
    private async Task<List<(string Blob, string Path)>> EntriesAsync(string commit, string path, CancellationToken cancellationToken)
    {
        var listed = await ReadAsync(["ls-tree", "-r", "-z", "--full-tree", commit, "--", path.Length == 0 ? "." : path], cancellationToken);
        return
        [
            .. listed
                .Split('\0', StringSplitOptions.RemoveEmptyEntries)
                .Select(line =>
                    (Head: line[..line.IndexOf('\t', StringComparison.Ordinal)].Split(' '), Path: line[(line.IndexOf('\t', StringComparison.Ordinal) + 1)..])
                )
                .Where(e => e.Head[0] is "100644" or "100755")
                .Select(e => (e.Head[2], e.Path)),
        ];
    }

    private async Task<string?> TryCommitAsync(string name, CancellationToken cancellationToken)
    {
        // What begins with a dash would be an option.
        if (name.Length == 0 || name[0] == '-')
            return null;
        var found = await GitProgram.RunAsync(Root, ["rev-parse", "--verify", "--quiet", $"{name}^{{commit}}"], cancellationToken);
        return found.ExitCode == 0 ? found.Out.Trim() : null;
    }

    private async Task<string> ReadAsync(string[] arguments, CancellationToken cancellationToken)
    {
        var output = await GitProgram.RunAsync(Root, arguments, cancellationToken);
        Require(output, arguments);
        return output.Out;
    }

    private void Require(GitOutput output, string[] arguments)
    {
        if (output.ExitCode != 0)
            throw new UsageException($"git {arguments[0]} failed in {Root}: {FirstLine(output.Error)}{(isShallow ? Shallow : "")}");
    }

    private const string Shallow =
        ": the clone is shallow and lacks older commits; fetch them with git fetch --unshallow, or in CI with fetch-depth: 0 (GitLab: GIT_DEPTH: 0)";

    private static string FirstLine(string text) => text.Split('\n')[0].Trim();
}
