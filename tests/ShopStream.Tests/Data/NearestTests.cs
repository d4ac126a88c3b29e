using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Data;

namespace ShopStream.Tests.Data;

[Category("Fast")]
public sealed class NearestTests
{
    [TestCase("", "", 0)]
    [TestCase("abc", "", 3)]
    [TestCase("orders", "ordres", 2)]
    [TestCase("Orders", "orders", 0)]
    [TestCase("order", "orders", 1)]
    public void Distance_counts_edited_letters(string a, string b, int distance)
    {
        Nearest.Distance(a, b).Should().Be(distance);
        Nearest.Distance(b, a).Should().Be(distance);
    }

    [Test]
    public void Hint_lists_the_nearest_names_or_all()
    {
        Nearest.Hint("ordres", ["users", "orders", "order_items"]).Should().Be("; did you mean orders?");
        Nearest.Hint("a", ["b", "c", "d"]).Should().Be("; did you mean b or c?");
        Nearest.Hint("warehouse", ["b", "a", "b"]).Should().Be("; there are: a, b");
        Nearest.Hint("a", []).Should().BeEmpty();
    }
}
