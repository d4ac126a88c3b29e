using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Results;
using ShopStream.Sandbox;
using ShopStream.Sandbox.Seeding;

namespace ShopStream.Tests.Sandbox;

[Category("Fast")]
public sealed class SeedOptionsTests
{
    [TestCase(0)]
    [TestCase(-1)]
    [TestCase(100_001)]
    public void Scale_out_of_range_is_rejected_with_value_range_and_fix(int scale)
    {
        var make = () => new SeedOptions(new DateOnly(2026, 1, 15), scale);

        make.Should().Throw<UsageException>().WithMessage($"scale is {scale}, expected 1 to 100,000*choose a scale*");
    }

    [Test]
    public void Scale_is_also_validated_in_with_expressions()
    {
        var make = () => new SeedOptions(new DateOnly(2026, 1, 15)) with { Scale = 0 };

        make.Should().Throw<UsageException>();
    }

    [Test]
    public void Date_without_a_preceding_year_is_rejected()
    {
        var make = () => new SeedOptions(new DateOnly(1, 1, 1));

        make.Should().Throw<UsageException>().WithMessage("*0001-01-01*0010-01-01 to 9998-12-31*");
    }
}
