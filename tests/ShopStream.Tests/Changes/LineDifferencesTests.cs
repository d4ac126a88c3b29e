using FluentAssertions;
using NUnit.Framework;
using ShopStream.Pipeline.Changes;

namespace ShopStream.Tests.Changes;

/// <summary>The lines of a model that a change added and removed.</summary>
[TestFixture, Category("Fast")]
internal sealed class LineDifferencesTests
{
    [TestCase("a\nb\nc", "a\nB\nc", "-2 b|+2 B")]
    [TestCase("a\nc", "a\nb\nc", "+2 b")]
    [TestCase("a\nb\nc", "a\nc", "-2 b")]
    [TestCase("a\nb", "a", "-1 b")]
    [TestCase("a\n\n  b", "a\n    b\n", "")]
    [TestCase("", "a", "+1 a")]
    [TestCase("a", "", "-1 a")]
    public void Removed_lines_come_before_those_in_their_place(string before, string after, string expected) =>
        string.Join('|', LineDifferences.Of(before, after).Select(l => $"{(l.IsAdded ? '+' : '-')}{l.Number} {l.Text}")).Should().Be(expected);
}
