using System.Globalization;
using System.Text.RegularExpressions;

namespace ShopStream.Sandbox.Postgres;

/// <summary>PostgreSQL's server programs in one directory.</summary>
internal sealed partial record PostgresPrograms(string Directory)
{
    private static readonly string[] Needed = ["initdb", "pg_ctl", "postgres"];

    public string InitDb => At(Directory, "initdb");

    public string PgCtl => At(Directory, "pg_ctl");

    public string Server => At(Directory, "postgres");

    /// <summary>The first directory that holds all three programs, links followed; null when there is none.</summary>
    public static PostgresPrograms? Find(IEnumerable<string> directories)
    {
        foreach (var directory in directories)
        {
            var program = new FileInfo(At(directory, "initdb"));
            if (!program.Exists) continue;
            // On the PATH there is often a link only; the programs find each other beside their real place.
            var real = program.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? program.FullName;
            var home = Path.GetDirectoryName(real)!;
            if (Needed.All(name => File.Exists(At(home, name)))) return new PostgresPrograms(home);
        }
        return null;
    }

    /// <summary>The directories of the PATH, then where the packages of each system put the programs, newest version first.</summary>
    public static IReadOnlyList<string> UsualDirectories()
    {
        var path = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
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

    /// <summary>The bin folders below the folders of a parent whose names fit, by the number in the name, downwards.</summary>
    internal static IEnumerable<string> Versions(string parent, string pattern)
    {
        if (!Path.IsPathRooted(parent) || !System.IO.Directory.Exists(parent)) return [];
        return System.IO.Directory.EnumerateDirectories(parent, pattern)
            .OrderByDescending(d => Number().Match(Path.GetFileName(d)) is { Success: true } m ? double.Parse(m.Value, CultureInfo.InvariantCulture) : 0)
            .Select(d => Path.Combine(d, "bin"));
    }

    private static string At(string directory, string program) =>
        Path.Combine(directory, OperatingSystem.IsWindows() ? program + ".exe" : program);

    [GeneratedRegex(@"[0-9]+(\.[0-9]+)?", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Number();
}
