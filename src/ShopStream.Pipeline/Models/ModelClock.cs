using System.Globalization;
using System.Text;
using ShopStream.Quality.Data;
using ShopStream.Quality.Dialects;

namespace ShopStream.Pipeline.Models;

/// <summary>Models that ask the engine for the time: current_date, now(), … In an example, a fixed day answers.</summary>
internal static class ModelClock
{
    // Names that are a call without parentheses, too; the others are columns unless parentheses follow.
    private static readonly HashSet<string> Keywords = new(StringComparer.OrdinalIgnoreCase) { "CURRENT_DATE", "CURRENT_TIMESTAMP", "LOCALTIMESTAMP" };

    private static readonly HashSet<string> Functions = new(StringComparer.OrdinalIgnoreCase)
    {
        "NOW",
        "TODAY",
        "GETDATE",
        "SYSDATE",
        "GET_CURRENT_TIMESTAMP",
        "TRANSACTION_TIMESTAMP",
    };

    /// <summary>The first call that asks for the time, as written; null if the SQL does not ask.</summary>
    public static string? AsksBy(string sql) => Calls(sql).Select(c => sql[c.Start..c.End]).FirstOrDefault();

    /// <summary>The SQL, with every call answered by the first second of a day in UTC.</summary>
    public static string Freeze(string sql, DateOnly today, Dialect dialect)
    {
        var (frozen, at) = (new StringBuilder(), 0);
        foreach (var (start, end) in Calls(sql))
        {
            frozen.Append(sql, at, start - at).Append(Literal(sql[start..end].TrimEnd('(', ')', ' '), today, dialect));
            at = end;
        }
        return frozen.Append(sql, at, sql.Length - at).ToString();
    }

    private static string Literal(string call, DateOnly today, Dialect dialect)
    {
        var day = today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return call.ToUpperInvariant() switch
        {
            "CURRENT_DATE" or "TODAY" => $"CAST('{day}' AS DATE)",
            "LOCALTIMESTAMP" or "SYSDATE" => $"CAST('{day} 00:00:00' AS TIMESTAMP)",
            _ => $"CAST('{day} 00:00:00+00' AS {(dialect == Dialect.Snowflake ? "TIMESTAMP_LTZ" : "TIMESTAMPTZ")})",
        };
    }

    private static IEnumerable<(int Start, int End)> Calls(string sql)
    {
        var tokens = SqlToken.All(sql).Where(t => t.Kind is not (SqlTokenKind.Space or SqlTokenKind.Comment)).ToList();
        for (var i = 0; i < tokens.Count; i++)
        {
            if (tokens[i].Kind != SqlTokenKind.Name || IsSymbol(i - 1, '.') || IsSymbol(i + 1, '.'))
                continue;
            var name = tokens[i].Text(sql);
            var isCall = IsSymbol(i + 1, '(') && IsSymbol(i + 2, ')');
            if (Keywords.Contains(name) || (isCall && Functions.Contains(name)))
                yield return (tokens[i].Start, isCall ? tokens[i + 2].End : tokens[i].End);
        }

        bool IsSymbol(int i, char symbol) => i >= 0 && i < tokens.Count && tokens[i].Kind == SqlTokenKind.Symbol && sql[tokens[i].Start] == symbol;
    }
}
