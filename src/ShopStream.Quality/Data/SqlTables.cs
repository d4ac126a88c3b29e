using System.Text;

namespace ShopStream.Quality.Data;

/// <summary>Finds the tables that SQL names after FROM and JOIN, and writes them otherwise. The SQL is scanned, not parsed.</summary>
public static class SqlTables
{
    /// <summary>Replaces names of tables. Names of common table expressions and aliases stay as they are.</summary>
    /// <param name="sql">One SELECT.</param>
    /// <param name="replacement">
    /// Gets the schema as written, null where there is none, and the table, both without quotes; gives the text to write instead, or null to keep it.
    /// </param>
    public static string Replace(string sql, Func<string?, string, string?> replacement)
    {
        var tokens = SqlToken.All(sql).ToList();
        var words = Enumerable.Range(0, tokens.Count).Where(i => tokens[i].Kind is not (SqlTokenKind.Space or SqlTokenKind.Comment)).ToList();
        var common = CommonNames(sql, tokens, words);
        var (text, written, isTable, isAfterFrom) = (new StringBuilder(), 0, false, false);
        for (var w = 0; w < words.Count; w++)
        {
            var token = tokens[words[w]];
            var word = token.Text(sql).ToUpperInvariant();
            if (isTable && IsName(token))
            {
                var hasSchema = w + 2 < words.Count && tokens[words[w + 1]].Text(sql) is "." && IsName(tokens[words[w + 2]]);
                var last = hasSchema ? tokens[words[w + 2]] : token;
                var (schema, table) = (hasSchema ? Identifier.Unquoted(token.Text(sql)) : null, Identifier.Unquoted(last.Text(sql)));
                if ((hasSchema || !common.Contains(table)) && replacement(schema, table) is { } other)
                {
                    text.Append(sql, written, token.Start - written).Append(other);
                    written = last.End;
                }
                w += hasSchema ? 2 : 0;
            }
            isAfterFrom = word is "FROM" || (isAfterFrom && word is not ("WHERE" or "GROUP" or "HAVING" or "ORDER" or "SELECT" or ")"));
            isTable = word is "FROM" or "JOIN" || (word is "," && isAfterFrom) || (word is "(" && isTable);
        }
        return text.Append(sql, written, sql.Length - written).ToString();
    }

    // WITH a AS (…), b AS (…).
    private static HashSet<string> CommonNames(string sql, List<SqlToken> tokens, List<int> words) =>
        Enumerable
            .Range(0, Math.Max(0, words.Count - 2))
            .Where(w => IsName(tokens[words[w]]) && string.Equals(tokens[words[w + 1]].Text(sql), "AS", StringComparison.OrdinalIgnoreCase))
            .Where(w => tokens[words[w + 2]].Text(sql) is "(")
            .Select(w => Identifier.Unquoted(tokens[words[w]].Text(sql)))
            .ToHashSet(StringComparer.OrdinalIgnoreCase);

    private static bool IsName(SqlToken token) => token.Kind is SqlTokenKind.Name or SqlTokenKind.QuotedName;
}
