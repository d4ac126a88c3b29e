using System.Reflection;
using FluentAssertions;
using NUnit.Framework;
using NUnit.Framework.Interfaces;

namespace ShopStream.Tests.Architecture;

/// <summary>Checks the categories by which filters select tests.</summary>
[TestFixture, Category("Fast")]
internal sealed class CategoryTests
{
    private const string Fast = "Fast";

    private static IEnumerable<Type> Types => typeof(CategoryTests).Assembly.GetTypes();

    private static IEnumerable<MethodInfo> Tests =>
        Types
            .Where(t => !t.IsAbstract)
            .SelectMany(t => t.GetMethods())
            .Where(m => m.GetCustomAttributes(true).Any(a => a is ITestBuilder or ISimpleTestBuilder));

    [Test]
    public void Category_names_are_consistent()
    {
        var categories = Types.Cast<MemberInfo>().Concat(Tests).SelectMany(Named).Distinct(StringComparer.Ordinal).ToList();

        categories.Should().Contain([Fast, ServerRequirement.Category]);
        categories
            .GroupBy(c => c, StringComparer.OrdinalIgnoreCase)
            .Where(g => g.Count() > 1)
            .SelectMany(g => g)
            .Should()
            .BeEmpty("filters are case-sensitive");
    }

    [Test]
    public void Every_test_is_in_one_lane()
    {
        var lanes = Tests
            .Select(t =>
                (
                    Test: $"{t.ReflectedType!.Name}.{t.Name}",
                    Lanes: Named(t)
                        .Concat(Named(t.ReflectedType))
                        .Where(c => c is Fast or ServerRequirement.Category or "Slow")
                        .Distinct(StringComparer.Ordinal)
                        .Count()
                )
            )
            .ToList();

        lanes.Should().HaveCountGreaterThan(1000);
        lanes.Where(t => t.Lanes != 1).Select(t => t.Test).Should().BeEmpty("a test is Fast, Live (it needs a server, a browser or another program) or Slow");
    }

    private static IEnumerable<string> Named(MemberInfo member) => member.GetCustomAttributes<CategoryAttribute>(inherit: true).Select(c => c.Name);
}
