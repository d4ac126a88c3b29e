using System.Text;

namespace ShopStream.Tests.Docs;

/// <summary>Finds the shopstream commands of a shell line, with quotes, pipes, redirections and leading variables.</summary>
internal static class ShellLine
{
    private static readonly string[] FromSource = ["dotnet", "run", "--project", "src/ShopStream.Cli", "--"];

    /// <summary>The arguments of every command of the line that starts shopstream.</summary>
    public static IEnumerable<IReadOnlyList<string>> Commands(string line) => Parts(line).Select(Arguments).OfType<IReadOnlyList<string>>();

    private static IReadOnlyList<string>? Arguments(List<string> words)
    {
        if (words is ["docker", "build", ..])
            return null;
        for (var i = 0; i < words.Count; i++)
        {
            if (words[i] is "shopstream" || words[i].EndsWith("/shopstream", StringComparison.Ordinal))
                return words[(i + 1)..];
            if (words[i..].Take(FromSource.Length).SequenceEqual(FromSource, StringComparer.Ordinal))
                return words[(i + FromSource.Length)..];
        }
        return null;
    }

    // Splits at commands, pipes, redirections and comments, and keeps every part.
    private static IEnumerable<List<string>> Parts(string line)
    {
        var (parts, word, quote, quoted) = (new List<List<string>> { new() }, new StringBuilder(), '\0', false);
        void EndWord()
        {
            if (word.Length > 0 || quoted)
                parts[^1].Add(word.ToString());
            word.Clear();
            quoted = false;
        }
        foreach (var c in line)
        {
            if (quote is not '\0')
            {
                if (c == quote)
                    quote = '\0';
                else
                    word.Append(c);
            }
            else if (c is '\'' or '"')
                (quote, quoted) = (c, true);
            else if (c is ' ')
                EndWord();
            else if (c is '|' or '&' or ';' or '>' || (c is '#' && word.Length == 0))
            {
                EndWord();
                parts.Add([]);
            }
            else
                word.Append(c);
        }
        EndWord();
        return parts.Where(p => p.Count > 0);
    }
}
