using ShopStream.Quality.Data;

namespace ShopStream.Pipeline.Changes;

/// <summary>The form of a model's SQL that decides whether it was changed: its tokens, without white space and comments.</summary>
internal static class SqlForm
{
    // What gives another result for the same rows in another order, or at another time.
    private static readonly HashSet<string> OrderedWords = new(StringComparer.OrdinalIgnoreCase)
    {
        "any_value",
        "arbitrary",
        "arg_max",
        "arg_min",
        "array_agg",
        "current_date",
        "current_time",
        "current_timestamp",
        "first",
        "first_value",
        "gen_random_uuid",
        "getdate",
        "group_concat",
        "last",
        "last_value",
        "limit",
        "list",
        "listagg",
        "max_by",
        "min_by",
        "mode",
        "now",
        "offset",
        "over",
        "random",
        "sample",
        "string_agg",
        "sysdate",
        "tablesample",
        "today",
        "uniform",
        "uuid",
        "uuid_string",
    };

    /// <summary>The tokens of SQL, with one blank between them. Case is kept: names of columns are shown with it.</summary>
    public static string Of(string sql) => string.Join(' ', Words(sql).Select(t => sql[t.Start..t.End]));

    /// <summary>Whether the result may depend on the order of the rows that it reads, or on the moment.</summary>
    public static bool MayDependOnChance(string sql)
    {
        var words = Words(sql).ToList();
        return words.Exists(t => t.Kind == SqlTokenKind.Name && OrderedWords.Contains(sql[t.Start..t.End])) || HasDistinctOn(sql, words);
    }

    private static bool HasDistinctOn(string sql, List<SqlToken> words) =>
        words.Zip(words.Skip(1)).Any(p => IsWord(sql, p.First, "distinct") && IsWord(sql, p.Second, "on"));

    private static bool IsWord(string sql, SqlToken token, string word) =>
        token.Kind == SqlTokenKind.Name && sql.AsSpan(token.Start, token.End - token.Start).Equals(word, StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<SqlToken> Words(string sql) => SqlToken.All(sql).Where(t => t.Kind is not (SqlTokenKind.Space or SqlTokenKind.Comment));
}
