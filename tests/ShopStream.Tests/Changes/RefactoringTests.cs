using FluentAssertions;
using NUnit.Framework;
using ShopStream.Pipeline.Models;
using ShopStream.Tests.Models;

namespace ShopStream.Tests.Changes;

/// <summary>Refactorings that change no number: eight kinds, each applied to every shipped model.</summary>
[TestFixture, Category("Slow")]
internal sealed class RefactoringTests
{
    private static readonly (string Name, Func<string, string> Rewrite)[] Kinds =
    [
        ("comments", sql => $"-- A comment.\n/* and another */\n{sql}\n-- the end"),
        ("line breaks and indentation", sql => sql.Replace(",\n    ", "\n        , ", StringComparison.Ordinal)),
        ("a subquery", sql => $"SELECT * FROM (\n{sql}\n) AS same"),
        ("a CTE", sql => $"WITH same AS (\n{sql}\n)\nSELECT * FROM same"),
        ("a condition that always holds", sql => $"SELECT * FROM (\n{sql}\n) AS same WHERE 1 = 1"),
        ("a union with nothing", sql => $"SELECT * FROM (\n{sql}\n) AS same UNION ALL SELECT * FROM (\n{sql}\n) AS none WHERE 1 = 0"),
        ("another order of rows", sql => $"SELECT * FROM (\n{sql}\n) AS same ORDER BY 1 DESC"),
        ("keywords in lower case", sql => sql.Replace("SELECT", "select", StringComparison.Ordinal).Replace("FROM", "from", StringComparison.Ordinal)),
    ];

    private static IEnumerable<string> KindNames => Kinds.Select(k => k.Name);

    [Test]
    public void At_least_a_hundred_refactorings_are_tested() => (Kinds.Length * Files().Count).Should().BeGreaterThan(100);

    [TestCaseSource(nameof(KindNames))]
    public async Task Refactoring_of_every_model_makes_no_difference(string name)
    {
        var shop = await ComparedShop.GetAsync();
        var rewrite = Kinds.Single(k => string.Equals(k.Name, name, StringComparison.Ordinal)).Rewrite;
        using var models = new TestFolder();
        foreach (var file in Files())
        {
            // The first line is the configuration.
            var text = await File.ReadAllTextAsync(Path.Combine(ModelProject.ShippedFolder, file));
            var start = text.IndexOf('\n', StringComparison.Ordinal) + 1;
            models.With(file, text[..start] + rewrite(text[start..].TrimEnd()) + "\n");
        }

        var found = await shop.CompareAsync(models);

        found.Tables.Should().BeEmpty();
        found.Metrics.Should().BeEmpty();
    }

    [Test]
    public async Task Comments_and_line_breaks_are_not_a_change_of_a_model()
    {
        var shop = await ComparedShop.GetAsync();
        using var models = ComparedShop.Models();
        models.With(
            "core/dim_products.sql",
            (await File.ReadAllTextAsync(Path.Combine(models.Path, "core/dim_products.sql"))).Replace(",\n", " -- x\n,\n", StringComparison.Ordinal)
        );

        var found = await shop.CompareAsync(models);

        found.Models.Should().BeEmpty();
        found.Compared.Should().Be(0);
    }

    [Test]
    public async Task Only_the_changed_models_and_what_depends_on_them_are_compared()
    {
        var shop = await ComparedShop.GetAsync();
        using var models = ComparedShop.Models();
        ModelEdit.Replace("staging/stg_events.sql", "event_type,", "TRIM(event_type, ' ') AS event_type,")(models);

        var found = await shop.CompareAsync(models);

        found.Models.Select(m => m.Dataset).Should().Equal("staging stg_events");
        found.Compared.Should().Be(2);
        found.Tables.Should().BeEmpty();
    }

    private static List<string> Files() =>
        [
            .. Directory
                .GetFiles(ModelProject.ShippedFolder, "*.sql", SearchOption.AllDirectories)
                .Select(f => Path.GetRelativePath(ModelProject.ShippedFolder, f)),
        ];
}
