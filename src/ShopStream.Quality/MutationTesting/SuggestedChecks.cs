namespace ShopStream.Quality.MutationTesting;

/// <summary>A sentence to add, and the survivors it catches.</summary>
/// <param name="Sentence">Sentence without a keyword; its data table or query follows on separate lines.</param>
/// <param name="Survivors">Survivors sorted by id; at least one.</param>
public sealed record SuggestedCheck(string Sentence, IReadOnlyList<MutantResult> Survivors);

/// <summary>Selects sentences that catch many survivors.</summary>
public static class SuggestedChecks
{
    /// <summary>
    /// Chooses a sentence for each survivor so that few sentences are needed in total (greedy set cover): repeatedly the sentence that
    /// catches most of the remaining survivors, or the earliest of several.
    /// </summary>
    /// <param name="sentences">Sentences that catch it, per survivor.</param>
    /// <returns>A sentence per survivor; null if it has none.</returns>
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
