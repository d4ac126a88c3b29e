using ShopStream.Application.Dbt.Artifacts;

namespace ShopStream.Application.Dbt.Placement;

/// <summary>
/// Finds the columns that identify a row: a primary key, a column that is tested to be unique and not null, columns that are tested to be unique
/// together, or unique_key. dbt's own primary_key is a guess, and may be a part of the key.
/// </summary>
internal sealed class RowKeys(DbtProject project)
{
    private readonly ILookup<string, DbtTest> tests = project
        .Tests.Where(t => t.Disabled is null && t.Where is null && !t.Has("row_condition"))
        .Where(t => project.Find(t.Argument("model")) is not null)
        .ToLookup(t => project.Find(t.Argument("model"))!.UniqueId, StringComparer.Ordinal);

    /// <returns>Empty if no key is known.</returns>
    public IReadOnlyList<string> Of(DbtRelation relation)
    {
        if (relation.PrimaryKey.Count > 0)
            return Named(relation, relation.PrimaryKey);
        var ofTable = tests[relation.UniqueId].ToList();
        var unique = Columns(relation, ofTable, "unique", "dbt_expectations.expect_column_values_to_be_unique");
        var present = Columns(relation, ofTable, "not_null", "dbt_expectations.expect_column_values_to_not_be_null");
        if (unique.Where(present.Contains).OrderByDescending(IsIdentifier).FirstOrDefault() is { } key)
            return [key];
        if (unique.Count > 0)
            return [unique.OrderByDescending(IsIdentifier).First()];
        var together = ofTable
            .Select(t =>
                t.Kind switch
                {
                    "dbt_utils.unique_combination_of_columns" => t.List("combination_of_columns"),
                    "dbt_expectations.expect_compound_columns_to_be_unique" => t.List("column_list"),
                    _ => null,
                }
            )
            .OfType<IReadOnlyList<string>>()
            .Select(c => Named(relation, c))
            .FirstOrDefault(c => c.Count > 0);
        return together ?? Named(relation, relation.UniqueKey);
    }

    /// <summary>The tests of a relation that judge all of its rows.</summary>
    public IEnumerable<DbtTest> TestsOf(DbtRelation relation) => tests[relation.UniqueId];

    private static bool IsIdentifier(string column) => column.EndsWith("id", StringComparison.OrdinalIgnoreCase);

    private static List<string> Columns(DbtRelation relation, IEnumerable<DbtTest> tests, params string[] kinds) =>
        [
            .. tests
                .Where(t => !t.IsWarning && kinds.Contains(t.Kind, StringComparer.Ordinal))
                .Select(t => t.Argument("column_name") is { } name ? relation.ColumnOf(name) : null)
                .OfType<string>(),
        ];

    // An expression is not a key that rows can be found by.
    private static IReadOnlyList<string> Named(DbtRelation relation, IReadOnlyList<string> columns)
    {
        var named = columns.Select(relation.ColumnOf).ToList();
        return named.Contains(null) ? [] : [.. named.OfType<string>()];
    }
}
