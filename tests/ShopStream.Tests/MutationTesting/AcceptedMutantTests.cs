using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.MutationTesting;
using ShopStream.Quality.Results;

namespace ShopStream.Tests.MutationTesting;

[TestFixture, Category("Fast")]
internal sealed class AcceptedMutantTests
{
    [Test]
    public void Mutant_is_accepted_by_id_or_prefix()
    {
        var read = AcceptedMutant.Parse(
            "fault,reason\n\nsource.products.price/*,\"the shop says so, and nobody else\"\r\n# a comment\nraw.orders/row lost,known\n",
            "f.csv"
        );

        read.Select(e => (e.Line, e.Fault, e.Reason))
            .Should()
            .Equal((3, "source.products.price/*", "the shop says so, and nobody else"), (5, "raw.orders/row lost", "known"));
        read[0].Covers("source.products.price/× 100").Should().BeTrue();
        read[0].Covers("source.products.price2/× 100").Should().BeFalse();
        read[1].Covers("raw.orders/row lost").Should().BeTrue();
        read[1].Covers("raw.orders/row lost twice").Should().BeFalse();
    }

    [Test]
    public void All_invalid_lines_are_reported_at_once()
    {
        var parse = () => AcceptedMutant.Parse("fault,reason\nraw.orders/row lost\nraw.orders/x,\n\"open,y\n", "f.csv");
        parse
            .Should()
            .Throw<UsageException>()
            .Which.Message.Split('\n')
            .Should()
            .HaveCount(3)
            .And.OnlyContain(l => l.StartsWith("f.csv:", StringComparison.Ordinal) && l.Contains("expected", StringComparison.Ordinal));
        var headless = () => AcceptedMutant.Parse("raw.orders/row lost,why", "f.csv");
        headless.Should().Throw<UsageException>().WithMessage("f.csv:1: *expected the header fault,reason");
    }
}
