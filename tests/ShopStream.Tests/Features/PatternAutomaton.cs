using System.Globalization;
using System.Text.RegularExpressions;

namespace ShopStream.Tests.Features;

/// <summary>
/// A pattern as an automaton, so that a text that two patterns match is searched among all texts, not among examples. It knows what the patterns of sentences
/// use, and rejects everything else: no look-around, no references back. Characters that no pattern names are represented by a few of each kind.
/// </summary>
internal sealed partial class PatternAutomaton
{
    private readonly List<List<(CharacterSet Set, int To)>> moves = [];
    private readonly List<List<int>> free = [];
    private readonly string pattern;
    private readonly Alphabet alphabet;
    private readonly int[] starts;
    private readonly int end;
    private int at;

    /// <param name="pattern">A regular expression for a whole text.</param>
    /// <param name="alphabet">The characters that texts are searched with.</param>
    /// <exception cref="FormatException">The pattern has something that the automaton does not know.</exception>
    public PatternAutomaton(string pattern, Alphabet alphabet)
    {
        (this.pattern, this.alphabet) = (pattern, alphabet);
        var start = State();
        end = Alternatives(start);
        if (at < pattern.Length)
            throw Unknown();
        Reached = [.. Enumerable.Range(0, moves.Count).Select(s => Closure(s))];
        starts = Reached[start];
    }

    // States that a state is, without reading a character.
    private int[][] Reached { get; }

    /// <summary>The shortest text, or one of them, that both patterns match; null if there is none.</summary>
    public static string? Common(PatternAutomaton one, PatternAutomaton other)
    {
        var seen = new Dictionary<(int, int), ((int, int)? From, char Letter)>();
        var open = new Queue<(int One, int Other)>();
        void Visit(IEnumerable<int> left, int[] right, (int, int)? from, char letter)
        {
            foreach (var a in left)
            {
                foreach (var b in right)
                {
                    if (seen.TryAdd((a, b), (from, letter)))
                        open.Enqueue((a, b));
                }
            }
        }
        Visit(one.starts, other.starts, null, '\0');
        while (open.TryDequeue(out var pair))
        {
            if (pair == (one.end, other.end))
                return Text(pair);
            foreach (var (left, toLeft) in one.moves[pair.One])
            {
                foreach (var (right, toRight) in other.moves[pair.Other])
                {
                    var both = left & right;
                    if (!both.IsEmpty)
                        Visit(one.Reached[toLeft], other.Reached[toRight], pair, one.alphabet.First(both));
                }
            }
        }
        return null;

        string Text((int, int)? pair)
        {
            var letters = new List<char>();
            while (pair is { } here)
            {
                var (from, letter) = seen[here];
                if (from is not null && letter != '\0')
                    letters.Add(letter);
                pair = from;
            }
            letters.Reverse();
            return string.Concat(letters);
        }
    }

    private int[] Closure(int state)
    {
        var reached = new HashSet<int> { state };
        var open = new Stack<int>(reached);
        while (open.TryPop(out var next))
        {
            foreach (var to in free[next].Where(reached.Add))
                open.Push(to);
        }
        // A state without moves matters only as the end.
        return [.. reached.Where(s => s == end || moves[s].Count > 0)];
    }

    private int State()
    {
        moves.Add([]);
        free.Add([]);
        return moves.Count - 1;
    }

    private bool Has(char c) => at < pattern.Length && pattern[at] == c;

    private int Alternatives(int start)
    {
        var last = State();
        while (true)
        {
            free[Sequence(start)].Add(last);
            if (!Has('|'))
                return last;
            at++;
        }
    }

    private int Sequence(int start)
    {
        var here = State();
        free[start].Add(here);
        while (at < pattern.Length && pattern[at] is not ('|' or ')'))
            here = Repeated(here);
        return here;
    }

    private int Repeated(int start)
    {
        var begin = at;
        var first = State();
        free[start].Add(first);
        var last = One(first);
        var counts = Counts();
        if (counts is null)
            return last;
        var (fewest, most) = counts.Value;
        // Lazy or not, the same texts match.
        if (Has('?'))
            at++;
        var after = at;
        var here = start;
        for (var i = 0; i < fewest; i++)
            here = Again(begin, here);
        if (most is null)
        {
            var loop = State();
            free[here].Add(loop);
            free[Again(begin, loop)].Add(loop);
            here = loop;
        }
        for (var i = fewest; i < most; i++)
        {
            var next = Again(begin, here);
            free[here].Add(next);
            here = next;
        }
        at = after;
        free[start].Remove(first);
        return here;
    }

    private int Again(int begin, int start)
    {
        at = begin;
        var first = State();
        free[start].Add(first);
        var last = State();
        free[One(first)].Add(last);
        return last;
    }

