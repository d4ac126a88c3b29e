using ShopStream.Quality.Data;

namespace ShopStream.Pipeline.Models;

/// <summary>Tables of the catalog, with the models that build them.</summary>
internal static class ModelTables
{
    /// <summary>The same tables, each with its model.</summary>
    /// <param name="tables">Tables of any layer.</param>
    /// <param name="project">The models, in the warehouse's SQL.</param>
    public static IEnumerable<TableInfo> WithModels(this IEnumerable<TableInfo> tables, ModelProject project)
    {
        var models = project.Models.ToDictionary(m => m.Dataset);
        return tables.Select(t => models.TryGetValue(t.Dataset, out var model) ? t with { Model = Of(model, t.BuiltFrom) } : t);
    }

    private static TableModel Of(Model model, string? builtFrom) =>
        new(model.Sql)
        {
            AsksForTimeBy = ModelClock.AsksBy(model.Sql),
            IsChanged = builtFrom is not null && !string.Equals(builtFrom, model.Sha256, StringComparison.Ordinal),
        };
}
