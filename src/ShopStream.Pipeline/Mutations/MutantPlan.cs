using ShopStream.Quality.Data;
using ShopStream.Quality.MutationTesting;

namespace ShopStream.Pipeline.Mutations;

/// <summary>How a mutant is planted: its dataset is replaced by the result of a SELECT.</summary>
/// <param name="Mutant">The mutant.</param>
/// <param name="Select">
/// SELECT over the unmodified tables, in the warehouse's SQL; for a model mutation the model's whole SELECT; empty if no rows are changed.
/// </param>
internal sealed record MutantPlan(Mutant Mutant, string Select)
{
    /// <summary>Column whose total changes, for the report; null if there is none.</summary>
    public string? AmountColumn { get; init; }

    /// <summary>The table with the columns that it has then; null if their names and types stay the same.</summary>
    public TableInfo? Table { get; init; }

    /// <summary>SELECT that describes the sampled row; null if no single row is mutated.</summary>
    public string? RowSelect { get; init; }

    /// <summary>The same SELECT in DuckDB's SQL, for a lake file; null for other layers.</summary>
    public string? FileSelect { get; init; }

    /// <summary>Whether the mutation changes a model's SQL instead of its rows.</summary>
    public bool IsModelMutation { get; init; }

    /// <summary>The mutants that are planted together, in this order; empty for a single one.</summary>
    public IReadOnlyList<MutantPlan> Parts { get; init; } = [];

    /// <summary>Whether the manifest of the date is replaced, and no rows.</summary>
    public bool ReplacesManifest { get; init; }
}
