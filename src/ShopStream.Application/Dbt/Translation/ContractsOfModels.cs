using ShopStream.Application.Dbt.Artifacts;
using ShopStream.Application.Dbt.Placement;
using ShopStream.Quality.Data;

namespace ShopStream.Application.Dbt.Translation;

/// <summary>Contracts that dbt enforces when it builds a model: the types of its columns, and which of them are never null.</summary>
internal static class ContractsOfModels
{
    /// <returns>The checks of each model with an enforced contract.</returns>
    public static IReadOnlyList<TranslatedTest> Of(DbtProject project, DatasetNames names) =>
        [.. project.Tables.Where(r => r.HasContract).Select(r => Of(project, r, names.Of(r)!.Value)).Where(t => t.Checks.Count > 0)];

    private static TranslatedTest Of(DbtProject project, DbtRelation model, Dataset dataset)
    {
        var test = new DbtTest
        {
            UniqueId = model.UniqueId,
            Name = $"contract of {model.Name}",
            Kind = "contract",
        };
        var types = model
            .Columns.Where(c => c.Type is not null)
            .Select(c => (Column: Identifier.Written(c.Name), Type: ColumnTypes.Portable(project.Adapter, c.Type!)))
            .Where(c => c.Type is not null)
            .Select(c => new TranslatedCheck(TestSubject.Columns, dataset, $"{c.Column} in {dataset} has the type {SentenceParts.Value(c.Type!)}"));
        var present = model
            .Columns.Where(c => c.IsNotNull)
            .Select(c => new TranslatedCheck(TestSubject.Completeness, dataset, $"{Identifier.Written(c.Name)} is never null in {dataset}"));
        return new TranslatedTest(test, [.. types, .. present]) { Tags = TestTranslator.Tags(test, model) };
    }
}
