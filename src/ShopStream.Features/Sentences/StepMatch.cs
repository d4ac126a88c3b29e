namespace ShopStream.Features.Sentences;

/// <summary>What a step's text is found to be: one of three.</summary>
public abstract record StepMatch
{
    private StepMatch() { }

    /// <summary>Exactly one sentence.</summary>
    /// <param name="Sentence">It.</param>
    /// <param name="Arguments">Their texts, not yet read.</param>
    public sealed record Bound(Sentence Sentence, IReadOnlyList<string> Arguments) : StepMatch;

    /// <summary>No sentence of the step's type.</summary>
    /// <param name="Nearest">Up to three sentences, nearest first: examples where there are any.</param>
    /// <param name="Elsewhere">Sentences of other types that the text would be: it has the wrong keyword.</param>
    public sealed record Unbound(IReadOnlyList<string> Nearest, IReadOnlyList<Sentence> Elsewhere) : StepMatch;

    /// <summary>Several sentences.</summary>
    /// <param name="Sentences">All of them.</param>
    public sealed record Ambiguous(IReadOnlyList<Sentence> Sentences) : StepMatch;
}
