namespace ShopStream.Features.Parsing;

/// <summary>Recognizes text that its author meant as a step. The parser does not know the sentences, which are bound later.</summary>
internal interface ISentenceLikeness
{
    /// <summary>Whether the text is a sentence, once up to four words in front of it are removed.</summary>
    bool IsSentence(string text);

    /// <summary>Whether the text is a sentence, or is a sentence with a word misspelled, once its first word is removed.</summary>
    bool IsNearlySentence(string text);
}
