using ShopStream.Quality.Changes;

namespace ShopStream.Pipeline.Changes;

/// <summary>The lines that one of two files alone has, by their longest common subsequence. Blank lines and indentation do not count.</summary>
internal static class LineDifferences
{
    // Beyond this the table of the longest common subsequence gets large; generated files have no lines worth to show.
    private const int MostLines = 3000;

    /// <summary>The differing lines, in the order of the head's file.</summary>
    public static IReadOnlyList<ChangedLine> Of(string before, string after)
    {
        var (a, b) = (Lines(before), Lines(after));
        if (a.Count > MostLines || b.Count > MostLines)
            return [];
        var common = new int[a.Count + 1, b.Count + 1];
        for (var i = a.Count - 1; i >= 0; i--)
        for (var j = b.Count - 1; j >= 0; j--)
            common[i, j] = AreEqual(a[i], b[j]) ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
        var lines = new List<ChangedLine>();
        for (int i = 0, j = 0; i < a.Count || j < b.Count; )
        {
            if (i < a.Count && j < b.Count && AreEqual(a[i], b[j]))
                (i, j) = (i + 1, j + 1);
            else if (j < b.Count && (i == a.Count || common[i, j + 1] > common[i + 1, j]))
                lines.Add(new ChangedLine(b[j].Number, b[j++].Text, IsAdded: true));
            else
                lines.Add(
                    new ChangedLine(
                        j < b.Count ? b[j].Number
                            : b.Count == 0 ? 1
                            : b[^1].Number,
                        a[i++].Text,
                        IsAdded: false
                    )
                );
        }
        return lines;
    }

    private static bool AreEqual((int Number, string Text) a, (int Number, string Text) b) => string.Equals(a.Text, b.Text, StringComparison.Ordinal);

    private static List<(int Number, string Text)> Lines(string text) =>
        [.. text.ReplaceLineEndings("\n").Split('\n').Select((line, i) => (i + 1, line.Trim())).Where(l => l.Item2.Length > 0)];
}
