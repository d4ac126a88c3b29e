namespace ShopStream.Features.Sentences;

/// <summary>The sentences nearest to a text, word by word.</summary>
internal static class NearestSentences
{
    private const int AtMost = 3;

    /// <summary>Of the words' share that differs; beyond it a sentence is another one, and only the very nearest is still named.</summary>
    private const double Farthest = 0.6;

    /// <summary>With their keywords; those of the step's own type come first where the distance is the same.</summary>
    public static IReadOnlyList<string> Of(StepType type, string text, IEnumerable<Sentence> sentences)
    {
        var words = Words(text);
        var ranked = sentences
            .Select(s => (Sentence: s, Best: Candidates(s).Select(c => (Text: c, Share: Similarity(words, Words(c)))).MinBy(c => c.Share)))
            .OrderBy(x => x.Best.Share).ThenBy(x => x.Sentence.AppliesTo(type) ? 0 : 1)
            .Take(AtMost).ToList();
        return [.. ranked.Where((x, i) => i == 0 || x.Best.Share <= Farthest)
            .Select(x => $"{(x.Sentence.Type is null ? Sentence.KeywordOf(type) : x.Sentence.Keyword)} {x.Best.Text}")];
    }

    private static IEnumerable<string> Candidates(Sentence sentence) =>
        sentence.Examples.Count > 0 ? sentence.Examples.Select(Sentence.FirstLine) : [sentence.Expression];

    private static string[] Words(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    /// <summary>0 is the same, 1 nothing in common.</summary>
    private static double Similarity(string[] a, string[] b)
    {
        var row = new double[b.Length + 1];
        for (var j = 0; j <= b.Length; j++) row[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + Distance(a[i - 1], b[j - 1])));
        }
        return row[^1] / Math.Max(1, Math.Max(a.Length, b.Length));
    }

    /// <summary>A word misspelt costs little, another word all; an argument's place in an expression half.</summary>
    private static double Distance(string a, string b) =>
        b.Contains('{', StringComparison.Ordinal) ? 0.5
        : a.Length > 40 || b.Length > 40 ? (string.Equals(a, b, StringComparison.Ordinal) ? 0 : 1)
        : (double)Quality.Data.Nearest.Distance(a, b) / Math.Max(a.Length, b.Length);
}
