namespace ShopStream.Tests.Snowflake.StandIn;

/// <summary>NUMBER / NUMBER is exact in Snowflake but a DOUBLE in DuckDB: passes the operands to a macro.</summary>
internal static class Divisions
{
    public static List<Token> Rewrite(List<Token> tokens)
    {
        for (var i = 0; i < tokens.Count; i++)
        {
            if (!tokens[i].Is("/"))
                continue;
            var start = Primary(tokens, i - 1);
            while (start > 1 && tokens[start - 1].Is("*") && !tokens[start - 2].Is(",") && !tokens[start - 2].Is("SELECT"))
                start = Primary(tokens, start - 2);
            var end = i + 1;
            if (tokens[end].Is("-"))
                end++;
            end = PrimaryEnd(tokens, end);
            var (line, position) = (tokens[i].Line, tokens[i].Position);
            Token Symbol(string value) => new(TokenKind.Symbol, value, "", line, position);
            tokens.Insert(end + 1, Symbol("))"));
            tokens[i] = Symbol("), (");
            tokens.Insert(start, Symbol(" memory.main.SF_DIVIDE(("));
            // The whole quotient is one operand of the following operator.
            var group = Translation.Write(tokens.Skip(start).Take(end + 3 - start));
            tokens.RemoveRange(start, end + 3 - start);
            tokens.Insert(start, Symbol(group));
            i = start;
        }
        return tokens;
    }

    /// <summary>Where the operand that ends at <paramref name="end"/> begins.</summary>
    public static int Primary(List<Token> tokens, int end)
    {
        var i = end;
        if (tokens[i].Is(")"))
        {
            var depth = 0;
            for (; i >= 0; i--)
            {
                if (tokens[i].Is(")"))
                    depth++;
                else if (tokens[i].Is("(") && --depth == 0)
                    break;
            }
            if (
                i > 0
                && (
                    Translation.IsCall(tokens[i - 1])
                    || (tokens[i - 1].Kind == TokenKind.Symbol && tokens[i - 1].Value.StartsWith("memory.", StringComparison.Ordinal))
                )
            )
                i--;
        }
        while (i > 1 && (tokens[i - 1].Is(".") || tokens[i - 1].Is("::")))
            i = tokens[i - 1].Is(".") ? i - 2 : Primary(tokens, i - 2);
        return i;
    }

    private static int PrimaryEnd(List<Token> tokens, int start)
    {
        var i = start;
        while (i + 2 < tokens.Count && tokens[i + 1].Is("."))
            i += 2;
        if (tokens[i].Is("("))
            i = Translation.Close(tokens, i);
        else if (i + 1 < tokens.Count && tokens[i + 1].Is("("))
            i = Translation.Close(tokens, i + 1);
        while (i + 2 < tokens.Count && tokens[i + 1].Is("::"))
            i += 2;
        return i;
    }
}
