using ShopStream.Pipeline.Models;
using ShopStream.Pipeline.Mutations.Kinds;
using ShopStream.Quality.Checks;
using ShopStream.Quality.Data;
using ShopStream.Quality.MutationTesting;

namespace ShopStream.Pipeline.Mutations;

/// <summary>
/// Suggests a custom SQL check that recomputes a model with its own SELECT. It detects any change of the model but is long, so it is the last resort.
/// </summary>
internal static class ModelQuerySentence
{
    /// <summary>The check; null for a dataset that no model builds.</summary>
    /// <param name="mutant">The mutant to detect. If it has a column, only that column and the key are compared; otherwise all columns.</param>
    /// <param name="models">The models, in the warehouse's SQL.</param>
    /// <param name="catalog">The tables of all stores.</param>
    /// <param name="dialect">SQL dialect of the warehouse.</param>
    public static CandidateSentence? Of(Mutant mutant, IReadOnlyList<Model> models, Catalog catalog, MutationDialect dialect)
    {
        if (models.FirstOrDefault(m => m.Dataset == mutant.Dataset) is not { } model || catalog.Find(mutant.Dataset) is not { } table)
            return null;
        var columns = string.Join(
            ", ",
            table
                .Columns.Select(c => c.Name)
                .Where(c =>
                    mutant.Column is not { } column || table.Key.Contains(c, StringComparer.Ordinal) || string.Equals(c, column, StringComparison.Ordinal)
                )
                .Select(dialect.Sql.Quote)
        );
        var name = dialect.Sql.Quote(table.Dataset.Table);
        var lines = model.Sql.Trim().Split('\n').Where(l => l.Trim().Length > 0);
        var sql = $"""
            WITH computed_again AS (
              {string.Join("\n  ", lines)}
            )
            (SELECT {columns} FROM {name} EXCEPT SELECT {columns} FROM computed_again)
            UNION ALL
            (SELECT {columns} FROM computed_again EXCEPT SELECT {columns} FROM {name})
            """;
        return new CandidateSentence(
            $"this query finds no rows in {mutant.Dataset.Layer.NameOf()}:\n  \"\"\"\n"
                + $"{string.Join("\n", sql.Split('\n').Select(l => $"  {l}".TrimEnd()))}\n  \"\"\"",
            new CustomSqlCheck(mutant.Dataset.Layer, sql)
        );
    }
}
