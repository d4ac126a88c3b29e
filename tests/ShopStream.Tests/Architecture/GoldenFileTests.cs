using System.Runtime.CompilerServices;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Tests.Cli;

namespace ShopStream.Tests.Architecture;

/// <summary>Golden files are found by the path of the sources. If that path were wrong, golden tests would write new files and pass.</summary>
[Category("Fast")]
public sealed class GoldenFileTests
{
    [Test]
    public void Source_path_of_the_tests_is_in_the_repository() => Here().Should().StartWith(Clone.Root).And.Match(p => File.Exists(p));

    private static string Here([CallerFilePath] string path = "") => path;
}
