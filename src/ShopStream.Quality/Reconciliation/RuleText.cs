using System.Text.RegularExpressions;
using ShopStream.Quality.Data;
using ShopStream.Quality.Planning;

namespace ShopStream.Quality.Reconciliation;

/// <summary>
/// Reads rules from settings: "rule.revenue" = a condition, and for every table that carries the amount "rule.revenue.in.orders" =
/// "total_amount where rule; row order: id; day: created_at; country: country". "where rule on orders" filters by a looked-up table,
/// "lookup orders by order_id = id" joins it; the key day means the day of a timestamp.
/// </summary>
public static partial class RuleText
{
    private const string Form = "expected '<column> [where rule [on <table>]]; lookup <table> by <column> = <key>; row <word>: <column>; <key>: <column>; …'";

    /// <summary>The rules of a set of settings; other settings are left alone.</summary>
    /// <exception cref="FormatException">A definition cannot be read; the message names the setting.</exception>
    public static IReadOnlyDictionary<string, Rule> Parse(IReadOnlyDictionary<string, string> settings)
    {
        var rules = new Dictionary<string, Rule>(StringComparer.Ordinal);
        foreach (var (name, text) in settings)
        {
            if (Setting().Match(name) is not { Success: true } match || match.Groups["table"].Success) continue;
            var rule = match.Groups["rule"].Value;
            var tables = settings.Where(s => s.Key.StartsWith($"rule.{rule}.in.", StringComparison.Ordinal))
                .ToDictionary(s => s.Key[$"rule.{rule}.in.".Length..], s => Named(s.Key, () => Table(s.Value)), StringComparer.Ordinal);
            rules[rule] = new Rule(rule, Named(name, () => ConditionText.Parse(text)), tables) { Text = text.Trim() };
        }
        foreach (var name in settings.Keys)
        {
            if (Setting().Match(name) is { Success: true } match && !rules.ContainsKey(match.Groups["rule"].Value))
                throw new FormatException($"setting {name}: there is no rule {match.Groups["rule"].Value}; add a setting rule.{match.Groups["rule"].Value} with its condition");
        }
        return rules;
    }

    /// <summary>Whether a setting belongs to a rule.</summary>
    public static bool IsRule(string setting) => Setting().IsMatch(setting);

    private static RuleTable Table(string text)
    {
        var clauses = text.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var head = clauses.Length > 0 ? Head().Match(clauses[0]) : Match.Empty;
        if (!head.Success) throw new FormatException($"'{text}' does not say where the amount is: {Form}");
        var lookups = new List<Lookup>();
        var keys = new Dictionary<string, GroupKey>(StringComparer.Ordinal);
        RowKey? row = null;
        foreach (var clause in clauses.Skip(1))
        {
            if (LookupClause().Match(clause) is { Success: true } lookup)
                lookups.Add(new Lookup(lookup.Groups["table"].Value, lookup.Groups["on"].Value, lookup.Groups["key"].Value));
            else if (RowClause().Match(clause) is { Success: true } named)
                row = new RowKey(named.Groups["entity"].Value, named.Groups["column"].Value);
            else if (KeyClause().Match(clause) is { Success: true } key)
                keys[key.Groups["name"].Value] = new GroupKey(key.Groups["column"].Value, key.Groups["name"].Value is "day");
            else
                throw new FormatException($"'{clause}' is no clause of a rule: {Form}");
        }
        var filter = !head.Groups["where"].Success ? null : head.Groups["on"].Value;
        return filter is null or "" || lookups.Exists(l => string.Equals(l.Table, filter, StringComparison.Ordinal))
            ? new RuleTable(head.Groups["column"].Value, filter, lookups, keys, row)
            : throw new FormatException($"'where rule on {filter}' needs a 'lookup {filter} by <column> = <key>' beside it");
    }

    private static T Named<T>(string setting, Func<T> read)
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

    [GeneratedRegex(@"^rule\.(?<rule>\w+)(\.in\.(?<table>\w+))?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Setting();

    [GeneratedRegex(@"^(?<column>[\w.]+)(?<where>\s+where\s+rule(\s+on\s+(?<on>\w+))?)?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Head();

    [GeneratedRegex(@"^lookup\s+(?<table>\w+)\s+by\s+(?<on>[\w.]+)\s*=\s*(?<key>\w+)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex LookupClause();

    [GeneratedRegex(@"^row\s+(?<entity>\w+)\s*:\s*(?<column>[\w.]+)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex RowClause();

    [GeneratedRegex(@"^(?<name>\w+)\s*:\s*(?<column>[\w.]+)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex KeyClause();
}
