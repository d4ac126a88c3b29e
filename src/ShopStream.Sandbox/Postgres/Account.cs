using System.Globalization;
using ShopStream.Quality.Results;

namespace ShopStream.Sandbox.Postgres;

/// <summary>The account that runs the server when the current user is root, as which PostgreSQL refuses to run.</summary>
internal sealed record Account(string Name, uint User, uint Group, IReadOnlyList<string> Prefix)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    /// <summary>Prepends the program that switches to the account.</summary>
    public IReadOnlyList<string> Run(params IEnumerable<string> command) => [.. Prefix, .. command];

    /// <summary>Finds the account: postgres, or nobody if there is no postgres; null if the current account can run the server.</summary>
    /// <exception cref="InfrastructureException">The current user is root, and no program to switch accounts was found.</exception>
    public static async Task<Account?> ForServerAsync(ExternalProgram programs, CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess)
            return null;
        foreach (var name in (string[])["postgres", "nobody"])
        {
            if (
                await NumberAsync(programs, "-u", name, cancellationToken) is not { } user
                || await NumberAsync(programs, "-g", name, cancellationToken) is not { } group
            )
                continue;
            string[][] launchers =
            [
                ["setpriv", $"--reuid={user}", $"--regid={group}", "--clear-groups", "--"],
                ["runuser", "-u", name, "--"],
            ];
            foreach (var launcher in launchers)
            {
                if (await WorksAsync(programs, launcher, cancellationToken))
                    return new Account(name, user, group, launcher);
            }
        }
        throw new InfrastructureException(
            "PostgreSQL does not run as root, and neither setpriv nor runuser can switch to the account postgres or nobody. "
                + "Run as another user, or install util-linux."
        );
    }

    /// <summary>Makes the account the owner of a file or folder.</summary>
    public void TakeOwnership(string path) => Unix.ChangeOwner(path, User, Group);

    private static async Task<uint?> NumberAsync(ExternalProgram programs, string what, string name, CancellationToken cancellationToken)
    {
        var result = await programs.RunAsync(["id", what, name], Deadline, cancellationToken);
        return result.Succeeded && uint.TryParse(result.Output, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    private static async Task<bool> WorksAsync(ExternalProgram programs, string[] launcher, CancellationToken cancellationToken)
    {
        try
        {
            return (await programs.RunAsync([.. launcher, "true"], Deadline, cancellationToken)).Succeeded;
        }
        catch (InfrastructureException)
        {
            return false;
        }
    }
}
