using ShopStream.Features.Scenarios;

namespace ShopStream.Features.Sentences;

/// <summary>Finds the sentences nearest to a text, by edit distance over words.</summary>
internal static class NearestSentences
{
    private const int MaxResults = 3;

    /// <summary>The largest share of differing words; beyond it only the very nearest sentence is returned.</summary>
    private const double MaxDistance = 0.6;

    /// <summary>Up to three sentences with their keywords, nearest first; at the same distance those of the step's own type come first.</summary>
    public static IReadOnlyList<string> Of(StepType type, string text, IEnumerable<Sentence> sentences)
    {
        var words = Words(text);
        var ranked = sentences
            .Select(s => (Sentence: s, Best: Candidates(s).Select(c => (Text: c, Distance: Distance(words, Words(c)))).MinBy(c => c.Distance)))
            .OrderBy(x => x.Best.Distance)
            .ThenBy(x => x.Sentence.AppliesTo(type) ? 0 : 1)
            .Take(MaxResults)
            .ToList();
        return
        [
            .. ranked
                .Where((x, i) => i == 0 || x.Best.Distance <= MaxDistance)
                .Select(x => $"{(x.Sentence.Type is null ? Sentence.KeywordOf(type) : x.Sentence.Keyword)} {x.Best.Text}"),
        ];
    }

    /// <summary>The distance to the nearest sentence, from 0 (the same but for case, accents and blanks) to 1 (nothing in common).</summary>
    public static double DistanceOf(string text, IEnumerable<Sentence> sentences)
    {
        var words = Words(Simple(text));
        return sentences.SelectMany(Candidates).Select(c => Distance(words, Words(Simple(c)))).DefaultIfEmpty(1).Min();

        static string Simple(string text) => Expressions.Typography.Simplified(text).ToUpperInvariant();
    }

    private static IEnumerable<string> Candidates(Sentence sentence) =>
        sentence.Examples.Count > 0 ? sentence.Examples.Select(Sentence.FirstLine) : [sentence.Expression];

    private static string[] Words(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    /// <summary>From 0 (the same) to 1 (nothing in common).</summary>
    private static double Distance(string[] a, string[] b)
    {
        var row = new double[b.Length + 1];
        for (var j = 0; j <= b.Length; j++)
            row[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + WordDistance(a[i - 1], b[j - 1])));
        }
        return row[^1] / Math.Max(1, Math.Max(a.Length, b.Length));
    }

    /// <summary>A misspelled word costs little, another word 1, an argument of an expression 0.5.</summary>
    private static double WordDistance(string a, string b) =>
        b.Contains('{', StringComparison.Ordinal) ? 0.5
        : a.Length > 40 || b.Length > 40 ? (string.Equals(a, b, StringComparison.Ordinal) ? 0 : 1)
        : (double)Quality.Data.Nearest.Distance(a, b) / Math.Max(a.Length, b.Length);
}
