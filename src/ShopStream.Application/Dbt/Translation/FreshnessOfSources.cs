using System.Globalization;
using ShopStream.Application.Dbt.Artifacts;
using ShopStream.Application.Dbt.Placement;
using ShopStream.Quality.Data;

namespace ShopStream.Application.Dbt.Translation;

/// <summary>Freshness of sources, as dbt source freshness judges it.</summary>
internal static class FreshnessOfSources
{
    /// <returns>The checks of each source that has a limit; those without checks have a reason.</returns>
    public static IReadOnlyList<TranslatedTest> Of(DbtProject project, DatasetNames names) =>
        [
            .. project
                .Relations.Values.Where(r => r.Freshness is not null)
                .Select(r => Of(r, names.Of(r)!.Value, r.Freshness!) with { Tags = r.Owner is { } owner ? [FeatureText.Tag($"owner:{owner}")] : [] }),
        ];

    private static TranslatedTest Of(DbtRelation source, Dataset dataset, DbtFreshness freshness)
    {
        var test = new DbtTest
        {
            UniqueId = source.UniqueId,
            Name = $"freshness of {source.SourceName}.{source.Name}",
            Kind = "freshness",
        };
        if (freshness.Column is not { } loadedAt || source.ColumnOf(loadedAt) is not { } column)
            return new TranslatedTest(test, []) { Reason = "its load time is not a column of the table" };
        if (freshness.Filter is { } filter && TestTranslator.Conditions(filter, source) is null)
            return new TranslatedTest(test, []) { Reason = $"its filter has no sentence: {filter}" };
        var given = freshness.Filter is { } sql ? TestTranslator.Conditions(sql, source)!.Select(c => $"only rows of {dataset} where {c}").ToList() : [];
        return new TranslatedTest(
            test,
            [
                .. new[] { (Age: freshness.WarnAfter, IsWarning: true), (Age: freshness.ErrorAfter, IsWarning: false) }
                    .Where(l => l.Age is not null)
                    .Select(l => (l.IsWarning, Age: TestContext.Age(l.Age!.Value.Count.ToString(CultureInfo.InvariantCulture), l.Age.Value.Period)))
                    .Where(l => l.Age is not null)
                    .Select(l => new TranslatedCheck(
                        TestSubject.Freshness,
                        dataset,
                        $"the newest {Identifier.Written(column)} in {dataset} is at most {l.Age} older than the run"
                    )
                    {
                        Given = given,
                        IsWarning = l.IsWarning,
                    }),
            ]
        );
    }
}
