using FluentAssertions;
using NUnit.Framework;

namespace ShopStream.Tests.Changes;

/// <summary>Changes of models with known effects, each to the cent and to the first changed model; and refactorings without any.</summary>
[TestFixture, Category("Slow")]
internal sealed class ModelChangesTests
{
    private ComparedShop shop = null!;

    [OneTimeSetUp]
    public async Task Build_the_warehouse_once() => shop = await ComparedShop.GetAsync();

    [Test]
    public void At_least_thirty_changes_are_tested() => ModelEdits.All.Should().HaveCountGreaterThanOrEqualTo(30);

    [TestCaseSource(typeof(ModelEdits), nameof(ModelEdits.All))]
    public async Task Change_has_its_known_effect_and_its_first_changed_model(ModelEdit edit)
    {
        using var models = ComparedShop.Models();
        edit.Apply(models);

        var found = await shop.CompareAsync(models, edit.Head);

        var facts = ComparedShop.FactsOf(found);
        var expected = edit.Expected(shop).ToList();
        expected.Should().BeSubsetOf(facts);
        if (edit.IsWhole)
        {
            var tables = edit.Effects.Select(e => e.Split(", ")[0]).ToHashSet(StringComparer.Ordinal);
            facts.Where(f => tables.Contains(f.Split(", ")[0])).Should().Equal(expected);
        }
        found.Tables.Select(t => t.Origins[0]).Distinct(StringComparer.Ordinal).Should().Equal(edit.Origin.Length == 0 ? [] : [edit.Origin]);
        found.Tables.Where(t => string.Equals(t.Dataset, edit.Origin, StringComparison.Ordinal) && !t.IsOwn).Should().BeEmpty();
    }

    [Test]
    public async Task Changed_model_below_another_is_told_from_one_that_merely_inherits()
    {
        using var models = ComparedShop.Models();
        ModelEdit.Replace("core/fact_orders.sql", "THEN line_total ELSE", "THEN line_total + 1 ELSE")(models);
        ModelEdit.Replace("marts/mart_sales_overview.sql", "COUNT(DISTINCT CASE", "1 + COUNT(DISTINCT CASE")(models);
        ModelEdit.Replace("marts/mart_product_performance.sql", "FROM ranked\n", "FROM (SELECT * FROM ranked) AS ranked\n")(models);

        var found = await shop.CompareAsync(models);

        found
            .Tables.Select(t => $"{t.Dataset}, {t.IsOwn}: {string.Join(", ", t.Origins)}")
            .Should()
            .Equal(
                "core fact_orders, True: core fact_orders",
                "mart mart_customer_rfm, False: core fact_orders",
                "mart mart_product_performance, False: core fact_orders",
                "mart mart_sales_overview, True: core fact_orders, mart mart_sales_overview"
            );
    }
}
