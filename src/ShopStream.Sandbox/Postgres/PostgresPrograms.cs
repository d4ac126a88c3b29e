using System.Globalization;
using System.Text.RegularExpressions;

namespace ShopStream.Sandbox.Postgres;

/// <summary>Directory with PostgreSQL's server programs.</summary>
internal sealed partial record PostgresPrograms(string Directory)
{
    private static readonly string[] Required = ["initdb", "pg_ctl", "postgres"];

    public string InitDb => At(Directory, "initdb");

    public string PgCtl => At(Directory, "pg_ctl");

    public string Server => At(Directory, "postgres");

    /// <summary>Finds the first directory that contains all three programs, after following links; null if there is none.</summary>
    public static PostgresPrograms? Find(IEnumerable<string> directories)
    {
        foreach (var directory in directories)
        {
            var program = new FileInfo(At(directory, "initdb"));
            if (!program.Exists)
                continue;
            // The PATH often contains only links; the programs need each other in the directory of the link's target.
            var target = program.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? program.FullName;
            var home = Path.GetDirectoryName(target)!;
            if (Required.All(name => File.Exists(At(home, name))))
                return new PostgresPrograms(home);
        }
        return null;
    }

    /// <summary>The directories of the PATH, then the usual install directories of each system, newest version first.</summary>
    public static IReadOnlyList<string> UsualDirectories()
    {
        var path = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(
            Path.PathSeparator,
            StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries
        );
        return
        [
            .. path.Where(Path.IsPathRooted),
            .. Versions("/usr/lib/postgresql", "*"),
            .. Versions("/usr", "pgsql-*"),
            .. Versions("/opt/homebrew/opt", "postgresql*"),
            .. Versions("/usr/local/opt", "postgresql*"),
            .. Versions("/Applications/Postgres.app/Contents/Versions", "*"),
            .. Versions(Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ProgramFiles), "PostgreSQL"), "*"),
        ];
    }

    /// <summary>The bin folders of a parent's matching folders, in descending order of the version in their names.</summary>
    internal static IEnumerable<string> Versions(string parent, string pattern)
    {
        if (!Path.IsPathRooted(parent) || !System.IO.Directory.Exists(parent))
            return [];
        return System
            .IO.Directory.EnumerateDirectories(parent, pattern)
            .OrderByDescending(d => Number().Match(Path.GetFileName(d)) is { Success: true } m ? double.Parse(m.Value, CultureInfo.InvariantCulture) : 0)
            .Select(d => Path.Combine(d, "bin"));
    }

    private static string At(string directory, string program) => Path.Combine(directory, OperatingSystem.IsWindows() ? program + ".exe" : program);

    [GeneratedRegex(@"[0-9]+(\.[0-9]+)?", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Number();
}
