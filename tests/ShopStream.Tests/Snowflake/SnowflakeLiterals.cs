namespace ShopStream.Tests.Snowflake;

/// <summary>Finds text literals that Snowflake would read otherwise than they are written: a backslash that begins no known escape.</summary>
internal static class SnowflakeLiterals
{
    /// <summary>The literals with such a backslash. Quoted names and comments are skipped.</summary>
    public static IEnumerable<string> Faulty(string sql)
    {
        for (var at = 0; at < sql.Length; at++)
        {
            if (string.CompareOrdinal(sql, at, "--", 0, 2) == 0)
                at = sql.IndexOf('\n', at) is >= 0 and var end ? end : sql.Length;
            else if (sql[at] == '"')
                at = sql.IndexOf('"', at + 1) is >= 0 and var end ? end : sql.Length;
            else if (sql[at] == '\'')
            {
                var (start, isFaulty) = (at, false);
                for (at++; at < sql.Length && sql[at] != '\''; at++)
                    if (sql[at] == '\\')
                        isFaulty |= ++at >= sql.Length || sql[at] is not ('\\' or '\'' or 'n' or 'r' or 't' or '0');
                if (isFaulty)
                    yield return sql[start..Math.Min(at + 1, sql.Length)];
            }
        }
    }
}
