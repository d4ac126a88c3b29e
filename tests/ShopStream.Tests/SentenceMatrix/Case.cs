using ShopStream.Quality.Results;

namespace ShopStream.Tests.SentenceMatrix;

/// <summary>What a sentence has to be tried with.</summary>
internal enum CaseKind
{
    Passes,
    FailsByOne,
    Empty,
    Nulls,

    /// <summary>Anything else that could go wrong.</summary>
    Hole,
}

/// <summary>On which tables a sentence is tried.</summary>
internal enum Sides
{
    /// <summary>One table: in PostgreSQL, in DuckDB.</summary>
    One,

    /// <summary>Two tables that are compared: in PostgreSQL, in DuckDB, across both; each also with the sides swapped, in the sentence and in the data.</summary>
    Two,

    /// <summary>One table points to another: in PostgreSQL, in DuckDB, across both in either direction.</summary>
    Directed,
}

/// <summary>Columns and rows as SQL that both engines read; no rows is an empty table.</summary>
internal sealed record Table(string Columns, string Rows);

/// <summary>What has to come out, said of table a as the expected side and b as the actual one; where they are swapped, the mirrored text holds.</summary>
internal sealed record Expectation(Outcome Outcome, string? Difference = null, string? Key = null)
{
    /// <summary>The key where a and b are swapped; null where it is the same.</summary>
    public string? MirroredKey { get; init; }

    /// <summary>The difference where a value and not a row is looked up, across stores; null where it is the same.</summary>
    public string? DifferenceAcross { get; init; }

    /// <summary>The key across stores; null where it is the same.</summary>
    public string? KeyAcross { get; init; }
}

/// <summary>One sentence with one table, or two, and what has to come out.</summary>
internal sealed record Case(CaseKind Situation, string Title, string Sentence, Sides Sides, Table A, Table? B, Expectation Expected)
{
    /// <summary>What the rule revenue says of both tables; null where no rule is needed.</summary>
    public string? Rule { get; init; }

    /// <summary>Of two sides that are equally near to the source the first is expected, and not the second.</summary>
    public bool FirstIsExpected { get; init; }

    /// <summary>The sentence as it stands in a feature, before tables are named.</summary>
    public string Steps => Sentence.StartsWith("Given ", StringComparison.Ordinal) ? Sentence : $"Then {Sentence}";
}
