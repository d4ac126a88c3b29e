using ShopStream.Application.Dbt.Artifacts;
using ShopStream.Quality.Data;

namespace ShopStream.Application.Dbt.Translation;

/// <summary>What checks are about: each is a feature.</summary>
internal enum TestSubject
{
    Keys,
    Completeness,
    References,
    Values,
    Order,
    Figures,
    Rows,
    Columns,
    Freshness,
    Queries,
}

/// <summary>A check as a sentence.</summary>
/// <param name="Subject">What it is about.</param>
/// <param name="Dataset">The table; for a query, one of those that it reads.</param>
/// <param name="Sentence">The sentence, without its keyword.</param>
internal sealed record TranslatedCheck(TestSubject Subject, Dataset Dataset, string Sentence)
{
    /// <summary>Conditions on the rows, as sentences without their keyword.</summary>
    public IReadOnlyList<string> Given { get; init; } = [];

    /// <summary>Custom SQL below the sentence; null for none.</summary>
    public string? Sql { get; init; }

    /// <summary>Whether a failure is a warning.</summary>
    public bool IsWarning { get; init; }
}

/// <summary>A test, and the checks that it has become.</summary>
/// <param name="Test">The test.</param>
/// <param name="Checks">The checks; empty if it could not be translated.</param>
internal sealed record TranslatedTest(DbtTest Test, IReadOnlyList<TranslatedCheck> Checks)
{
    /// <summary>Where a check judges otherwise than dbt does; null for nowhere.</summary>
    public string? Note { get; init; }

    /// <summary>Why it could not be translated, or only as custom SQL; null for a sentence.</summary>
    public string? Reason { get; init; }

    /// <summary>Whether its checks are custom SQL.</summary>
    public bool IsQuery => Checks.Any(c => c.Sql is not null);

    /// <summary>Tags of the scenario, without their @.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];
}
