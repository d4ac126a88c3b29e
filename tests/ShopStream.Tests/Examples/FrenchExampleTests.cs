using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Results;

namespace ShopStream.Tests.Examples;

/// <summary>`shopstream test` on examples in French, whose cells write numbers and days as French does.</summary>
[TestFixture, Category("Fast")]
public sealed class FrenchExampleTests
{
    private ExampleWorkspace place = null!;

    [SetUp]
    public void Make() => place = new ExampleWorkspace();

    [TearDown]
    public void Remove() => place.Dispose();

    [Test]
    public async Task French_examples_say_the_same()
    {
        var output = await place
            .WithFeature(
                """
                # language: fr
                Fonctionnalité: Ventes

                  Scénario: Une commande annulée ne rapporte rien
                    Étant donné ces commandes dans staging stg_orders :
                      | order_id | order_date | status    |
                      | 2        | 28/11/2025 | cancelled |
                    Et aucune ligne de commande dans core fact_orders
                    Et aujourd'hui est le 28/11/2025
                    Quand mart_sales_overview est construit
                    Alors mart mart_sales_overview contient exactement ces lignes :
                      | sale_date  | total_revenue | average_order_value |
                      | 28/11/2025 | 0,00          | null                |
                    Et total_orders dans mart mart_sales_overview vaut au plus 0
                """
            )
            .TestAsync();

        output.ExitCode.Should().Be(ExitCodes.Passed, $"{output}");
    }

    [Test]
    public async Task French_cells_that_differ_are_shown_as_French_writes_them()
    {
        var output = await place
            .WithFeature(
                """
                # language: fr
                Fonctionnalité: Ventes

                  Scénario: Le revenu d'un jour
                    Étant donné ces lignes dans core fact_orders :
                      | order_id | date_key   | is_revenue | line_revenue |
                      | 1        | 28/11/2025 | true       | 1 234,50     |
                    Et ces commandes dans staging stg_orders :
                      | order_id | order_date | status    |
                      | 1        | 28/11/2025 | delivered |
                    Quand mart_sales_overview est construit
                    Alors mart mart_sales_overview contient exactement ces lignes :
                      | sale_date  | total_revenue |
                      | 28/11/2025 | 1234,51       |
                """
            )
            .TestAsync();

        output.ExitCode.Should().Be(ExitCodes.Failed, $"{output}");
        output.Out.Should().Contain("~ | 28/11/2025 | 1234,51 → 1234,50 |");
    }

    [Test]
    public async Task Ambiguous_French_cell_is_an_error_with_line_and_column()
    {
        var output = await place
            .WithFeature(
                """
                # language: fr
                Fonctionnalité: Ventes

                  Scénario: Le revenu d'un jour
                    Étant donné ces lignes dans core fact_orders :
                      | order_id | line_revenue | date_key   |
                      | 1        | 1.234        | 28/11/2025 |
                      | 2        | 1.234,50     | 11/28/2025 |
                    Quand mart_sales_overview est construit
                    Alors mart mart_sales_overview ne contient aucune ligne
                """
            )
            .TestAsync();

        output.ExitCode.Should().Be(ExitCodes.Usage, $"{output}");
        output
            .Error.Should()
            .Contain("features/a.feature:7:20: '1.234' is not a value of core fact_orders.line_revenue, which is decimal(12,2): expected a number that ")
            .And.Contain("features/a.feature:8:20: '1.234,50' is not a value")
            .And.Contain(
                "features/a.feature:8:35: '11/28/2025' is not a value of core fact_orders.date_key, which is date: expected a day, a month and a year"
            );
    }

    [Test]
    public async Task Column_named_like_a_word_of_the_language_is_not_translated()
    {
        var output = await place
            .WithFeature(
                """
                # language: fr
                Fonctionnalité: Produits

                  Scénario: Le nom d'un produit reste tel quel
                    Étant donné ces produits dans raw products :
                      | id | name          |
                      | 1  | Thé par jour  |
                    Quand stg_products est construit
                    Alors staging stg_products contient exactement ces lignes :
                      | product_id | product_name |
                      | 1          | Thé par jour |
                """
            )
            .TestAsync();

        output.ExitCode.Should().Be(ExitCodes.Passed, $"{output}");
    }
}
