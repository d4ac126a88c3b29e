using System.Globalization;
using System.Security.Cryptography;

namespace ShopStream.Sandbox.Postgres;

/// <summary>The private folder of one throw-away server: data, log and owner.</summary>
internal sealed record SandboxFolder(string Path)
{
    private const string Prefix = "shopstream-pg-";
    private const string OwnerFile = "owner";
    private const int DeleteAttempts = 50;
    private static readonly TimeSpan RetryInterval = TimeSpan.FromMilliseconds(100);

    public string Data => System.IO.Path.Combine(Path, "data");

    public string Log => System.IO.Path.Combine(Path, "server.log");

    public string PasswordFile => System.IO.Path.Combine(Path, "password");

    /// <summary>Creates shopstream-pg-[pid]-[random] and records this process as its owner.</summary>
    public static SandboxFolder Create(string parent)
    {
        var name = $"{Prefix}{Environment.ProcessId}-{RandomNumberGenerator.GetHexString(8, lowercase: true)}";
        var folder = new SandboxFolder(System.IO.Path.Combine(parent, name));
        MakePrivate(folder.Path);
        File.WriteAllText(System.IO.Path.Combine(folder.Path, OwnerFile), ProcessIdentity.Current.ToString());
        return folder;
    }

    /// <summary>Creates a folder that other accounts may enter but not list; the account that runs the server needs to enter it.</summary>
    private static void MakePrivate(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
            return;
        }
        const UnixFileMode enter =
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        Directory.CreateDirectory(path, enter);
        // The umask may have removed the execute permission.
        File.SetUnixFileMode(path, enter);
    }

    /// <summary>Stops servers and deletes folders whose owner is gone, for example after kill -9. Never fails, because it is only cleanup.</summary>
    /// <returns>The deleted folders.</returns>
    public static async Task<IReadOnlyList<string>> SweepAsync(string parent, TimeProvider clock)
    {
        var deleted = new List<string>();
        foreach (var path in Directory.EnumerateDirectories(parent, Prefix + "*"))
        {
            try
            {
                var folder = new SandboxFolder(path);
                if (folder.IsOwnerAlive())
                    continue;
                await folder.RemoveAsync(clock);
                deleted.Add(path);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It belongs to another user, or another process is sweeping too.
            }
        }
        return deleted;
    }

    /// <summary>Stops the server, if any, and deletes the folder.</summary>
    /// <exception cref="IOException">The folder could not be deleted.</exception>
    public async Task RemoveAsync(TimeProvider clock)
    {
        await Postmaster.StopAsync(Data, clock);
        for (var attempt = 1; Directory.Exists(Path); attempt++)
        {
            try
            {
                Directory.Delete(Path, recursive: true);
            }
            // Children of the server, or of an interrupted initdb, may still be writing for a moment.
            catch (Exception e) when (e is IOException or UnauthorizedAccessException && attempt < DeleteAttempts)
            {
                await Task.Delay(RetryInterval, clock, CancellationToken.None);
            }
        }
    }

    /// <summary>The last lines of the server's log, for an error message.</summary>
    public string LogTail(int lines = 15)
    {
        if (!File.Exists(Log))
            return "(the server wrote no log)";
        return string.Join('\n', File.ReadLines(Log).TakeLast(lines));
    }

    // Until the owner file is written, the pid in the folder's name identifies the owner.
    private bool IsOwnerAlive()
    {
        var file = System.IO.Path.Combine(Path, OwnerFile);
        var text = File.Exists(file) ? File.ReadAllText(file) : string.Empty;
        if (ProcessIdentity.TryParse(text, out var owner))
            return owner.IsAlive();
        var pid = System.IO.Path.GetFileName(Path)[Prefix.Length..].Split('-')[0];
        return int.TryParse(pid, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && ProcessIdentity.Of(id) is not null;
    }
}
