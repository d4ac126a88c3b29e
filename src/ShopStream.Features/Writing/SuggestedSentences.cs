using ShopStream.Quality.MutationTesting;
using ShopStream.Quality.Profiling;

namespace ShopStream.Features.Writing;

/// <summary>Writes suggested checks as sentences, for mutation testing.</summary>
public static class SuggestedSentences
{
    /// <summary>The suggestions whose sentence is a single line.</summary>
    public static IEnumerable<CandidateSentence> Of(IEnumerable<SuggestedTable> tables) =>
        from suggestion in tables.SelectMany(t => t.Suggestions)
        where SentenceText.Table(suggestion).Count == 0
        let text = SentenceText.Of(suggestion)
        where text is not null
        select new CandidateSentence(text, suggestion.Check);
}
