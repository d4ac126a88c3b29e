using ShopStream.Quality.MutationTesting;

namespace ShopStream.Pipeline.Mutations;

/// <summary>How a fault is planted: the table of its dataset becomes what a SELECT gives.</summary>
/// <param name="Mutant">In words.</param>
/// <param name="Select">Over the tables as they were, in the warehouse's SQL; of a model mutant its whole SELECT.</param>
internal sealed record MutantPlan(Mutant Mutant, string Select)
{
    /// <summary>The exact number whose change is told; null where none is.</summary>
    public string? AmountColumn { get; init; }

    /// <summary>What tells a reader which row was drawn, by column; null where no single row was.</summary>
    public string? RowSelect { get; init; }

    /// <summary>The same SELECT in DuckDB's SQL, for a file of the lake; null elsewhere.</summary>
    public string? FileSelect { get; init; }

    /// <summary>Whether it is a model that is changed, and not its rows.</summary>
    public bool IsModelMutation { get; init; }
}
