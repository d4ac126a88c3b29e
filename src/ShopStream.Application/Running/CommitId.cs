namespace ShopStream.Application.Running;

/// <summary>The commit of the specs: the one that the CI server names, else the one checked out in the git clone around the features.</summary>
internal static class CommitId
{
    private static readonly string[] Variables = ["GITHUB_SHA", "CI_COMMIT_SHA", "BUILD_SOURCEVERSION", "GIT_COMMIT"];

    /// <returns>Hexadecimal; null where it is unknown.</returns>
    public static string? Of(string folder, Func<string, string?> environment) =>
        Variables.Select(environment).FirstOrDefault(IsId) ?? CheckedOut(Path.GetFullPath(folder));

    private static bool IsId(string? text) => text is { Length: >= 7 and <= 64 } && text.All(char.IsAsciiHexDigit);

    // The files are read directly: git need not be installed.
    private static string? CheckedOut(string folder)
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
            // The clone cannot be read: the commit is unknown.
        }
        return null;
    }

    private static string? Head(string git)
    {
        var head = File.ReadAllText(Path.Combine(git, "HEAD")).Trim();
        if (!head.StartsWith("ref: ", StringComparison.Ordinal))
            return IsId(head) ? head : null;
        var name = head["ref: ".Length..];
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
