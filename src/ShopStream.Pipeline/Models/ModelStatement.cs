using ShopStream.Quality.Data;

namespace ShopStream.Pipeline.Models;

/// <summary>The statement of a model file, without what follows its semicolon.</summary>
/// <param name="Length">Length of the first statement, without its semicolon.</param>
/// <param name="IsEmpty">Whether there is only white space and comments.</param>
/// <param name="Second">Start of a second statement; null if there is none.</param>
/// <param name="Faults">Where engines would read the text differently, or not at all, and why.</param>
internal readonly record struct ModelStatement(int Length, bool IsEmpty, int? Second, IReadOnlyList<(int At, string Fault)> Faults)
{
    /// <param name="sql">The text of the file.</param>
    /// <param name="forSnowflake">Whether Snowflake reads it, which has texts and comments of its own.</param>
    public static ModelStatement Of(string sql, bool forSnowflake)
    {
        var tokens = SqlToken.All(sql).ToList();
        var words = tokens.Where(t => t.Kind is not (SqlTokenKind.Space or SqlTokenKind.Comment)).ToList();
        int? semicolon = words.FindIndex(IsSemicolon) is >= 0 and var first ? first : null;
        var rest = semicolon is { } end ? words.Skip(end).Where(t => !IsSemicolon(t)).Select(t => (int?)t.Start).FirstOrDefault() : null;
        return new(
            semicolon is { } at ? words[at].Start : sql.Length,
            words.TrueForAll(IsSemicolon) || semicolon == 0,
            rest,
            [.. tokens.Select(t => (t.Start, Fault(t)!)).Where(f => f.Item2 is not null)]
        );

        bool IsSemicolon(SqlToken token) => sql[token.Start] == ';';
        string? Fault(SqlToken token) => (forSnowflake ? CustomSqlPolicy.SnowflakeFault(token, sql) : null) ?? CustomSqlPolicy.Fault(token, sql);
    }
}
