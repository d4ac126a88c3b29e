using System.Text.RegularExpressions;

namespace ShopStream.Quality.Redaction;

/// <summary>
/// Hides credentials in text that is shown: what stands between :// and @ in a URL, and the value of a password in a connection string or a query.
/// </summary>
public static partial class Secrets
{
    private const string Hidden = "***";
    private const string Names = @"(?<name>\b(password|pwd|passwd|sslpassword|ssl password|token|access_token|secret|sig|signature|api_?key)";

    // In single quotes a backslash escapes, as in libpq.
    private const string Values = """('(\\.|[^'\\])*'|"[^"]*"|[^\s;&'",)]+)""";

    /// <summary>The text without credentials. The name of a user stays, unless it stands alone before the @, where tokens are given.</summary>
    public static string Hide(string text)
    {
        if (!text.Contains('@', StringComparison.Ordinal) && !text.Contains('=', StringComparison.Ordinal))
            return text;
        var urls = UserInfo()
            .Replace(
                text,
                m =>
                    m.Groups["password"].Success
                        ? $"{m.Groups["before"]}{m.Groups["user"]}:{Hidden}@"
                        : $"{m.Groups["before"]}{(IsDatabase(m.Groups["before"].Value) ? m.Groups["user"].Value : Hidden)}@"
            );
        return Value().Replace(urls, m => $"{m.Groups["name"]}{Hidden}");
    }

    // postgresql://reader@host names a role; https://TOKEN@host carries a token.
    private static bool IsDatabase(string scheme) => scheme.StartsWith("postgres", StringComparison.OrdinalIgnoreCase);

    // A password may contain @ and /: up to the last @ before a blank or a quote.
    [GeneratedRegex(
        """(?<before>\b[A-Za-z][A-Za-z0-9+.-]*://)(?<user>[^\s:/@'"]*)(:(?<password>[^\s'"]*))?@(?=[^\s@'"]*)""",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex UserInfo();

    [GeneratedRegex($"""{Names}\s*=\s*){Values}""", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Value();
}
