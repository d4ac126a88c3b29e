using System.Runtime.CompilerServices;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Tests.Cli;

namespace ShopStream.Tests.Architecture;

/// <summary>Golden files are those of the repository: a test that looked elsewhere would write them anew, and pass.</summary>
[Category("Fast")]
public sealed class GoldenFileTests
{
    [Test]
    public void The_tests_know_where_their_sources_are() => Here().Should().StartWith(Clone.Root).And.Match(p => File.Exists(p));

    private static string Here([CallerFilePath] string path = "") => path;
}
