namespace ShopStream.Sandbox.Postgres;

/// <summary>Where a sandbox is looked for and where it is put.</summary>
/// <param name="ProgramDirectories">Directories that may hold initdb, pg_ctl and postgres; the first complete one is taken.</param>
/// <param name="TryDocker">Whether Docker is asked when no local program does.</param>
/// <param name="TempFolder">The folder that gets the throw-away folder.</param>
internal sealed record SandboxOptions(IReadOnlyList<string> ProgramDirectories, bool TryDocker, string TempFolder)
{
    /// <summary>The PATH, then the usual places, then Docker.</summary>
    public static SandboxOptions Default { get; } = new(PostgresPrograms.UsualDirectories(), TryDocker: true, Path.GetTempPath());
}
