namespace ShopStream.Sandbox.Postgres;

/// <summary>How to find PostgreSQL, and where to put the sandbox.</summary>
/// <param name="ProgramDirectories">Directories that may hold initdb, pg_ctl and postgres; the first complete one is used.</param>
/// <param name="TryDocker">Whether to use Docker if local programs are missing or fail.</param>
/// <param name="TempFolder">Parent of the sandbox's folder.</param>
internal sealed record SandboxOptions(IReadOnlyList<string> ProgramDirectories, bool TryDocker, string TempFolder)
{
    /// <summary>The PATH, then the usual places, then Docker.</summary>
    public static SandboxOptions Default { get; } = new(PostgresPrograms.UsualDirectories(), TryDocker: true, Path.GetTempPath());
}
