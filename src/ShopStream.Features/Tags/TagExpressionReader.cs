using System.Text;
using ShopStream.Quality.Results;

namespace ShopStream.Features.Tags;

/// <summary>A recursive-descent parser of tag expressions.</summary>
internal sealed class TagExpressionReader
{
    /// <summary>The deepest nesting of parentheses; without a bound, the recursion could overflow the stack.</summary>
    private const int MaxDepth = 100;

    private readonly string text;
    private readonly List<Token> tokens;
    private int at;
    private int depth;

    public TagExpressionReader(string text)
    {
        this.text = text;
        tokens = Tokens();
    }

    public List<string> Tags { get; } = [];

    private Token Current => tokens[at];

    public Func<HashSet<string>, bool> Read()
    {
        var matches = Or();
        return Current.Kind == Kind.End ? matches : throw Error(Current, "'and', 'or' or the end");
    }

    private Func<HashSet<string>, bool> Or()
    {
        var parts = new List<Func<HashSet<string>, bool>> { And() };
        while (Take(Kind.Or))
            parts.Add(And());
        return parts.Count == 1 ? parts[0] : tags => parts.Exists(p => p(tags));
    }

    private Func<HashSet<string>, bool> And()
    {
        var parts = new List<Func<HashSet<string>, bool>> { Not() };
        while (Take(Kind.And))
            parts.Add(Not());
        return parts.Count == 1 ? parts[0] : tags => parts.TrueForAll(p => p(tags));
    }

    private Func<HashSet<string>, bool> Not()
    {
        var negated = false;
        while (Take(Kind.Not))
            negated = !negated;
        var matches = Operand();
        return negated ? tags => !matches(tags) : matches;
    }

    private Func<HashSet<string>, bool> Operand()
    {
        var token = Current;
        if (Take(Kind.Tag))
        {
            // Without its @ a tag would match no scenario, and 'not slow' would match every scenario.
            if (token.Text.Length < 2 || token.Text[0] != '@')
                throw Error(token, $"a tag, which begins with @: @{token.Text.TrimStart('@')}");
            Tags.Add(token.Text);
            return tags => tags.Contains(token.Text);
        }
        if (!Take(Kind.Open))
            throw Error(token, "a tag such as @ci, 'not' or '('");
        if (++depth > MaxDepth)
            throw Error(token, $"at most {MaxDepth} nested parentheses");
        var inner = Or();
        if (!Take(Kind.Close))
            throw Error(Current, "'and', 'or' or ')'");
        depth--;
        return inner;
    }

    private bool Take(Kind kind)
    {
        if (Current.Kind != kind)
            return false;
        at++;
        return true;
    }

    private List<Token> Tokens()
    {
        var read = new List<Token>();
        for (var i = 0; i < text.Length; )
        {
            var start = i;
            if (char.IsWhiteSpace(text[i]))
                i++;
            else if (text[i] is '(' or ')')
                read.Add(new Token(text[i++] == '(' ? Kind.Open : Kind.Close, text[start].ToString(), start));
            else
                read.Add(Word(ref i));
        }
        read.Add(new Token(Kind.End, "", text.Length));
        return read;
    }

    private Token Word(ref int i)
    {
        var start = i;
        var word = new StringBuilder();
        var escaped = false;
        for (; i < text.Length && text[i] is not ('(' or ')') && !char.IsWhiteSpace(text[i]); i++)
        {
            if (text[i] == '\\')
            {
                escaped = true;
                if (++i == text.Length || (text[i] is not ('(' or ')' or '\\') && !char.IsWhiteSpace(text[i])))
                    throw Error(new Token(Kind.Tag, "\\", i - 1), "( ) \\ or a space after \\");
            }
            word.Append(text[i]);
        }
        var kind = escaped
            ? Kind.Tag
            : word.ToString() switch
            {
                "and" => Kind.And,
                "or" => Kind.Or,
                "not" => Kind.Not,
                _ => Kind.Tag,
            };
        return new Token(kind, word.ToString(), start);
    }

    private UsageException Error(Token found, string expected) =>
        new(
            $"tag expression '{text}', character {found.At + 1}: "
                + $"found {(found.Kind == Kind.End ? "the end" : $"'{found.Text}'")}, expected {expected}; for example: @ci and not (@slow or @nightly)"
        );

    private enum Kind
    {
        Tag,
        And,
        Or,
        Not,
        Open,
        Close,
        End,
    }

    private readonly record struct Token(Kind Kind, string Text, int At);
}
