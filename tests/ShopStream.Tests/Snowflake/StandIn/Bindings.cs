using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ShopStream.Tests.Snowflake.StandIn;

/// <summary>Values bound to ? or :1, as literals.</summary>
internal static partial class Bindings
{
    public static string Inline(string sql, JsonNode? bindings)
    {
        if (bindings is not JsonObject { Count: > 0 } bound)
            return sql;
        var next = 0;
        var inlined = new StringBuilder();
        var at = 0;
        foreach (Match match in Place().Matches(sql))
        {
            if (match.Value is not "?" && match.Value[0] != ':')
                continue;
            var name = match.Value is "?" ? (++next).ToString(CultureInfo.InvariantCulture) : match.Value[1..];
            if (!bound.TryGetPropertyValue(name, out var value))
                continue;
            inlined.Append(sql, at, match.Index - at).Append(Literal((string?)value!["type"], (string?)value["value"]));
            at = match.Index + match.Length;
        }
        return inlined.Append(sql, at, sql.Length - at).ToString();
    }

    private static string Literal(string? type, string? value) =>
        value is null
            ? "NULL"
            : type switch
            {
                "FIXED" or "REAL" => value,
                "BOOLEAN" => value.ToUpperInvariant(),
                "DATE" => string.Create(
                    CultureInfo.InvariantCulture,
                    $"CAST('{DateTime.UnixEpoch.AddMilliseconds(double.Parse(value, CultureInfo.InvariantCulture)):yyyy-MM-dd}' AS DATE)"
                ),
                "TIMESTAMP_NTZ" => string.Create(
                    CultureInfo.InvariantCulture,
                    $"CAST('{DateTime.UnixEpoch.AddTicks(long.Parse(value, CultureInfo.InvariantCulture) / 100):yyyy-MM-dd HH:mm:ss.ffffff}' "
                        + $"AS TIMESTAMP_NTZ(6))"
                ),
                "TEXT" => $"'{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal)}'",
                _ => throw new NotSupportedException($"The stand-in binds no {type}."),
            };

    [GeneratedRegex("""'(?:[^'\\]|\\.|'')*'|"[^"]*"|\?|(?<!:):\w+""", RegexOptions.None, 1000)]
    private static partial Regex Place();
}
