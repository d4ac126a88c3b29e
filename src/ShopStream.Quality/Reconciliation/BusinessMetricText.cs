using System.Text.RegularExpressions;
using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;

namespace ShopStream.Quality.Reconciliation;

/// <summary>
/// Parses metric definitions in settings: "rule.revenue" is a condition, and "rule.revenue.in.orders" defines the amount in a table, such as
/// "total_amount where rule; row order: id; day: created_at; country: country". Names of tables and columns may be quoted, see
/// <see cref="Identifier"/>. "lookup orders by order_id = id" joins a table, "where rule on orders" applies the condition
/// to that table, and the key day is the day of a timestamp.
/// </summary>
public static partial class BusinessMetricText
{
    private const string Syntax = "expected '<column> [where rule [on <table>]]; lookup <table> by <column> = <key>; row <word>: <column>; <key>: <column>; …'";

    /// <summary>Parses all metric definitions; other settings are ignored.</summary>
    /// <exception cref="FormatException">A definition is invalid; the message names the setting.</exception>
    public static IReadOnlyDictionary<string, BusinessMetric> Parse(IReadOnlyDictionary<string, string> settings)
    {
        var businessMetrics = new Dictionary<string, BusinessMetric>(StringComparer.Ordinal);
        foreach (var (name, text) in settings)
        {
            if (Setting().Match(name) is not { Success: true } match || match.Groups["table"].Success)
                continue;
            var metric = match.Groups["rule"].Value;
            var tables = new Dictionary<string, BusinessMetricTable>(StringComparer.Ordinal);
            foreach (var (key, value) in settings.Where(s => s.Key.StartsWith($"rule.{metric}.in.", StringComparison.Ordinal)))
            {
                var table = ReadSetting(key, () => Identifier.Read(key[$"rule.{metric}.in.".Length..]));
                if (!tables.TryAdd(table, ReadSetting(key, () => Table(value))))
                    throw new FormatException($"setting {key} is set twice, with and without quotes around the table's name: keep one");
            }
            businessMetrics[metric] = new BusinessMetric(metric, ReadSetting(name, () => Condition(text)), tables) { Text = text.Trim() };
        }
        foreach (var name in settings.Keys)
        {
            if (Setting().Match(name) is { Success: true } match && !businessMetrics.ContainsKey(match.Groups["rule"].Value))
                throw new FormatException(
                    $"setting {name}: the metric {match.Groups["rule"].Value} is not defined; "
                        + $"add a setting rule.{match.Groups["rule"].Value} with its condition"
                );
        }
        return businessMetrics;
    }

    /// <summary>Whether a setting is part of a metric definition.</summary>
    public static bool IsDefinition(string setting) => Setting().IsMatch(setting);

    // A model that is built with the definition does not know the run.
    private static Condition Condition(string text) =>
        ConditionText.Parse(text) is not IsWithinLast relative
            ? ConditionText.Parse(text)
            : throw new FormatException(
                $"'{relative}' depends on the run, and a metric definition does not: expected another condition; "
                    + $"limit the rows in the feature, with 'Given only rows of raw orders where {relative}'"
            );

    private static BusinessMetricTable Table(string text)
    {
        var clauses = Identifier.Parts(text, ';');
        var head = clauses.Count > 0 ? Head().Match(clauses[0]) : Match.Empty;
        if (!head.Success)
            throw new FormatException($"'{text}' does not name the column of the amount: {Syntax}");
        var lookups = new List<Lookup>();
        var keys = new Dictionary<string, GroupKey>(StringComparer.Ordinal);
        RowKey? row = null;
        foreach (var clause in clauses.Skip(1))
        {
            if (LookupClause().Match(clause) is { Success: true } lookup)
                lookups.Add(
                    new Lookup(
                        Identifier.Read(lookup.Groups["table"].Value),
                        RequireKnown(ColumnOf(lookup.Groups["on"].Value), lookups, clause),
                        Identifier.Read(lookup.Groups["key"].Value)
                    )
                );
            else if (RowClause().Match(clause) is { Success: true } named)
                row = row is null ? new RowKey(named.Groups["entity"].Value, ColumnOf(named.Groups["column"].Value)) : throw Repeated(clause);
            else if (KeyClause().Match(clause) is not { Success: true } key)
                throw new FormatException($"'{clause}' is not a clause of a metric definition: {Syntax}");
            else if (!keys.TryAdd(key.Groups["name"].Value, new GroupKey(ColumnOf(key.Groups["column"].Value), key.Groups["name"].Value is "day")))
                throw Repeated(clause);
        }
        if (lookups.GroupBy(l => l.Table, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } duplicate)
            throw new FormatException($"'lookup {Identifier.Written(duplicate.Key)}' occurs twice: look up each table once");
        var filter = !head.Groups["where"].Success ? null : Identifier.Read(head.Groups["on"].Value);
        if (filter is not (null or "") && !lookups.Exists(l => string.Equals(l.Table, filter, StringComparison.Ordinal)))
            throw new FormatException($"'where rule on {Identifier.Written(filter)}' needs a clause 'lookup {Identifier.Written(filter)} by <column> = <key>'");
        var amount = ColumnOf(head.Groups["column"].Value);
        foreach (var column in keys.Values.Select(k => k.Column).Append(row?.Column).Append(amount).OfType<string>())
            RequireKnown(column, lookups, Identifier.Written(column));
        return new BusinessMetricTable(amount, filter, lookups, keys, row);
    }

    private static string RequireKnown(string column, List<Lookup> lookups, string clause) =>
        Identifier.Split(column).Table is not { } table || lookups.Exists(l => string.Equals(l.Table, table, StringComparison.Ordinal))
            ? column
            : throw NotLookedUp(clause);

    // Of several dots, none is that between a table and its column.
    private static string ColumnOf(string text) =>
        Identifier.Parts(text, '.') switch
        {
            [var column] => Identifier.Read(column),
            [var table, var column] => Identifier.Of(Identifier.Read(table), Identifier.Read(column)),
            _ => throw NotLookedUp(text),
        };

    private static FormatException NotLookedUp(string clause) =>
        new(
            $"'{clause}' refers to a table that is not looked up before it: "
                + "expected a column without a table, or table.column after a clause 'lookup <table> by <column> = <key>'"
        );

    private static FormatException Repeated(string clause) => new($"'{clause}' defines a name for the second time: define each name once");

    private static T ReadSetting<T>(string setting, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (FormatException e)
        {
            throw new FormatException($"setting {setting}: {e.Message}", e);
        }
    }

    private const string Name = """(\w+|("[^"]*")+)""";
    private const string Column = $@"{Name}(\.{Name})*";

    [GeneratedRegex($@"^rule\.(?<rule>\w+)(\.in\.(?<table>{Name}))?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Setting();

    [GeneratedRegex($@"^(?<column>{Column})(?<where>\s+where\s+rule(\s+on\s+(?<on>{Name}))?)?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Head();

    [GeneratedRegex($@"^lookup\s+(?<table>{Name})\s+by\s+(?<on>{Column})\s*=\s*(?<key>{Name})$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex LookupClause();

    [GeneratedRegex($@"^row\s+(?<entity>\w+)\s*:\s*(?<column>{Column})$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex RowClause();

    [GeneratedRegex($@"^(?<name>\w+)\s*:\s*(?<column>{Column})$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex KeyClause();
}
