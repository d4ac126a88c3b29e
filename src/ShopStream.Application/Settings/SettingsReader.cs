using System.Globalization;
using ShopStream.Pipeline.Lake;
using ShopStream.Pipeline.Source;
using ShopStream.Quality.Data;
using ShopStream.Quality.FailingRows;
using ShopStream.Quality.Reconciliation;
using ShopStream.Quality.Results;
using ShopStream.Quality.Shop;
using ShopStream.Reports.Integrations;
using ShopStream.Reports.Integrations.Channels;

namespace ShopStream.Application.Settings;

/// <summary>Reads values by <see cref="SettingsTable"/> and collects what is wrong with them.</summary>
/// <param name="file">The values of the file.</param>
/// <param name="options">Values that outrank the file.</param>
/// <param name="environment">Returns an environment variable's value; null where it is not set.</param>
/// <param name="fileName">Named in messages.</param>
internal sealed class SettingsReader(
    IReadOnlyDictionary<string, string> file,
    IReadOnlyDictionary<string, string> options,
    Func<string, string?> environment,
    string fileName
)
{
    private const string ColumnsOf = "source.columns.";
    private const string DeadlineOf = "source.deadline.";

    private readonly List<string> problems = [];

    /// <summary>What a reader of the result should know about how the source is named; null for nothing.</summary>
    public string? SourceNote { get; private set; }

    /// <inheritdoc cref="ShopSettings.SourceProblem"/>
    public string? SourceProblem { get; private set; }

    /// <summary>The value as it is; the default where none is given.</summary>
    public string Text(string name) => options.GetValueOrDefault(name) ?? (file.GetValueOrDefault(name) is { Length: > 0 } value ? value : Of(name).Default);

    /// <summary>The value as it is; null where none is given and there is no default.</summary>
    public string? Optional(string name) => Text(name) is { Length: > 0 } value ? value : null;

    /// <summary>The value, if it is of the setting's kind; else the default, with a problem.</summary>
    public string Valid(string name)
    {
        var (setting, text) = (Of(name), Text(name));
        // An option is empty where a script's variable has no value: its default may not be what was meant.
        if (text.Length == 0 ? setting.Default.Length == 0 : setting.Kind.Accepts(text))
            return text;
        problems.Add($"{Where(name)} is '{text}': expected {setting.Kind.Expected}");
        return setting.Default;
    }

    public int Number(string name) =>
        int.TryParse(Valid(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : ((SettingKind.WholeNumber)Of(name).Kind).Low;

    public TimeSpan Seconds(string name) => TimeSpan.FromSeconds(Number(name));

    public DateOnly? Date(string name)
    {
        var text = Text(name);
        if (text.Length == 0)
            return null;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            return date;
        problems.Add($"{Where(name)} is '{text}': expected {Of(name).Kind.Expected}");
        return null;
    }

    public string[] Names(string name)
    {
        var names = new List<string>();
        foreach (var item in Identifier.Items(Text(name)))
        {
            if (Name(name, item) is not { } table)
                continue;
            // Unquoted, only a plain name is read in one way.
            if (!item.StartsWith('"') && !Identifier.IsPlain(table))
                problems.Add($"{Where(name)} names '{item}': expected table names separated by commas: {Identifier.Expected}");
            else if (FileName.Fault(table) is { } fault)
                problems.Add($"{Where(name)} names {item}, which {fault}");
            else
                names.Add(table);
        }
        return [.. names];
    }

    /// <summary>source.tables: the names that the tables have here, and the places of those in other schemas.</summary>
    /// <param name="schema">The schema of tables that are named without one.</param>
    public (IReadOnlyList<string> Names, IReadOnlyDictionary<string, SourcePlace> Places) SourceTables(string schema)
    {
        const string setting = "source.tables";
        var places = new List<SourcePlace>();
        foreach (var item in Identifier.Items(Text(setting)))
        {
            var parts = Identifier.Parts(item, '.');
            var names = parts.Select(p => Name(setting, p)).OfType<string>().ToList();
            if (names.Count < parts.Count)
                continue;
            // Unquoted, only a plain name is read in one way.
            if (parts.Count > 2 || parts.Zip(names).Any(p => !p.First.StartsWith('"') && !Identifier.IsPlain(p.Second)))
                problems.Add($"{Where(setting)} names '{item}': expected table names separated by commas, or schema.table: {Identifier.Expected}");
            else if (names.Select(FileName.Fault).FirstOrDefault(f => f is not null) is { } fault)
                problems.Add($"{Where(setting)} names {item}, which {fault}");
            else
                places.Add(new SourcePlace(names.Count == 2 ? names[0] : schema, names[^1]));
        }
        var named = SourcePlace.Named(places);
        return (
            [.. named.Select(n => n.Name)],
            named
                .Where(n => n.Place != new SourcePlace(schema, n.Name))
                .DistinctBy(n => n.Name, StringComparer.Ordinal)
                .ToDictionary(n => n.Name, n => n.Place, StringComparer.Ordinal)
        );
    }

    // A name in a list or behind a prefix; null, with a problem, if it is not a name.
    private string? Name(string setting, string written)
    {
        try
        {
            return Identifier.Read(written);
        }
        catch (FormatException e)
        {
            problems.Add($"{Where(setting)}: {e.Message}");
            return null;
        }
    }

    /// <summary>What the value is made into; the default of the type, with a problem, if that fails.</summary>
    public T Made<T>(string name, Func<string, T> make)
    {
        try
        {
            return make(Text(name));
        }
        catch (Exception e) when (e is UsageException or FormatException or ArgumentException)
        {
            problems.Add($"{Where(name)}: {e.Message}");
            return default!;
        }
    }

    public IReadOnlyDictionary<string, BusinessMetric> BusinessMetrics()
    {
        try
        {
            return BusinessMetricText.Parse(file);
        }
        catch (FormatException e)
        {
            problems.Add($"{fileName}: {e.Message}");
            return new Dictionary<string, BusinessMetric>(StringComparer.Ordinal);
        }
    }

    /// <summary>Null where nothing names a source. A password comes from PGPASSWORD, PGPASSFILE or a service, never from a file of settings.</summary>
    public SourceAddress? Source(string schema, IReadOnlyList<string> tables, TimeSpan deadline, IReadOnlyDictionary<string, TimeSpan> deadlines)
    {
        var named = new NamedSource(file, environment, fileName);
        var connection = named.Connection();
        problems.AddRange(named.Problems);
        SourceNote = named.Note;
        SourceProblem = named.Unreadable;
        return connection is null ? null : new SourceAddress(connection, schema, tables, deadline) { Columns = Columns(tables), Deadlines = deadlines };
    }

    /// <summary>lake.json_tables. The default names tables of the shipped shop, which another shop need not have.</summary>
    public IReadOnlySet<string> JsonTables(IReadOnlyList<string> tables)
    {
        const string setting = "lake.json_tables";
        if (Text(setting) is "none")
            return new HashSet<string>(StringComparer.Ordinal);
        var json = Names(setting);
        var unknown = Text(setting) is not ShopTables.Json ? json.Except(tables, StringComparer.Ordinal) : [];
        problems.AddRange(unknown.Select(t => $"{Where(setting)}: source.tables has no {Identifier.Written(t)}{Nearest.NameHint(t, tables)}"));
        problems.AddRange(json.Select(LakeLayout.JsonFault).OfType<string>().Select(f => $"{Where(setting)}: {f}"));
        return json.ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>source.deadline.&lt;table&gt;.</summary>
    public Dictionary<string, TimeSpan> Deadlines(IReadOnlyList<string> tables) =>
        OfTables(DeadlineOf, tables).ToDictionary(t => t.Table, t => Seconds(t.Setting), StringComparer.Ordinal);

    /// <summary>The settings of a family that have a value: the name, and its parts behind the prefix, which dots separate.</summary>
    public IEnumerable<(string Setting, IReadOnlyList<string> Parts, string Value)> Family(string prefix) =>
        file.Where(s => s.Key.StartsWith(prefix, StringComparison.Ordinal) && s.Value.Trim(' ', ',').Length > 0)
            .Select(s => (s.Key, Identifier.Parts(s.Key[prefix.Length..], '.'), s.Value));

    /// <summary>channel.&lt;name&gt;.</summary>
    public IReadOnlyList<Channel> Channels()
    {
        var channels = new List<Channel>();
        foreach (var (setting, parts, value) in Family("channel."))
        {
            try
            {
                var name = string.Join('.', parts);
                channels.Add(ChannelSettings.Parse(name, value, Variable(Channel.VariableOf(name)), File.ReadAllText));
            }
            catch (FormatException e)
            {
                Problem(setting, e.Message);
            }
        }
        return channels;
    }

    /// <summary>failures.keep, which needs rows that may be shown.</summary>
    public FailingRowFormat KeepFailures()
    {
        const string setting = "failures.keep";
        var format = Enum.Parse<FailingRowFormat>(Valid(setting), ignoreCase: true);
        if (format != FailingRowFormat.None && Valid("samples") is "none")
            Problem(setting, "failing rows cannot be kept where samples is none, because nothing of a row may be shown: expected samples = keys or full");
        return format;
    }

    /// <summary>The value of an environment variable; null where it is not set or empty.</summary>
    public string? Variable(string name) => environment(name) is { Length: > 0 } value ? value : null;

    /// <summary>Adds a problem of a setting.</summary>
    public void Problem(string name, string problem) => problems.Add($"{Where(name)}: {problem}");

    private Dictionary<string, IReadOnlyList<string>> Columns(IReadOnlyList<string> tables) =>
        OfTables(ColumnsOf, tables)
            .ToDictionary(
                t => t.Table,
                t => (IReadOnlyList<string>)[.. Identifier.Items(file[t.Setting]).Select(c => Name(t.Setting, c)).OfType<string>()],
                StringComparer.Ordinal
            );

    /// <summary>The settings of a family by table that have a value; each of a table that is not extracted is a problem.</summary>
    /// <param name="prefix">The name of the family up to the table.</param>
    /// <param name="tables">The extracted tables.</param>
    public IEnumerable<(string Setting, string Table)> OfTables(string prefix, IReadOnlyList<string> tables)
    {
        var named = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in file.Keys.Where(k => k.StartsWith(prefix, StringComparison.Ordinal) && SettingsTable.Find(k)?.IsFamily != false))
        {
            if (Name(name, name[prefix.Length..]) is not { } table)
                continue;
            if (!named.Add(table))
            {
                problems.Add($"{Where(name)} is set twice, with and without quotes around the table's name: keep one");
                continue;
            }
            if (!tables.Contains(table, StringComparer.Ordinal))
                problems.Add($"{Where(name)}: source.tables has no {Identifier.Written(table)}{Nearest.NameHint(table, tables)}");
            else if (file[name].Trim(' ', ',').Length > 0)
                yield return (name, table);
        }
    }

    public void ThrowIfAny(IEnumerable<string> unknown)
    {
        problems.AddRange(
            unknown.Select(u => $"{fileName}: there is no setting {u}{Nearest.Hint(u, SettingsTable.All.Where(s => !s.IsFamily).Select(s => s.Name))}")
        );
        if (problems.Count > 0)
            throw new UsageException(string.Join("\n", problems));
    }

    // Options are named as they were typed; everything else is in the file.
    private string Where(string name) => options.ContainsKey(name) ? SettingsTable.OptionOf(name) : $"{fileName}: {name}";

    private static Setting Of(string name) =>
        SettingsTable.Find(name) ?? throw new InvalidOperationException($"a programming error: there is no setting {name}");
}
