using System.Text;

namespace ShopStream.Tests.Deploy;

/// <summary>Reads the YAML that workflows are written in: maps, lists, plain and quoted text, block text. Anything else is an error.</summary>
internal sealed class WorkflowYaml
{
    private readonly List<(int Indent, string Text, int Line)> lines;
    private int at;

    private WorkflowYaml(string text) =>
        lines = [.. text.Split('\n').Select((l, i) => (Indent: l.Length - l.TrimStart(' ').Length, Text: l.Trim(), Line: i + 1))];

    /// <summary>The document: Dictionary of string to node, List of nodes, or string; null for nothing.</summary>
    /// <exception cref="FormatException">A line is not understood.</exception>
    public static object? Read(string text)
    {
        if (text.Contains('\t', StringComparison.Ordinal))
            throw new FormatException("there is a tab");
        var reader = new WorkflowYaml(text);
        reader.SkipBlank();
        var node = reader.Node(0);
        reader.SkipBlank();
        return reader.at == reader.lines.Count ? node : throw reader.Error("is not expected here");
    }

    private object? Node(int indent)
    {
        SkipBlank();
        if (at == lines.Count || lines[at].Indent < indent)
            return null;
        return lines[at].Text is "-" || lines[at].Text.StartsWith("- ", StringComparison.Ordinal) ? List(lines[at].Indent) : Map(lines[at].Indent);
    }

    private List<object?> List(int indent)
    {
        var list = new List<object?>();
        for (SkipBlank(); at < lines.Count && lines[at].Indent == indent && lines[at].Text.StartsWith('-'); SkipBlank())
        {
            // "- key: value" is a map that begins two columns further.
            var item = lines[at].Text[1..].TrimStart();
            if (Key(item) is null)
            {
                list.Add(Scalar(item));
                at++;
                continue;
            }
            lines[at] = (indent + 2, item, lines[at].Line);
            list.Add(Map(indent + 2));
        }
        return list;
    }

    private Dictionary<string, object?> Map(int indent)
    {
        var map = new Dictionary<string, object?>(StringComparer.Ordinal);
        for (SkipBlank(); at < lines.Count && lines[at].Indent == indent && !lines[at].Text.StartsWith("- ", StringComparison.Ordinal); SkipBlank())
        {
            var key = Key(lines[at].Text) ?? throw Error("is no key with a value");
            var rest = lines[at].Text[(key.Length + 1)..].Trim();
            at++;
            if (rest.StartsWith('#'))
                rest = "";
            var value =
                rest is "|" or "|-" or ">" or ">-" ? Block(indent, rest[0] == '>')
                : rest.Length > 0 ? Scalar(rest)
                : Nested(indent);
            if (!map.TryAdd(key, value))
                throw new FormatException($"line {lines[at - 1].Line}: {key} is there twice");
        }
        if (at < lines.Count && lines[at].Indent > indent)
            throw Error("is indented too far");
        return map;
    }

    // A list may stand at its key's own indentation.
    private object? Nested(int indent)
    {
        SkipBlank();
        return at < lines.Count && lines[at].Indent == indent && lines[at].Text.StartsWith("- ", StringComparison.Ordinal) ? List(indent) : Node(indent + 1);
    }

    private string Block(int indent, bool folds)
    {
        var text = new StringBuilder();
        var own = -1;
        for (; at < lines.Count && (lines[at].Text.Length == 0 || lines[at].Indent > indent); at++)
        {
            if (own < 0 && lines[at].Text.Length > 0)
                own = lines[at].Indent;
            text.Append(' ', Math.Max(0, lines[at].Indent - own)).Append(lines[at].Text).Append(folds ? ' ' : '\n');
        }
        return text.ToString().TrimEnd() + "\n";
    }

    private static string? Key(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && (colon + 1 == text.Length || text[colon + 1] == ' ') && text[..colon].All(c => char.IsLetterOrDigit(c) || c is '_' or '-')
            ? text[..colon]
            : null;
    }

    private object? Scalar(string text)
    {
        if (text[0] is '[')
            return text[^1] == ']'
                ? text[1..^1].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(t => (object?)t).ToList()
                : throw Error("has a list without its end");
        if (text[0] is '\'' or '"')
            return text.Length > 1 && text[^1] == text[0] ? text[1..^1] : throw Error("has a quote without its end");
        if (text[0] is '{' or '&' or '*' or '!' or '%' or '@' or '`')
            throw Error("has a form that these tests do not read");
        var comment = text.IndexOf(" #", StringComparison.Ordinal);
        var plain = comment < 0 ? text : text[..comment].TrimEnd();
        return plain.Contains(": ", StringComparison.Ordinal) && !plain.Contains("${{", StringComparison.Ordinal)
            ? throw Error("has a colon in unquoted text")
            : plain;
    }

    private void SkipBlank()
    {
        while (at < lines.Count && (lines[at].Text.Length == 0 || lines[at].Text[0] == '#'))
            at++;
    }

    private FormatException Error(string what)
    {
        var line = lines[Math.Min(at, lines.Count - 1)];
        return new FormatException($"line {line.Line}: '{line.Text}' {what}");
    }
}
