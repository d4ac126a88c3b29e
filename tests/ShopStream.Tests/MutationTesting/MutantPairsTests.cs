using FluentAssertions;
using NUnit.Framework;
using ShopStream.Pipeline.Mutations;
using ShopStream.Quality.MutationTesting;

namespace ShopStream.Tests.MutationTesting;

/// <summary>Two faults are drawn from the single ones.</summary>
[TestFixture, Category("Fast")]
internal sealed class MutantPairsTests
{
    [Test]
    public void Column_of_cents_has_a_pair_of_each_kind_within_its_layer()
    {
        var pairs = Pairs(
            Cell("raw", "orders", "total", "one cent more"),
            Cell("raw", "items", "total", "one cent less"),
            Cell("raw", "users", "name", "null"),
            Cell("core", "facts", "total", "one cent less")
        );

        pairs.Select(p => p.Mutant.Id).Should().Equal("raw.orders.total/two faults at once", "raw.orders.total/a fault beside a reconciling item");
        pairs[0].Mutant.Parts.Select(p => p.Id).Should().Equal("raw.orders.total/one cent more", "raw.items.total/one cent less");
        pairs[0].Mutant.IsBesideItem.Should().BeFalse();
        pairs[1].Mutant.IsBesideItem.Should().BeTrue();
        pairs[1].Mutant.Parts[1].Layer.Should().Be("raw");
        pairs.Should().OnlyContain(p => p.Parts.Select(x => x.Mutant).SequenceEqual(p.Mutant.Parts));
    }

    [Test]
    public void Fault_of_the_same_column_or_of_all_rows_is_not_taken() =>
        Pairs(
                Cell("raw", "orders", "total", "one cent more"),
                Cell("raw", "orders", "total", "one cent less"),
                Cell("raw", "orders", "day", "a day later") with
                {
                    RowSelect = null,
                },
                Cell("source", "orders", "total", "one cent less")
            )
            .Should()
            .BeEmpty();

    private static List<MutantPlan> Pairs(params MutantPlan[] single) => [.. new MutantPairs(single, (_, _) => 0).All()];

    private static MutantPlan Cell(string layer, string table, string column, string kind) =>
        new(
            new Mutant
            {
                Id = $"{layer}.{table}.{column}/{kind}",
                Class = kind,
                Layer = layer,
                Table = table,
                Column = column,
                Description = $"{column} of {table}",
            },
            "SELECT 1"
        )
        {
            RowSelect = "SELECT 1",
        };
}
