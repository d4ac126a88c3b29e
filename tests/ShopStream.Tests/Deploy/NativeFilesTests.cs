using FluentAssertions;
using NUnit.Framework;

namespace ShopStream.Tests.Deploy;

/// <summary>The native files that are built, packed and installed.</summary>
[TestFixture, Category("Fast")]
internal sealed class NativeFilesTests
{
    private static IEnumerable<string> Folders() =>
        Directory
            .EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "runtimes"), "*", SearchOption.AllDirectories)
            .Select(f => Path.GetDirectoryName(f)!)
            .Where(f => Path.GetFileName(f) is "native")
            .Distinct(StringComparer.Ordinal);

    [Test]
    public void Every_platform_with_native_files_has_DuckDB() =>
        Folders()
            .Should()
            .NotBeEmpty()
            .And.OnlyContain(
                f => Directory.GetFiles(f, "*duckdb.*").Length > 0,
                "nothing works on other platforms: Directory.Build.targets removes their files"
            );

    [Test]
    public void Native_files_come_without_symbols() => Folders().SelectMany(f => Directory.EnumerateFiles(f, "*.pdb")).Should().BeEmpty();
}
