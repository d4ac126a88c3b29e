namespace ShopStream.Application.Running;

/// <summary>Where a folder is in its repository, as CI servers name files.</summary>
internal static class RepositoryPath
{
    private static readonly string[] Variables = ["GITHUB_WORKSPACE", "CI_PROJECT_DIR", "BUILD_SOURCESDIRECTORY"];

    /// <returns>With forward slashes, "" for the root; null where the folder is neither in a repository nor in a CI server's workspace.</returns>
    public static string? Of(string folder, Func<string, string?> environment)
    {
        var full = Path.GetFullPath(folder);
        return Variables
            .Select(environment)
            .Append(Root(full))
            .Where(root => !string.IsNullOrEmpty(root))
            .Select(root => Below(root!, full))
            .FirstOrDefault(path => path is not null);
    }

    private static string? Root(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
        {
            // A worktree has a file there.
            if (Path.Exists(Path.Combine(at.FullName, ".git")))
                return at.FullName;
        }
        return null;
    }

    private static string? Below(string root, string full)
    {
        var path = Path.GetRelativePath(root, full).Replace('\\', '/');
        if (path is ".")
            return "";
        return path is ".." || path.StartsWith("../", StringComparison.Ordinal) || Path.IsPathRooted(path) ? null : path;
    }
}
