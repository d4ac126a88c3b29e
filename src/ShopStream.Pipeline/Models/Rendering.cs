using System.Text;

namespace ShopStream.Pipeline.Models;

/// <summary>Builds SQL from pieces, and records for each line the line of the file it comes from.</summary>
internal sealed class Rendering
{
    private readonly StringBuilder text = new();
    private readonly List<int> lines = [1];

    public string Text => text.ToString();

    public IReadOnlyList<int> Lines => lines;

    public void Append(string sql, int line, bool isFromFile)
    {
        if (text.Length == 0 || text[^1] == '\n')
            lines[^1] = line;
        foreach (var part in sql.Split('\n').Index())
        {
            if (part.Index > 0)
            {
                text.Append('\n');
                lines.Add(isFromFile ? line + part.Index : line);
            }
            text.Append(part.Item);
        }
    }

    /// <summary>Keeps the first <paramref name="length"/> characters, without leading blank lines and trailing white space.</summary>
    public void Trim(int length)
    {
        text.Length = length;
        var whole = text.ToString();
        var start = whole.Length - whole.TrimStart().Length;
        start = start == 0 ? 0 : whole.LastIndexOf('\n', start - 1) + 1;
        lines.RemoveRange(0, whole.AsSpan(0, start).Count('\n'));
        text.Clear().Append(whole[start..].TrimEnd());
        lines.RemoveRange(1 + text.ToString().AsSpan().Count('\n'), lines.Count - 1 - text.ToString().AsSpan().Count('\n'));
    }

    public int LineOf(int offset) => lines[text.ToString(0, offset).AsSpan().Count('\n')];
}
