using FluentAssertions;
using NUnit.Framework;
using ShopStream.Features.Steps;
using ShopStream.Quality.Results;
using ShopStream.Tests.Elt;
using ShopStream.Tests.Features;

namespace ShopStream.Tests.Snowflake;

/// <summary>Sentences whose SQL is more than a condition or an aggregate, in the dialect of Snowflake.</summary>
[TestFixture, Category("Live")]
internal sealed class SnowflakeSentencesTests
{
    private const string Feature = """"
        Feature: f
          Scenario: These hold
            Then id in raw steps increases with d, for each k
            And id in raw steps has no gaps
            And no periods from d to t in raw steps overlap, for each id
            And the periods from d to t in raw steps have no gaps, for each id
            And every id in raw steps appears at least once as id in raw steps
            And every id and k together in raw steps exist as m and k in raw steps, where id is above 1
            And no parent in raw steps leads back to its own id
            And every id in raw steps appears as often as m in raw steps, except in at most 1 row
            And no k in raw steps is spelled in more than one case
            And the most common k in raw steps is one of a, b
            And raw steps has rows for every week of d, for each k
            And no month of d in raw steps has fewer than 1 % of the median rows
            And the share of id that appears once in raw steps is exactly 100 %
            And the entropy of k in raw steps is between 0.69 and 0.70
            And the correlation of id and n in raw steps is exactly 1
            And n in raw steps has no outliers beyond 3 MADs
            And t in raw steps is at most 1 day after d
            And k in raw steps is like a%, _, for each n
            And k in raw steps is a valid three-letter country code, except in at most 40 rows
            And the result of this query in raw is between 40 and 40:
              """
              SELECT COUNT(*) FROM steps
              """
            And the Jensen-Shannon distance of k in raw steps against k in source steps is exactly 0
            And n in raw steps has not drifted from n in source steps
          Scenario: This does not
            Then parent in raw steps has no gaps in steps of 3
        """";

    [Test]
    public async Task Rules_of_several_rows_are_judged_in_snowflake()
    {
        await using var shop = await SnowflakeShop.StartAsync();
        await shop.Database.ExecuteAsync(
            """
            CREATE TABLE steps (id int PRIMARY KEY, m int, k text, n int, parent int, d date, t date);
            INSERT INTO steps
            SELECT i, i, CASE WHEN i % 2 = 0 THEN 'a' ELSE 'b' END, i * 2, NULLIF(i / 2, 0), DATE '2025-01-01' + i * 3, DATE '2025-01-02' + i * 3
            FROM generate_series(1, 40) AS i
            """
        );
        var source = shop.Source with { Tables = ["steps"] };
        var specifications = SpecBinder.Bind(FeatureTexts.Of(Feature), SnowflakeShop.BusinessMetrics);
        var models = Directory.CreateTempSubdirectory("shopstream-models-");
        try
        {
            await File.WriteAllTextAsync(
                Path.Combine(models.CreateSubdirectory("core").FullName, "all_steps.sql"),
                "SELECT id FROM {{ source('raw', 'steps') }}"
            );
            shop.Options = shop.Options with { ModelsFolder = models.FullName };
            await shop.Pipeline.RunAsync(source, ShopRun.Date, "test", specifications, [], CancellationToken.None);
            var results = await shop.CheckAsync(specifications);

            results[0].Checks.Where(c => c.Outcome != Outcome.Passed).Select(c => $"{c.Sentence}: {c.Actual} {c.Note}").Should().BeEmpty();
            results[1].Checks.Should().ContainSingle().Which.Keys[0].Should().Be("parent=1, \"the next one\"=2");
        }
        finally
        {
            models.Delete(recursive: true);
        }
    }
}
