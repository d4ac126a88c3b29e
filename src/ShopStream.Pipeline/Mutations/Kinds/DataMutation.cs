namespace ShopStream.Pipeline.Mutations.Kinds;

/// <summary>A data mutation of one table or column.</summary>
/// <param name="Class">Name of the mutation's class.</param>
/// <param name="Column">The mutated column; null for a mutation of rows.</param>
/// <param name="Where">SQL condition on the rows that can be mutated; null for the table as a whole.</param>
/// <param name="Select">
/// SELECT that gives the mutated table. It reads <c>v</c>, which has all columns of the table <c>t</c> and the flag <see cref="MutationScope.SampledRows"/> of
/// the sampled row.
/// </param>
/// <param name="Text">Description of the change, without its location.</param>
internal sealed record DataMutation(string Class, MutationColumn? Column, string? Where, string Select, string Text)
{
    /// <summary>Whether the values stay equal, so that no check may fail.</summary>
    public bool IsEqualByValue { get; init; }

    /// <summary>The columns that the table has then, where names or types change; null if the columns stay the same.</summary>
    public IReadOnlyList<MutationColumn>? Columns { get; init; }
}
