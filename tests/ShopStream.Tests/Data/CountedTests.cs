using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Data;

namespace ShopStream.Tests.Data;

[TestFixture, Category("Fast")]
public sealed class CountedTests
{
    [TestCase(0, "0 queries")]
    [TestCase(1, "1 query")]
    [TestCase(1_200, "1,200 queries")]
    public void One_has_the_singular(long count, string text) => Counted.Of(count, "query", "queries").Should().Be(text);
}
