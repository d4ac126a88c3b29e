namespace ShopStream.Quality.MutationTesting;

/// <summary>A sentence to be added, and the survivors that it was seen to catch.</summary>
/// <param name="Sentence">As a feature says it, without its keyword; its table or query follows on lines of their own.</param>
/// <param name="Survivors">In the order of their ids; at least one.</param>
public sealed record SuggestedCheck(string Sentence, IReadOnlyList<MutantResult> Survivors);

/// <summary>Few sentences that catch many survivors.</summary>
public static class SuggestedChecks
{
    /// <summary>For each survivor one of its sentences, so that few sentences serve all: again and again the one that catches most of those that are left; of several the earliest.</summary>
    /// <param name="sentences">Of each survivor, those that were seen to catch it.</param>
    /// <returns>In the order of the survivors; null where there is no sentence.</returns>
    public static IReadOnlyList<string?> FindSmallestSet(IReadOnlyList<IReadOnlyList<string>> sentences)
    {
        var chosen = new string?[sentences.Count];
        var open = Enumerable.Range(0, sentences.Count).Where(i => sentences[i].Count > 0).ToHashSet();
        while (open.Count > 0)
        {
            var best = open.Order().SelectMany(i => sentences[i]).GroupBy(s => s, StringComparer.Ordinal).MaxBy(g => g.Count())!.Key;
            foreach (var i in open.Where(i => sentences[i].Contains(best, StringComparer.Ordinal)).ToList())
            {
                chosen[i] = best;
                open.Remove(i);
            }
        }
        return chosen;
    }
}
