namespace ShopStream.Features.Sentences;

/// <summary>The result of matching a step's text: bound, unbound or ambiguous.</summary>
public abstract record StepMatch
{
    private StepMatch() { }

    /// <summary>Exactly one sentence matches.</summary>
    /// <param name="Sentence">The sentence.</param>
    /// <param name="Arguments">The arguments as text, not yet converted.</param>
    public sealed record Bound(Sentence Sentence, IReadOnlyList<string> Arguments) : StepMatch;

    /// <summary>No sentence of the step's type matches.</summary>
    /// <param name="Nearest">Up to three sentences, nearest first, as examples if there are any.</param>
    /// <param name="Elsewhere">Sentences of other step types that match: the step has the wrong keyword.</param>
    public sealed record Unbound(IReadOnlyList<string> Nearest, IReadOnlyList<Sentence> Elsewhere) : StepMatch;

    /// <summary>Several sentences match.</summary>
    /// <param name="Sentences">All matching sentences.</param>
    public sealed record Ambiguous(IReadOnlyList<Sentence> Sentences) : StepMatch;
}
