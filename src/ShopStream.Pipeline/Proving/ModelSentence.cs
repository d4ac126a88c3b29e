using ShopStream.Pipeline.Models;
using ShopStream.Quality.Checks;
using ShopStream.Quality.Data;
using ShopStream.Quality.Proving;

namespace ShopStream.Pipeline.Proving;

/// <summary>What catches whatever happens to a model: its figures, computed a second time from its own SELECT. Long, and so the last resort.</summary>
internal static class ModelSentence
{
    /// <summary>Null for what no model builds.</summary>
    /// <param name="fault">Of a column: that and the key are compared; else all columns.</param>
    /// <param name="models">In the warehouse's SQL.</param>
    /// <param name="catalog">The tables of all stores.</param>
    /// <param name="dialect">Of the warehouse.</param>
    public static CandidateSentence? Of(Fault fault, IReadOnlyList<Model> models, Catalog catalog, FaultDialect dialect)
    {
        if (models.FirstOrDefault(m => m.Dataset == fault.Dataset) is not { } model || catalog.Find(fault.Dataset) is not { } table) return null;
        var columns = string.Join(", ", table.Columns.Select(c => c.Name).Where(c => fault.Column is not { } column || table.Key.Contains(c, StringComparer.Ordinal) || string.Equals(c, column, StringComparison.Ordinal)).Select(dialect.Sql.Quote));
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
        return new CandidateSentence($"this query finds no rows in {fault.Dataset.Layer.Word()}:\n  \"\"\"\n{string.Join("\n", sql.Split('\n').Select(l => $"  {l}".TrimEnd()))}\n  \"\"\"", new FindsNoRows(fault.Dataset.Layer, sql));
    }
}
