using System.Globalization;
using ShopStream.Quality.Results;

namespace ShopStream.Sandbox.Postgres;

/// <summary>The account that runs the server: our own, or another one when we are root, which PostgreSQL refuses.</summary>
internal sealed record Account(string Name, uint User, uint Group, IReadOnlyList<string> Prefix)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    /// <summary>Puts what changes the account, if anything does, in front of a command.</summary>
    public IReadOnlyList<string> Run(params IEnumerable<string> command) => [.. Prefix, .. command];

    /// <summary>Null: no change of account is needed. Else postgres, or nobody where there is no postgres.</summary>
    /// <exception cref="InfrastructureException">We are root and no way down was found.</exception>
    public static async Task<Account?> ForServerAsync(ExternalProgram programs, CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess) return null;
        foreach (var name in (string[])["postgres", "nobody"])
        {
            if (await NumberAsync(programs, "-u", name, cancellationToken) is not { } user || await NumberAsync(programs, "-g", name, cancellationToken) is not { } group) continue;
            string[][] ways =
            [
                ["setpriv", $"--reuid={user}", $"--regid={group}", "--clear-groups", "--"],
                ["runuser", "-u", name, "--"],
            ];
            foreach (var way in ways)
            {
                if (await WorksAsync(programs, way, cancellationToken)) return new Account(name, user, group, way);
            }
        }
        throw new InfrastructureException(
            "PostgreSQL does not run as root, and neither setpriv nor runuser leads to the account postgres or nobody. "
            + "Run as another user, or install util-linux.");
    }

    /// <summary>Gives a file or folder to the account.</summary>
    public void TakeOwnership(string path) => Unix.ChangeOwner(path, User, Group);

    private static async Task<uint?> NumberAsync(ExternalProgram programs, string what, string name, CancellationToken cancellationToken)
    {
        var result = await programs.RunAsync(["id", what, name], Deadline, cancellationToken);
        return result.Succeeded && uint.TryParse(result.Output, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    private static async Task<bool> WorksAsync(ExternalProgram programs, string[] way, CancellationToken cancellationToken)
    {
        try
        {
            return (await programs.RunAsync([.. way, "true"], Deadline, cancellationToken)).Succeeded;
        }
        catch (InfrastructureException)
        {
            return false;
        }
    }
}
