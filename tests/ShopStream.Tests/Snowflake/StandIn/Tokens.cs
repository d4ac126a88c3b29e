using System.Text;

namespace ShopStream.Tests.Snowflake.StandIn;

internal enum TokenKind
{
    Word,
    Quoted,
    Text,
    Number,
    Symbol,
}

/// <param name="Kind">Kind of the token.</param>
/// <param name="Value">A word in upper case, a name or text without quotes and escapes, otherwise as written.</param>
/// <param name="Space">White space before the token; comments are dropped, their line feeds kept.</param>
/// <param name="Line">Line number, from 1.</param>
/// <param name="Position">Position in the line, from 0.</param>
internal sealed record Token(TokenKind Kind, string Value, string Space, int Line, int Position)
{
    /// <summary>The token as DuckDB reads it: its literals have no backslash escapes.</summary>
    public string Sql =>
        Kind switch
        {
            TokenKind.Quoted => $"\"{Value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"",
            TokenKind.Text => $"'{Value.Replace("'", "''", StringComparison.Ordinal)}'",
            _ => Value,
        };

    public bool Is(string word) => Kind is TokenKind.Word or TokenKind.Symbol && string.Equals(Value, word, StringComparison.Ordinal);

    public bool IsName => Kind is TokenKind.Word or TokenKind.Quoted;
}

/// <summary>Tokenizes Snowflake's SQL.</summary>
internal static class Tokens
{
    private static readonly string[] Long = ["::", "||", "<>", "!=", "<=", ">=", "=>", "->", "//", "~~"];

    public static List<Token> Of(string sql)
    {
        var tokens = new List<Token>();
        int i = 0,
            line = 1,
            lineStart = 0;
        var space = new StringBuilder();
        while (i < sql.Length)
        {
            var c = sql[i];
            if (char.IsWhiteSpace(c))
            {
                space.Append(c);
                if (c == '\n')
                    (line, lineStart) = (line + 1, i + 1);
                i++;
                continue;
            }
            if (At("--"))
            {
                while (i < sql.Length && sql[i] != '\n')
                    i++;
                continue;
            }
            if (At("/*"))
            {
                var end = sql.IndexOf("*/", i, StringComparison.Ordinal);
                if (end < 0)
                    throw SnowflakeError.Syntax(line, i - lineStart, "/*");
                for (; i < end + 2; i++)
                {
                    if (sql[i] != '\n')
                        continue;
                    (line, lineStart) = (line + 1, i + 1);
                    space.Append('\n');
                }
                space.Append(' ');
                continue;
            }
            var (start, startLine, position) = (i, line, i - lineStart);
            if (c == '\'')
                Add(TokenKind.Text, Text());
            else if (At("$$"))
            {
                var end = sql.IndexOf("$$", i + 2, StringComparison.Ordinal);
                if (end < 0)
                    throw SnowflakeError.Syntax(line, position, "$$");
                i = end + 2;
                Add(TokenKind.Text, sql[(start + 2)..end]);
            }
            else if (c == '"')
                Add(TokenKind.Quoted, Name());
            else if (char.IsLetter(c) || c == '_')
            {
                while (i < sql.Length && (char.IsLetterOrDigit(sql[i]) || sql[i] is '_' or '$'))
                    i++;
                Add(TokenKind.Word, sql[start..i].ToUpperInvariant());
            }
            else if (char.IsAsciiDigit(c) || (c == '.' && i + 1 < sql.Length && char.IsAsciiDigit(sql[i + 1])))
            {
                while (i < sql.Length && (char.IsAsciiDigit(sql[i]) || sql[i] == '.'))
                    i++;
                if (i < sql.Length && sql[i] is 'e' or 'E')
                {
                    i++;
                    if (sql[i] is '-' or '+')
                        i++;
                    while (i < sql.Length && char.IsAsciiDigit(sql[i]))
                        i++;
                }
                Add(TokenKind.Number, sql[start..i]);
            }
            else
            {
                var symbol = Array.Find(Long, At) ?? c.ToString();
                i += symbol.Length;
                Add(TokenKind.Symbol, symbol);
            }

            void Add(TokenKind kind, string value)
            {
                tokens.Add(new Token(kind, value, space.ToString(), startLine, position));
                space.Clear();
            }
        }
        return tokens;

        bool At(string text) => string.CompareOrdinal(sql, i, text, 0, text.Length) == 0;

        string Name()
        {
            var name = new StringBuilder();
            for (i++; ; i++)
            {
                if (i >= sql.Length)
                    throw SnowflakeError.Syntax(line, i - lineStart, "\"");
                if (sql[i] == '"' && (i + 1 >= sql.Length || sql[i + 1] != '"'))
                    break;
                if (sql[i] == '"')
                    i++;
                name.Append(sql[i]);
            }
            i++;
            return name.Length <= 255
                ? name.ToString()
                : throw new SnowflakeError(2030, "42622", $"SQL compilation error:\nidentifier too long: {name.Length} characters.");
        }

        string Text()
        {
            var text = new StringBuilder();
            for (i++; ; i++)
            {
                if (i >= sql.Length)
                    throw new SnowflakeError(1003, "42000", "SQL compilation error:\nparse error: unterminated string literal.");
                var c = sql[i];
                if (c == '\'' && (i + 1 >= sql.Length || sql[i + 1] != '\''))
                    break;
                if (c == '\'')
                    i++;
                if (c == '\n')
                    (line, lineStart) = (line + 1, i + 1);
                if (c == '\\' && i + 1 < sql.Length)
                {
                    i++;
                    c = sql[i] switch
                    {
                        'n' => '\n',
                        't' => '\t',
                        'r' => '\r',
                        '0' => '\0',
                        'b' => '\b',
                        'f' => '\f',
                        var other => other,
                    };
                }
                text.Append(c);
            }
            i++;
            return text.ToString();
        }
    }
}
