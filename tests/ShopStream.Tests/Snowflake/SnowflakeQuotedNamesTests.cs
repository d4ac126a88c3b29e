using FluentAssertions;
using NUnit.Framework;
using ShopStream.Features.Steps;
using ShopStream.Quality.Results;
using ShopStream.Tests.Elt;
using ShopStream.Tests.Features;

namespace ShopStream.Tests.Snowflake;

/// <summary>Tables and columns whose names need quotes, through S3 and Snowflake.</summary>
[TestFixture, Category("Live")]
internal sealed class SnowflakeQuotedNamesTests
{
    private const string Model = """
        SELECT "Order ID" AS "Order No" FROM {{ ref('Détail 📦') }}
        """;

    private const string Core = """
        SELECT "Order ID" FROM {{ source('raw', 'Order Details') }}
        """;

    private const string Feature = """
        Feature: f
          Scenario: s
            Then raw "Order Details" matches source "Order Details" row for row on "Order ID"
            And raw "ORDERS" matches source "ORDERS" row for row on ID
            And "Total" in raw "ORDERS" is at least 1
            And every "Order No" in mart "Größe 'je' Tag" exists as "Order ID" in raw "Order Details"
            And lake "été 📦" agrees with its manifest
            And raw "a.b/c" has as many rows as source "a.b/c"
        """;

    [Test]
    public async Task Names_in_quotes_are_loaded_and_checked()
    {
        await using var shop = await SnowflakeShop.StartAsync();
        await shop.Database.ExecuteAsync(
            """
            CREATE TABLE "Order Details" ("Order ID" int PRIMARY KEY, "Unit Price" numeric(10,2),
                "Prénom" text, "📦" text, "a.b" int, "x""y" text, "select" int);
            INSERT INTO "Order Details" SELECT i, i * 1.25, 'Zoé', 'box', i, 'y', i FROM generate_series(1, 20) AS i;
            CREATE TABLE "ORDERS" ("ID" int PRIMARY KEY, "Total" int); INSERT INTO "ORDERS" VALUES (1, 2);
            CREATE TABLE "été 📦" (id int PRIMARY KEY); INSERT INTO "été 📦" VALUES (1);
            CREATE TABLE "a.b/c" (id int PRIMARY KEY); INSERT INTO "a.b/c" VALUES (1)
            """
        );
        var models = Directory.CreateTempSubdirectory("shopstream-models-");
        try
        {
            await File.WriteAllTextAsync(Path.Combine(models.CreateSubdirectory("core").FullName, "Détail 📦.sql"), Core);
            await File.WriteAllTextAsync(Path.Combine(models.CreateSubdirectory("marts").FullName, "Größe 'je' Tag.sql"), Model);
            shop.Options = shop.Options with { ModelsFolder = models.FullName };
            var source = shop.Source with { Tables = ["Order Details", "ORDERS", "été 📦", "a.b/c"] };
            var specifications = SpecBinder.Bind(FeatureTexts.Of(Feature), SnowflakeShop.BusinessMetrics);

            await shop.Pipeline.RunAsync(source, ShopRun.Date, "test", specifications, [], CancellationToken.None);
            var results = await shop.CheckAsync(specifications);

            results.SelectMany(r => r.Checks).Where(c => c.Outcome != Outcome.Passed).Select(c => $"{c.Sentence}: {c.Actual} {c.Note}").Should().BeEmpty();
        }
        finally
        {
            models.Delete(recursive: true);
        }
    }
}
