using ShopStream.Quality.Data;
using ShopStream.Quality.Results;

namespace ShopStream.Application.Settings;

/// <summary>A service of a connection service file, as libpq reads it: PGSERVICE names the service.</summary>
internal static class ServiceFile
{
    /// <summary>The parameters that are followed.</summary>
    public static readonly string[] Known =
    [
        "host",
        "hostaddr",
        "port",
        "dbname",
        "user",
        "password",
        "passfile",
        "sslmode",
        "sslrootcert",
        "sslcert",
        "sslkey",
        "channel_binding",
        "options",
    ];

    /// <summary>These change neither which source is read nor how it is verified.</summary>
    public static readonly string[] WithoutEffect =
    [
        "application_name",
        "fallback_application_name",
        "connect_timeout",
        "client_encoding",
        "keepalives",
        "keepalives_idle",
        "keepalives_interval",
        "keepalives_count",
        "tcp_user_timeout",
        "gssencmode",
        "sslcompression",
        "sslsni",
    ];

    /// <summary>
    /// Reads the parameters of a service: from PGSERVICEFILE, else from .pg_service.conf in the home folder, else from pg_service.conf in PGSYSCONFDIR.
    /// </summary>
    /// <param name="service">The service's name.</param>
    /// <param name="environment">Returns an environment variable's value; null where it is not set.</param>
    /// <exception cref="UsageException">No file has the service, or it has a parameter that cannot be followed. No value is shown.</exception>
    public static IReadOnlyDictionary<string, string> Read(string service, Func<string, string?> environment)
    {
        var files = Files(environment).ToList();
        foreach (var file in files.Where(File.Exists))
        {
            if (Section(file, service) is { } found)
                return found;
        }
        var lacks = files.Select(f => File.Exists(f) ? $"{f} has no section [{service}]" : $"{f} does not exist");
        var reason = files.Count == 0 ? "there is no service file" : string.Join(" and ", lacks);
        throw new UsageException($"PGSERVICE is '{service}', but {reason}: add the section, name the file with PGSERVICEFILE, or unset PGSERVICE");
    }

    private static IEnumerable<string> Files(Func<string, string?> environment)
    {
        if (environment("PGSERVICEFILE") is { Length: > 0 } named)
            yield return named;
        else if ((environment("HOME") ?? Environment.GetFolderPath(Environment.SpecialFolder.UserProfile)) is { Length: > 0 } home)
            yield return Path.Combine(home, ".pg_service.conf");
        if (environment("PGSYSCONFDIR") is { Length: > 0 } folder)
            yield return Path.Combine(folder, "pg_service.conf");
    }

    private static Dictionary<string, string>? Section(string file, string service)
    {
        Dictionary<string, string>? found = null;
        var (inside, number) = (false, 0);
        foreach (var line in Lines(file).Select(l => l.Trim()))
        {
            number++;
            if (line.Length == 0 || line[0] == '#')
                continue;
            if (line[0] == '[')
            {
                // As libpq does: the first section of this name counts.
                if (found is not null)
                    break;
                inside = string.Equals(line, $"[{service}]", StringComparison.Ordinal);
                if (inside)
                    found = new Dictionary<string, string>(StringComparer.Ordinal);
                continue;
            }
            if (!inside)
                continue;
            var parts = line.Split('=', 2);
            var name = parts[0].Trim();
            if (line.StartsWith("ldap", StringComparison.Ordinal))
                throw new UsageException(
                    $"{file}:{number}: the service [{service}] is looked up by LDAP, which is not supported: write its parameters instead"
                );
            if (parts.Length < 2)
                throw new UsageException($"{file}:{number}: the line of the service [{service}] has no '=': expected a parameter such as host=db.example");
            if (!Known.Contains(name, StringComparer.Ordinal) && !WithoutEffect.Contains(name, StringComparer.Ordinal))
                throw new UsageException(
                    $"{file}:{number}: the parameter {name} of the service [{service}] is not supported{Nearest.Hint(name, Known)}: "
                        + "remove it, or name the source with PGHOST, PGPORT, PGDATABASE and PGUSER"
                );
            found!.TryAdd(name, parts[1].Trim());
        }
        return found;
    }

    private static string[] Lines(string file)
    {
        try
        {
            return File.ReadAllLines(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"the service file {file} cannot be read: {e.Message} Give this account the right to read it, or unset PGSERVICE", e);
        }
    }
}
