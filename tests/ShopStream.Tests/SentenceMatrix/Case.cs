using ShopStream.Quality.Results;

namespace ShopStream.Tests.SentenceMatrix;

/// <summary>Kinds of cases that every sentence needs.</summary>
internal enum CaseKind
{
    Passes,
    FailsByOne,
    Empty,
    Nulls,

    /// <summary>Any other special case.</summary>
    Special,
}

/// <summary>Tables that a sentence is tested with.</summary>
internal enum Sides
{
    /// <summary>One table, in PostgreSQL and in DuckDB.</summary>
    One,

    /// <summary>Two compared tables, in PostgreSQL, in DuckDB and across both; each also with sentence and data swapped.</summary>
    Two,

    /// <summary>A table that references another, in PostgreSQL, in DuckDB and across both in either direction.</summary>
    Directed,
}

/// <summary>Columns and rows as SQL that both engines accept; empty rows for an empty table.</summary>
internal sealed record Table(string Columns, string Rows);

/// <summary>Expected result, with table a as the expected and b as the actual side. For swapped sides, the mirrored values apply.</summary>
internal sealed record Expectation(Outcome Outcome, string? Difference = null, string? Key = null)
{
    /// <summary>Key when a and b are swapped; null if it is the same.</summary>
    public string? MirroredKey { get; init; }

    /// <summary>Difference across stores, where values instead of rows are counted; null if it is the same.</summary>
    public string? DifferenceAcross { get; init; }

    /// <summary>Key across stores; null if it is the same.</summary>
    public string? KeyAcross { get; init; }
}

/// <summary>A sentence, its tables and the expected result.</summary>
internal sealed record Case(CaseKind Situation, string Title, string Sentence, Sides Sides, Table A, Table? B, Expectation Expected)
{
    /// <summary>Definition of revenue in both tables; null if the sentence does not need it.</summary>
    public string? Rule { get; init; }

    /// <summary>Whether the first of two sides in the same layer is the expected one, instead of the second.</summary>
    public bool FirstIsExpected { get; init; }

    /// <summary>The sentence as a step, with placeholders for the tables.</summary>
    public string Steps => Sentence.StartsWith("Given ", StringComparison.Ordinal) ? Sentence : $"Then {Sentence}";
}
