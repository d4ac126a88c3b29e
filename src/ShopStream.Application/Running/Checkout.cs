namespace ShopStream.Application.Running;

/// <summary>Branch and commit of the specs: those that the CI server names, else those checked out in the git clone around the features.</summary>
/// <param name="Branch">Name of the branch; null where it is unknown.</param>
/// <param name="Commit">Hexadecimal; null where it is unknown.</param>
internal sealed record Checkout(string? Branch, string? Commit)
{
    private const string Heads = "refs/heads/";

    private static readonly string[] CommitVariables = ["GITHUB_SHA", "CI_COMMIT_SHA", "BUILD_SOURCEVERSION", "GIT_COMMIT"];

    // The source of a pull request first: other variables name its merge with the target.
    private static readonly (string Source, string Target)[] PullRequests =
    [
        ("GITHUB_HEAD_REF", "GITHUB_BASE_REF"),
        ("CI_MERGE_REQUEST_SOURCE_BRANCH_NAME", "CI_MERGE_REQUEST_TARGET_BRANCH_NAME"),
        ("SYSTEM_PULLREQUEST_SOURCEBRANCH", "SYSTEM_PULLREQUEST_TARGETBRANCH"),
        ("CHANGE_BRANCH", "CHANGE_TARGET"),
    ];

    private static readonly string[] BranchVariables = ["GITHUB_REF", "CI_COMMIT_BRANCH", "BUILD_SOURCEBRANCH", "BRANCH_NAME", "GIT_BRANCH"];

    /// <summary>Finds both.</summary>
    /// <param name="folder">A folder in the clone.</param>
    /// <param name="environment">Environment variables.</param>
    public static Checkout Of(string folder, Func<string, string?> environment)
    {
        var found = CheckedOut(Path.GetFullPath(folder)) ?? new Checkout(null, null);
        foreach (var (source, target) in PullRequests)
        {
            // A fork's branch may have the name of the one it is for, and is not that one.
            if (Name(environment(source)) is { } branch)
                return new(string.Equals(branch, Name(environment(target)), StringComparison.Ordinal) ? null : branch, CommitOf(environment) ?? found.Commit);
        }
        return new(BranchVariables.Select(v => Name(environment(v))).FirstOrDefault(b => b is not null) ?? found.Branch, CommitOf(environment) ?? found.Commit);
    }

    private static string? CommitOf(Func<string, string?> environment) => CommitVariables.Select(environment).FirstOrDefault(IsId);

    // refs/tags/… and refs/pull/… are not branches.
    private static string? Name(string? text) =>
        string.IsNullOrEmpty(text) ? null
        : text.StartsWith(Heads, StringComparison.Ordinal) ? text[Heads.Length..]
        : text.StartsWith("refs/", StringComparison.Ordinal) ? null
        : text.StartsWith("origin/", StringComparison.Ordinal) ? text["origin/".Length..]
        : text;

    private static bool IsId(string? text) => text is { Length: >= 7 and <= 64 } && text.All(char.IsAsciiHexDigit);

    // The files are read directly: git need not be installed.
    private static Checkout? CheckedOut(string folder)
    {
        try
        {
            for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
            {
                var git = Path.Combine(at.FullName, ".git");
                // A worktree has a file that names its folder.
                if (File.Exists(git) && File.ReadAllText(git).Trim() is var link && link.StartsWith("gitdir: ", StringComparison.Ordinal))
                    git = Path.GetFullPath(link["gitdir: ".Length..], at.FullName);
                if (File.Exists(Path.Combine(git, "HEAD")))
                    return Head(git);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The clone cannot be read: branch and commit are unknown.
        }
        return null;
    }

    private static Checkout Head(string git)
    {
        var head = File.ReadAllText(Path.Combine(git, "HEAD")).Trim();
        return head.StartsWith("ref: ", StringComparison.Ordinal)
            ? new Checkout(Name(head["ref: ".Length..]), CommitOf(git, head["ref: ".Length..]))
            : new Checkout(null, IsId(head) ? head : null);
    }

    private static string? CommitOf(string git, string name)
    {
        var common = File.Exists(Path.Combine(git, "commondir")) ? Path.GetFullPath(File.ReadAllText(Path.Combine(git, "commondir")).Trim(), git) : git;
        foreach (var folder in new[] { git, common })
        {
            if (File.Exists(Path.Combine(folder, name)) && File.ReadAllText(Path.Combine(folder, name)).Trim() is var id && IsId(id))
                return id;
        }
        var packed = Path.Combine(common, "packed-refs");
        return !File.Exists(packed)
            ? null
            : File.ReadLines(packed).Where(l => l.EndsWith(" " + name, StringComparison.Ordinal)).Select(l => l.Split(' ')[0]).FirstOrDefault(IsId);
    }
}
