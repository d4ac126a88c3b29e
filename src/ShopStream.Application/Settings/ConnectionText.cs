using System.Text;
using ShopStream.Quality.Data;
using ShopStream.Quality.Results;

namespace ShopStream.Application.Settings;

/// <summary>
/// A URL or a connection string in the place of a database's name, as libpq expands it: postgresql://user:password@host:port/database?name=value,
/// or host=… port=… password='…'.
/// </summary>
internal static class ConnectionText
{
    private static readonly string[] Schemes = ["postgresql://", "postgres://"];

    /// <summary>Whether the text is a URL or a connection string.</summary>
    public static bool Is(string text) => SchemeOf(text) is not null || text.Contains('=', StringComparison.Ordinal);

    /// <summary>The parameters by libpq's names. Each is given once, and none is empty.</summary>
    /// <param name="text">The URL or connection string.</param>
    /// <param name="origin">Where it is from, for messages.</param>
    /// <exception cref="UsageException">It is malformed, or has what cannot be followed. No value is shown.</exception>
    public static IReadOnlyDictionary<string, string> Read(string text, string origin)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in SchemeOf(text) is { } scheme ? OfUrl(text[scheme.Length..], origin) : OfPairs(text, origin))
        {
            if (!ServiceFile.Known.Contains(name, StringComparer.Ordinal) && !ServiceFile.WithoutEffect.Contains(name, StringComparer.Ordinal))
                throw new UsageException($"{origin}: the parameter {Shown(name)} is not supported{Nearest.Hint(Shown(name), ServiceFile.Known)}: remove it");
            if (name is "host" or "port" && value.Contains(',', StringComparison.Ordinal))
                throw new UsageException($"{origin} names several servers: expected one, the server to read");
            if (name is "port" && !value.All(char.IsAsciiDigit))
                throw new UsageException($"{origin}: the port is not a number");
            if (value.Length > 0)
                found[name] = value;
        }
        return found;
    }

    private static string? SchemeOf(string text) => Array.Find(Schemes, s => text.StartsWith(s, StringComparison.Ordinal));

    private static IEnumerable<(string Name, string Value)> OfUrl(string rest, string origin)
    {
        var query = rest.IndexOf('?', StringComparison.Ordinal) is >= 0 and var mark ? rest[(mark + 1)..] : "";
        var path = rest[..(query.Length > 0 ? rest.Length - query.Length - 1 : rest.Length)].TrimEnd('?');
        var slash = path.IndexOf('/', StringComparison.Ordinal);
        var authority = slash < 0 ? path : path[..slash];
        // As in libpq, the first @ ends the user: others have to be written as %40.
        if (authority.IndexOf('@', StringComparison.Ordinal) is >= 0 and var at)
        {
            var user = authority[..at].Split(':', 2);
            yield return ("user", Decoded(user[0], origin));
            if (user.Length > 1)
                yield return ("password", Decoded(user[1], origin));
            authority = authority[(at + 1)..];
        }
        if (authority.Contains('@', StringComparison.Ordinal) || (slash >= 0 && path[slash..].Contains('@', StringComparison.Ordinal)))
            throw new UsageException($"{origin} is not a URL: write @ in a password as %40, and / as %2F");
        var end = authority.StartsWith('[') ? authority.IndexOf(']', StringComparison.Ordinal) + 1 : authority.IndexOf(':', StringComparison.Ordinal);
        var host =
            end > 0 ? authority[..end]
            : end < 0 ? authority
            : "";
        yield return ("host", Decoded(host.Trim('[', ']'), origin));
        if (authority.Length > host.Length)
            yield return ("port", authority[host.Length] == ':' ? authority[(host.Length + 1)..] : throw new UsageException($"{origin} is not a URL"));
        if (slash >= 0)
            yield return ("dbname", Decoded(path[(slash + 1)..], origin));
        foreach (var pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(p => p.Split('=', 2)))
            yield return pair.Length == 2
                ? (Decoded(pair[0], origin), Decoded(pair[1], origin))
                : throw new UsageException($"{origin}: a parameter of the URL has no value: expected name=value");
    }

    private static string Decoded(string text, string origin)
    {
        var decoded = Uri.UnescapeDataString(text);
        return decoded.Contains('\0', StringComparison.Ordinal) ? throw new UsageException($"{origin} has a %00, which no part of an address has") : decoded;
    }

    private static IEnumerable<(string Name, string Value)> OfPairs(string text, string origin)
    {
        for (var at = 0; (at = SkipBlanks(text, at)) < text.Length; )
        {
            var equals = text.IndexOf('=', at);
            if (equals < 0)
                throw new UsageException($"{origin} is not a connection string: a part has no '='");
            var name = text[at..equals].Trim();
            at = SkipBlanks(text, equals + 1);
            var value = new StringBuilder();
            var quoted = at < text.Length && text[at] == '\'';
            for (at += quoted ? 1 : 0; at < text.Length && (quoted ? text[at] != '\'' : !char.IsWhiteSpace(text[at])); at++)
                value.Append(text[at] == '\\' && at + 1 < text.Length ? text[++at] : text[at]);
            if (quoted && at++ >= text.Length)
                throw new UsageException($"{origin} is not a connection string: a quote is not closed");
            yield return (name, value.ToString());
        }
    }

    private static int SkipBlanks(string text, int at)
    {
        while (at < text.Length && char.IsWhiteSpace(text[at]))
            at++;
        return at;
    }

    // What stands in the place of a name can be a part of a password.
    private static string Shown(string name) => name.All(c => char.IsAsciiLetterLower(c) || c == '_') ? name : "(not shown)";
}
