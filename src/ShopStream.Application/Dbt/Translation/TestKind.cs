namespace ShopStream.Application.Dbt.Translation;

/// <summary>A kind of test that sentences express.</summary>
/// <param name="Subject">What it is about.</param>
/// <param name="Sentences">The sentences that together judge as the test; null if its arguments cannot be said.</param>
internal sealed record TestKind(TestSubject Subject, Func<TestContext, IReadOnlyList<string>?> Sentences)
{
    /// <summary>Whether dbt counts rows, as a sentence does, so that a limit of failures is one of rows.</summary>
    public bool CountsRows { get; init; }

    /// <summary>Where the sentences judge otherwise; null for nowhere.</summary>
    public string? Note { get; init; }

    /// <summary>All kinds, by the name that dbt gives them.</summary>
    public static IReadOnlyDictionary<string, TestKind> All { get; } =
        new[] { ColumnTests.Kinds, PatternTests.Kinds, FigureTests.Kinds, TableTests.Kinds, OrderTests.Kinds }
            .SelectMany(k => k)
            .ToDictionary(k => k.Name, k => k.Kind, StringComparer.Ordinal);

    /// <summary>
    /// Kinds whose SQL dbt writes from the columns that the table has when it compiles: run later, it would compare constants, and never fail.
    /// </summary>
    public static bool IsWrittenFromCatalog(string kind) =>
        kind.StartsWith("dbt_expectations.expect_table_column", StringComparison.Ordinal)
        || kind
            is "dbt_expectations.expect_column_to_exist"
                or "dbt_expectations.expect_column_values_to_be_of_type"
                or "dbt_expectations.expect_column_values_to_be_in_type_list";
}
