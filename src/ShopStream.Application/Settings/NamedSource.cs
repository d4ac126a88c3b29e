using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using ShopStream.Pipeline.Source;
using ShopStream.Quality.Results;

namespace ShopStream.Application.Settings;

/// <summary>The source that the environment and the settings file name: whatever libpq would connect by is followed, or is an error.</summary>
/// <param name="file">The values of the settings file.</param>
/// <param name="environment">Returns an environment variable's value; null where it is not set.</param>
/// <param name="fileName">Named in messages.</param>
internal sealed partial class NamedSource(IReadOnlyDictionary<string, string> file, Func<string, string?> environment, string fileName)
{
    /// <summary>Variables that name the source or sign in to it.</summary>
    private static readonly string[] Variables =
    [
        "PGHOST",
        "PGHOSTADDR",
        "PGPORT",
        "PGDATABASE",
        "PGUSER",
        "PGPASSWORD",
        "PGPASSFILE",
        "PGSERVICE",
        "PGSERVICEFILE",
        "PGSSLMODE",
        "PGSSLROOTCERT",
        "PGSSLCERT",
        "PGSSLKEY",
        "PGOPTIONS",
    ];

    /// <summary>Variables that name a part of a source, so that a run on generated data would not be what was meant.</summary>
    private static readonly string[] Parts = ["PGUSER", "PGPASSWORD", "PGPORT", "PGSERVICEFILE"];

    // libpq follows these, Npgsql does not: they choose the server, or refuse one.
    private static readonly string[] NotSupported =
    [
        "PGREQUIREPEER",
        "PGREQUIREAUTH",
        "PGSSLCRL",
        "PGSSLCRLDIR",
        "PGSSLMINPROTOCOLVERSION",
        "PGSSLMAXPROTOCOLVERSION",
    ];

    private static readonly string[] CiVariables = ["CI", "TF_BUILD", "JENKINS_URL", "TEAMCITY_VERSION"];

    private readonly List<string> problems = [];
    private IReadOnlyDictionary<string, string>? service;
    private (IReadOnlyDictionary<string, string> Parts, string Origin)? address;

    /// <summary>What is wrong with the values that name the source. No value that can be a secret is shown.</summary>
    public IReadOnlyList<string> Problems => problems;

    /// <summary>Why the source must not be read, nor a sandbox in its place; null if it may. Commands that read no source do not mind.</summary>
    public string? Unreadable { get; private set; }

    /// <summary>Variables that are set but empty, in words; null if there are none.</summary>
    public string? Note => Empty() is { Count: > 0 } empty ? $"{string.Join(", ", empty)} {(empty.Count == 1 ? "is" : "are")} set but empty" : null;

    /// <summary>The connection string of the named source, and its host for messages; null if nothing names one, or there are problems.</summary>
    public string? Connection()
    {
        if (
            Empty() is { Count: > 0 } empty
            && CiVariables.FirstOrDefault(v => environment(v) is { Length: > 0 } set && !set.Equals("false", StringComparison.OrdinalIgnoreCase)) is { } ci
        )
            Unreadable =
                $"{string.Join(", ", empty)} {(empty.Count == 1 ? "is" : "are")} set but empty, and {ci} is set: "
                + "a secret or variable of the CI server has no value. Give it one, or do not set the variable";
        try
        {
            service = environment("PGSERVICE") is { Length: > 0 } named && !IsBlank(named) ? ServiceFile.Read(named, environment) : null;
            if (Value("source.database", "PGDATABASE", "dbname") is { } text && ConnectionText.Is(text.Text))
                address = (ConnectionText.Read(text.Text, text.Origin), text.Origin);
        }
        catch (UsageException e)
        {
            problems.Add(e.Message);
            return null;
        }
        var (host, database, user) = (
            Value("source.host", "PGHOST", "host"),
            Value("source.database", "PGDATABASE", "dbname"),
            Value("source.user", "PGUSER", "user")
        );
        foreach (var (value, what) in new[] { (host, "a host name"), (database, "the name of a database"), (user, "the name of a role") })
            if (value is { } given && LooksLikeAddress(given.Text, isHost: what is "a host name"))
                problems.Add(
                    $"{given.Origin} holds an address with several parts (not shown, it may hold a password): expected {what} alone. "
                        + "Write the parts as PGHOST, PGPORT, PGDATABASE, PGUSER and PGPASSWORD"
                );
        var numericHost = Value(null, "PGHOSTADDR", "hostaddr");
        if (numericHost is { } numeric && !IPAddress.TryParse(numeric.Text, out _))
            problems.Add($"{numeric.Origin} is {Shown(numeric.Text)}: expected one IP address; a name goes into PGHOST");
        if (host is null && numericHost is null && database is null && service is null)
        {
            ReportPartsWithoutServer();
            return null;
        }
        var mode = Value("source.sslmode", "PGSSLMODE", "sslmode");
        if (host is not null && numericHost is not null && mode?.Text is "verify-full")
            problems.Add(
                $"{numericHost.Value.Origin} and {mode.Value.Origin}=verify-full: "
                    + $"the certificate would be compared with the IP address instead of the name: remove {numericHost.Value.Origin}, or set verify-ca"
            );
        foreach (var variable in NotSupported.Where(v => environment(v) is { Length: > 0 }))
            problems.Add($"{variable} is set, but is not supported: unset it");
        if (environment("PGTARGETSESSIONATTRS") is { Length: > 0 } and not "any")
            problems.Add("PGTARGETSESSIONATTRS is set, but only any is supported: name the server to read with PGHOST, and unset it");
        if (environment("PGGSSENCMODE") is "require")
            problems.Add("PGGSSENCMODE is require, but is not supported: use PGSSLMODE, and unset it");
        var port = Port();
        if (problems.Count > 0)
            return null;
        try
        {
            return SourceAddress.Connection(
                numericHost?.Text ?? host?.Text ?? "localhost",
                port,
                user?.Text ?? Environment.UserName,
                database?.Text,
                Value(null, "PGPASSWORD", "password")?.Text,
                mode?.Text,
                Value("source.sslrootcert", "PGSSLROOTCERT", "sslrootcert")?.Text,
                new SourceSignIn
                {
                    PassFile = Value(null, "PGPASSFILE", "passfile")?.Text,
                    Certificate = Value(null, "PGSSLCERT", "sslcert")?.Text,
                    Key = Value(null, "PGSSLKEY", "sslkey")?.Text,
                    ChannelBinding = Value(null, "PGCHANNELBINDING", "channel_binding")?.Text,
                    Options = Value(null, "PGOPTIONS", "options")?.Text,
                }
            );
        }
        catch (FormatException e)
        {
            problems.Add($"{mode?.Origin ?? "PGCHANNELBINDING"}: {e.Message}");
            return null;
        }
    }

