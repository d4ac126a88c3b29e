using System.Globalization;
using ShopStream.Application.Dbt.Artifacts;
using ShopStream.Application.Dbt.Placement;
using ShopStream.Features.Writing;
using ShopStream.Quality.Data;

namespace ShopStream.Application.Dbt.Translation;

/// <summary>Translates tests into sentences, or else into custom SQL, or else says why not.</summary>
internal sealed class TestTranslator(DbtProject project, DatasetNames names)
{
    private readonly RowKeys keys = new(project);

    /// <summary>Every test of the project.</summary>
    public IReadOnlyList<TranslatedTest> All() => [.. project.Tests.Select(Translated)];

    private TranslatedTest Translated(DbtTest test)
    {
        if (test.Kind is DbtTest.Unit)
            return Not(test, "a unit test judges a model by given rows, not the data: dbt test runs it");
        if (test.Disabled is { } disabled)
            return Not(test, disabled);
        var relation = project.Find(test.Argument("model")) ?? project.Relations.GetValueOrDefault(test.AttachedTo ?? "");
        var read = test.Reads.Select(id => project.Relations.GetValueOrDefault(id)).OfType<DbtRelation>().ToList();
        var tags = (relation ?? read.FirstOrDefault()) is { } owner ? Tags(test, owner) : test.Tags;
        string reason;
        if (relation is null || names.Of(relation) is not { } dataset)
        {
            reason = test.Kind is DbtTest.Singular ? "a singular test is SQL" : "it is not about a table";
        }
        else
        {
            var (sentences, why) = Sentences(new TestContext(project, names, keys, test, relation, dataset));
            if (sentences is not null)
                return sentences with { Tags = tags };
            reason = why;
        }
        var place = names.Of(relation) ?? read.Select(r => names.Of(r)).FirstOrDefault(d => d is not null) ?? names.First;
        return Query(test, relation, place, reason) with { Tags = tags };
    }

    private static (TranslatedTest? Test, string Why) Sentences(TestContext context)
    {
        var test = context.Test;
        if ((TestKind.All.GetValueOrDefault(test.Kind) ?? SqlTests.Find(test)) is not { } kind)
            return (null, $"no sentence is known for {test.Kind}");
        if (Given(context) is not { } given)
            return (null, $"its condition has no sentence: {test.Where ?? test.Argument("row_condition") ?? test.Argument("from_condition")}");
        if (kind.Sentences(context) is not { Count: > 0 } sentences)
            return (null, "its arguments have no sentence");
        var checks = new List<TranslatedCheck>();
        foreach (var (limit, isWarning) in Limits(test))
        {
            var ofLimit = Limited(kind, sentences, limit)
                .Select(s => new TranslatedCheck(kind.Subject, context.Dataset, s) { Given = given, IsWarning = isWarning })
                .ToList();
            if (ofLimit.Count > 0 && ofLimit.TrueForAll(c => ScenarioText.Fault(FeatureText.Scenario(c)) is null))
                checks.AddRange(ofLimit);
            else if (QueryText.IsAny(limit))
                return (null, "its arguments have no sentence");
            else if (test.Sql is null)
                return (null, $"its limit counts failures: {limit}");
            else
                checks.Add(QueryOf(context.Dataset, QueryText.Of(test, limit)) with { IsWarning = isWarning });
        }
        return checks.TrueForAll(c => c.Sql is not null) ? (null, "its limit counts failures") : (new TranslatedTest(test, checks) { Note = kind.Note }, "");
    }

    // The sentences with a limit of failures; none if they have none.
    private static IEnumerable<string> Limited(TestKind kind, IReadOnlyList<string> sentences, string limit) =>
        QueryText.IsAny(limit) ? sentences
        : kind.CountsRows && sentences is [var only] && Most(limit) is { } most ? [$"{only}, except in at most {most} {(most is "1" ? "row" : "rows")}"]
        : [];

    /// <summary>The conditions on the number of failures that warn and fail. If both are the same, a failure fails.</summary>
    private static IEnumerable<(string Limit, bool IsWarning)> Limits(DbtTest test)
    {
        if (test.IsWarning || !string.Equals(test.WarnIf, test.ErrorIf, StringComparison.Ordinal))
            yield return (test.WarnIf, true);
        if (!test.IsWarning)
            yield return (test.ErrorIf, false);
    }

    // "> 200": at most 200 are no failure.
    private static string? Most(string limit) =>
        limit.Replace(" ", "", StringComparison.Ordinal) is ['>', .. var most] && int.TryParse(most, NumberStyles.None, CultureInfo.InvariantCulture, out _)
            ? most
            : null;

    // The conditions of the test's rows; null if one cannot be said.
    private static List<string>? Given(TestContext context)
    {
        var given = new List<string>();
        foreach (var sql in new[] { context.Test.Where, context.Test.Argument("row_condition"), context.Test.Argument("from_condition") })
        {
            if (sql is null || sql is "1=1" or "true")
                continue;
            if (Conditions(sql, context.Relation) is not { } conditions)
                return null;
            given.AddRange(conditions.Select(c => $"only rows of {context.Dataset} where {c}"));
        }
        if (context.Test.Argument("to_condition") is not (null or "1=1"))
            return null;
        return given;
    }

    /// <summary>The conditions of sentences that select the same rows as SQL; null if there are none.</summary>
    public static IReadOnlyList<string>? Conditions(string sql, DbtRelation relation) =>
        SqlConditions.Read(sql, relation.ColumnOf) is { } predicates && predicates.Select(p => p.Conditions()).ToList() is var all && !all.Contains(null)
            ? [.. all.SelectMany(c => c!)]
            : null;

    private TranslatedTest Query(DbtTest test, DbtRelation? relation, Dataset place, string reason)
    {
        if (TestKind.IsWrittenFromCatalog(test.Kind))
            return relation is not null && QueryText.OfColumns(test, relation, project.Find(test.Argument("compare_model"))) is { } sql
                ? new TranslatedTest(test, [QueryOf(place, sql) with { IsWarning = test.IsWarning }]) { Reason = reason }
                : Not(test, $"{reason}, and its SQL is written from the columns that dbt has found");
        if (test.Sql is null)
            return Not(test, $"{reason}, and the manifest has no SQL of it: run dbt compile, then init again");
        var checks = Limits(test).Select(l => QueryOf(place, QueryText.Of(test, l.Limit)) with { IsWarning = l.IsWarning }).ToList();
        try
        {
            foreach (var check in checks)
                CustomSqlPolicy.Validate(check.Sql!);
        }
        catch (FormatException e)
        {
            return Not(test, $"{reason}, and its SQL cannot be used: {e.Message}");
        }
        return new TranslatedTest(test, checks) { Reason = reason };
    }

    private static TranslatedCheck QueryOf(Dataset place, string sql) =>
        new(TestSubject.Queries, place, $"this query finds no rows in {place.Layer.NameOf()}:") { Sql = sql };

    /// <summary>Tags of a test and its table, and the owner.</summary>
    public static IReadOnlyList<string> Tags(DbtTest test, DbtRelation relation) =>
        [
            .. test
                .Tags.Concat(relation.Tags)
                .Concat(relation.Owner is { } owner ? [$"owner:{owner}"] : [])
                .Select(FeatureText.Tag)
                .Where(t => t.Length > 0)
                .Distinct(StringComparer.Ordinal),
        ];

    private static TranslatedTest Not(DbtTest test, string reason) => new(test, []) { Reason = reason };
}