    private (int Fewest, int? Most)? Counts()
    {
        var found = Repetition().Match(pattern[at..]);
        if (!found.Success)
            return null;
        at += found.Length;
        if (found.Value is "*" or "+" or "?")
            return (found.Value is "+" ? 1 : 0, found.Value is "?" ? 1 : null);
        var fewest = int.Parse(found.Groups["fewest"].ValueSpan, CultureInfo.InvariantCulture);
        return (
            fewest,
            found.Groups["most"].Success ? int.Parse(found.Groups["most"].ValueSpan, CultureInfo.InvariantCulture)
            : found.Groups["more"].Success ? null
            : fewest
        );
    }

    private int One(int start)
    {
        if (!Has('('))
        {
            var to = State();
            moves[start].Add((Set(), to));
            return to;
        }
        at++;
        if (Has('?'))
            at = pattern[at..] switch
            {
                ['?', ':', ..] => at + 2,
                ['?', '<', not ('=' or '!'), ..] => pattern.IndexOf('>', at) + 1,
                _ => throw Unknown(),
            };
        var last = Alternatives(start);
        if (!Has(')'))
            throw Unknown();
        at++;
        return last;
    }

    private CharacterSet Set()
    {
        var c = pattern[at++];
        return c switch
        {
            '.' => alphabet.Where(_ => true),
            '[' => Class(),
            '\\' => Escaped(),
            '*' or '+' or '?' or '{' or '^' or '$' => throw Unknown(),
            _ => alphabet.Where(a => a == c),
        };
    }

    private CharacterSet Class()
    {
        var negated = Has('^');
        if (negated)
            at++;
        var set = default(CharacterSet);
        do
        {
            if (Has('\\'))
            {
                at++;
                set |= Escaped();
                continue;
            }
            var (from, to) = (pattern[at], pattern[at]);
            if (pattern[at + 1] == '-' && pattern[at + 2] != ']')
                (to, at) = (pattern[at + 2], at + 2);
            at++;
            set |= alphabet.Where(a => a >= from && a <= to);
        } while (!Has(']'));
        at++;
        return negated ? alphabet.Where(_ => true).Without(set) : set;
    }

    private CharacterSet Escaped()
    {
        var c = pattern[at++];
        if (c == 'p' && pattern[at..].StartsWith("{L}", StringComparison.Ordinal))
        {
            at += 3;
            return alphabet.Where(char.IsLetter);
        }
        return c switch
        {
            'S' => alphabet.Where(a => !char.IsWhiteSpace(a)),
            's' => alphabet.Where(char.IsWhiteSpace),
            'd' => alphabet.Where(char.IsDigit),
            _ when char.IsAsciiLetterOrDigit(c) => throw Unknown(),
            _ => alphabet.Where(a => a == c),
        };
    }

    [GeneratedRegex(@"\A([*+?]|\{(?<fewest>[0-9]+)(?<more>,)?(?<most>[0-9]+)?\})", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Repetition();

    private FormatException Unknown() => new($"'{pattern}', character {at + 1}: the automaton does not know this");
}

/// <summary>A set of characters of an <see cref="Alphabet"/>.</summary>
internal readonly record struct CharacterSet(UInt128 Members)
{
    public bool IsEmpty => Members == 0;

    public CharacterSet Without(CharacterSet other) => new(Members & ~other.Members);

    public static CharacterSet operator &(CharacterSet one, CharacterSet other) => new(one.Members & other.Members);

    public static CharacterSet operator |(CharacterSet one, CharacterSet other) => new(one.Members | other.Members);
}

/// <summary>The characters that texts are searched with: those of ASCII, all that patterns name, and a letter, a sign, a blank and a digit besides.</summary>
internal sealed class Alphabet
{
    private const int Most = 128;

    private readonly List<char> characters;

    /// <param name="patterns">All patterns.</param>
    public Alphabet(IEnumerable<string> patterns)
    {
        var common = Enumerable.Range(' ', '~' - ' ' + 1).Select(c => (char)c);
        characters = [.. common.Concat(patterns.SelectMany(p => p)).Append('\n').Concat("ж€\u3000٣").Distinct()];
        if (characters.Count > Most)
            throw new FormatException($"the patterns have {characters.Count} characters, expected at most {Most}");
    }

    /// <summary>The characters that meet a condition.</summary>
    public CharacterSet Where(Func<char, bool> condition)
    {
        UInt128 members = 0;
        for (var i = 0; i < characters.Count; i++)
        {
            if (condition(characters[i]))
                members |= UInt128.One << i;
        }
        return new CharacterSet(members);
    }

    /// <summary>A character of a set that is not empty; a readable one if there is one.</summary>
    public char First(CharacterSet set) =>
        Enumerable
            .Range(0, characters.Count)
            .Where(i => (set.Members >> i & 1) == 1)
            .Select(i => characters[i])
            .OrderBy(c => char.IsAsciiLetter(c) ? 0 : 1)
            .First();
}
