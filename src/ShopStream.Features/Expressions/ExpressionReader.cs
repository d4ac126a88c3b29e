using System.Text;
using System.Text.RegularExpressions;
using ShopStream.Quality.Data;

namespace ShopStream.Features.Expressions;

/// <summary>Turns an expression into a pattern: blanks and arguments part it into words, a / within a word parts alternatives.</summary>
internal sealed class ExpressionReader(string text, IReadOnlyDictionary<string, ParameterType> types, bool typographic)
{
    private readonly List<ParameterType> _parameters = [];
    private readonly StringBuilder _pattern = new();
    private readonly StringBuilder _literal = new();
    private readonly List<Piece> _word = [];
    private int _at;

    public IReadOnlyList<ParameterType> Parameters => _parameters;

    /// <summary>The longest text that every match contains.</summary>
    public string Landmark { get; private set; } = "";

    /// <exception cref="FormatException">The message gives the character, and what is wrong there.</exception>
    public string Read()
    {
        while (_at < text.Length)
        {
            var start = _at;
            var c = text[_at++];
            switch (c)
            {
                case '{':
                    EndWord();
                    Parameter(start);
                    break;
                case '(':
                    _word.Add(new Piece(Kind.Optional, Optional(start), start));
                    break;
                case '/':
                    _word.Add(new Piece(Kind.Slash, "", start));
                    break;
                case '\\':
                    _word.Add(new Piece(Kind.Text, Escaped(start).ToString(), start));
                    break;
                default:
                    if (char.IsWhiteSpace(c))
                    {
                        EndWord();
                        Literal(c.ToString());
                    }
                    else
                    {
                        _word.Add(new Piece(Kind.Text, c.ToString(), start));
                    }
                    break;
            }
        }
        EndWord();
        EndLiteral();
        return _pattern.ToString();
    }

    private void Parameter(int start)
    {
        EndLiteral();
        var end = text.IndexOf('}', _at);
        if (end < 0) throw Error(start, "'{' has no '}'; write \\{ for the character itself");
        var name = text[_at..end];
        _at = end + 1;
        if (!ParameterType.IsName(name)) throw Error(start, $"'{{{name}}}' is no argument's name: letters, digits, _ and - only");
        if (!types.TryGetValue(name, out var type)) throw Error(start, $"there is no argument '{{{name}}}'{Nearest.Hint(name, types.Keys.Where(k => k.Length > 0))}");
        _pattern.Append("(?<").Append(CucumberExpression.Group(_parameters.Count)).Append('>').Append(type.Pattern).Append(')');
        _parameters.Add(type);
    }

    private string Optional(int start)
    {
        var optional = new StringBuilder();
        while (_at < text.Length && text[_at] != ')')
        {
            var at = _at;
            var c = text[_at++];
            optional.Append(c switch
            {
                '\\' => Escaped(at),
                '(' => throw Error(at, "an optional text cannot hold another; write \\( for the character itself"),
                '{' => throw Error(at, "an optional text cannot hold an argument; write \\{ for the character itself"),
                '/' => throw Error(at, "an optional text cannot hold alternatives; write \\/ for the character itself"),
                _ => c,
            });
        }
        if (_at++ >= text.Length) throw Error(start, "'(' has no ')'; write \\( for the character itself");
        return optional.Length > 0 ? optional.ToString() : throw Error(start, "an optional text cannot be empty; write \\( for the character itself");
    }

    private char Escaped(int start)
    {
        if (_at < text.Length && (text[_at] is '{' or '}' or '(' or ')' or '/' or '\\' || char.IsWhiteSpace(text[_at]))) return text[_at++];
        throw Error(start, "'\\' stands before { } ( ) / \\ or a blank only; write \\\\ for the character itself");
    }

    private void EndWord()
    {
        if (_word.Exists(p => p.Kind == Kind.Slash))
        {
            EndLiteral();
            _pattern.Append("(?:").AppendJoin('|', Alternatives()).Append(')');
        }
        else
        {
            foreach (var piece in _word)
            {
                if (piece.Kind == Kind.Text)
                {
                    Literal(piece.Text);
                }
                else
                {
                    EndLiteral();
                    _pattern.Append(Pattern(piece));
                }
            }
        }
        _word.Clear();
    }

    private IEnumerable<string> Alternatives()
    {
        var alternative = new List<Piece>();
        foreach (var piece in _word.Append(new Piece(Kind.Slash, "", _word[^1].At)))
        {
            if (piece.Kind != Kind.Slash)
            {
                alternative.Add(piece);
                continue;
            }
            if (alternative.Count == 0) throw Error(piece.At, "an alternative cannot be empty; write \\/ for the character itself");
            if (alternative.TrueForAll(p => p.Kind == Kind.Optional)) throw Error(alternative[0].At, "an alternative cannot be optional as a whole");
            yield return string.Concat(alternative.Select(Pattern));
            alternative.Clear();
        }
    }

    private void Literal(string characters) => _literal.Append(characters);

    private void EndLiteral()
    {
        var literal = _literal.ToString();
        _pattern.Append(Escape(literal));
        foreach (var part in typographic ? literal.Split([.. Typography.Apostrophes, .. Typography.Blanks]) : [literal])
            if (part.Length > Landmark.Length) Landmark = part;
        _literal.Clear();
    }

    private string Pattern(Piece piece) => piece.Kind == Kind.Optional ? $"(?:{Escape(piece.Text)})?" : Escape(piece.Text);

    private string Escape(string literal) => typographic ? string.Concat(literal.Select(Typography.Pattern)) : Regex.Escape(literal);

    private FormatException Error(int at, string what) => new($"'{text}', character {at + 1}: {what}");

    private enum Kind { Text, Optional, Slash }

    private readonly record struct Piece(Kind Kind, string Text, int At);
}
