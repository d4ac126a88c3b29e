using System.Reflection;
using FluentAssertions;
using NUnit.Framework;

namespace ShopStream.Tests.Architecture;

/// <summary>What filters select tests by.</summary>
[TestFixture]
internal sealed class CategoryTests
{
    [Test]
    public void A_category_is_written_in_one_way()
    {
        var types = typeof(CategoryTests).Assembly.GetTypes();
        var written = types.Cast<MemberInfo>().Concat(types.SelectMany(t => t.GetMethods())).SelectMany(m => m.GetCustomAttributes<CategoryAttribute>()).Select(c => c.Name).Distinct(StringComparer.Ordinal).ToList();

        written.Should().Contain("Live");
        written.GroupBy(c => c, StringComparer.OrdinalIgnoreCase).Where(g => g.Count() > 1).SelectMany(g => g).Should().BeEmpty("a filter tells upper from lower case");
    }
}
