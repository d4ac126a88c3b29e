using System.Text.RegularExpressions;
using ShopStream.Features.Expressions;
using ShopStream.Features.Parsing;

namespace ShopStream.Features.Sentences;

/// <summary>Recognizes text that its author meant as a step, although its keyword, case, accents or blanks are not those of one.</summary>
/// <param name="english">The English sentences; all other languages are tried as well.</param>
internal sealed partial class SentenceLikeness(StepRegistry english) : ISentenceLikeness
{
    /// <summary>The most words that are taken as a keyword in front of a sentence: "Étant données que", "1. And then".</summary>
    private const int MaxKeywordWords = 4;

    /// <summary>The largest distance of a misspelled sentence, as a share of its words.</summary>
    private const double MaxDistance = 0.2;

    private readonly Lazy<IReadOnlyList<Sentence>> sentences = new(() => [.. english.Languages.SelectMany(l => english.In(l).Sentences)]);

    /// <inheritdoc />
    public bool IsSentence(string text)
    {
        var simple = Typography.Simplified(text);
        return Starts(simple).Any(start => Matches(simple[start..]) || Matches(simple[start..].TrimEnd('.', ';', ',', '!')));
    }

    /// <inheritdoc />
    public bool IsNearlySentence(string text)
    {
        var simple = Typography.Simplified(text);
        return IsSentence(text) || Starts(simple).Take(2).Any(start => NearestSentences.DistanceOf(simple[start..], sentences.Value) <= MaxDistance);
    }

    private bool Matches(string text) => sentences.Value.Any(s => s.Resembles(text));

    private static IEnumerable<int> Starts(string text) => WordStart().Matches(text).Select(m => m.Index).Take(MaxKeywordWords + 1);

    /// <summary>A letter or digit after a blank, an apostrophe or another mark.</summary>
    [GeneratedRegex(@"(?<![\p{L}\p{N}_])[\p{L}\p{N}_]", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex WordStart();
}