    private int Port()
    {
        if (Value("source.port", "PGPORT", "port") is not { } port)
            return 5432;
        var kind = SettingsTable.Find("source.port")!.Kind;
        if (kind.Accepts(port.Text))
            return int.Parse(port.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        problems.Add($"{port.Origin} is {Shown(port.Text)}: expected {kind.Expected}");
        return 5432;
    }

    private void ReportPartsWithoutServer()
    {
        var set = Parts
            .Where(v => environment(v) is { } value && !IsBlank(value))
            .Concat(new[] { "source.user", "source.port" }.Where(s => file.GetValueOrDefault(s) is { Length: > 0 }).Select(s => $"{fileName}: {s}"))
            .ToList();
        if (set.Count > 0)
            Unreadable ??=
                $"{string.Join(", ", set)} {(set.Count == 1 ? "is" : "are")} set, but nothing names a server or a database: "
                + $"set PGHOST, PGDATABASE or PGSERVICE, or unset {(set.Count == 1 ? "it" : "them")} to run on a sandbox with generated data";
    }

    // As in libpq, a URL outranks a service, and a service the other variables.
    private (string Text, string Origin)? Value(string? setting, string variable, string parameter) =>
        address is { } whole && whole.Parts.TryGetValue(parameter, out var part) ? (part, $"{whole.Origin}: {parameter}")
        // The text that is a URL is not also a name.
        : address is not null && parameter is "dbname" ? null
        : service?.GetValueOrDefault(parameter) is { Length: > 0 } served ? (served, $"the service [{environment("PGSERVICE")}]: {parameter}")
        : environment(variable) is { } value && !IsBlank(value) ? (value, variable)
        : setting is not null && file.GetValueOrDefault(setting) is { Length: > 0 } other ? (other, $"{fileName}: {setting}")
        : null;

    private List<string> Empty() => [.. Variables.Where(v => environment(v) is { } value && IsBlank(value))];

    private static bool IsBlank(string value) => string.IsNullOrWhiteSpace(value);

    // A URL, user:password@host, or a connection string. An abstract socket begins with @.
    private static bool LooksLikeAddress(string text, bool isHost) =>
        text.Contains("://", StringComparison.Ordinal)
        || Assignment().IsMatch(text)
        || (isHost && (text.IndexOf('@', StringComparison.Ordinal) > 0 || text.IndexOfAny([';', '?', '=']) >= 0));

    /// <summary>A value that is not of the expected kind can be a secret in the wrong place.</summary>
    private static string Shown(string value) => Harmless().IsMatch(value) ? $"'{value}'" : "a value that is not shown";

    [GeneratedRegex(
        @"\b(host|hostaddr|server|port|dbname|database|user|username|password|sslmode)\s*=",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase,
        1000
    )]
    private static partial Regex Assignment();

    [GeneratedRegex(@"^[A-Za-z0-9.,_-]{1,16}$", RegexOptions.None, 1000)]
    private static partial Regex Harmless();
}
