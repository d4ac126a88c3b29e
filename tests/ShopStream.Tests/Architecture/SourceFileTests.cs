using FluentAssertions;
using NUnit.Framework;

namespace ShopStream.Tests.Architecture;

/// <summary>Checks the size of C# source files. The formatter breaks lines too, but not in strings and comments.</summary>
[TestFixture, Category("Fast")]
internal sealed class SourceFileTests
{
    // The printWidth of .csharpierrc.
    private const int LongestLine = 160;

    private const int LongestFile = 350;

    [Test]
    public void Lines_are_short_enough_to_be_read_without_scrolling() =>
        Files().SelectMany(f => LongLines(f, File.ReadAllLines(Path.Combine(Clone.Root, f)))).Should().BeEmpty();

    [Test]
    public void Files_are_short_enough_to_have_one_subject() =>
        Files().SelectMany(f => LongFile(f, File.ReadAllLines(Path.Combine(Clone.Root, f)))).Should().BeEmpty();

    [Test]
    public void A_long_line_is_reported_with_its_place_and_length() =>
        LongLines("src/A.cs", ["// short", new string('x', 160), new string('x', 161)])
            .Should()
            .Equal("src/A.cs:3: found 161 characters, expected at most 160: break the line");

    [Test]
    public void A_long_file_is_reported_with_its_first_line_too_many()
    {
        LongFile("src/A.cs", Enumerable.Repeat("", 350)).Should().BeEmpty();
        LongFile("src/A.cs", Enumerable.Repeat("", 352)).Should().Equal("src/A.cs:351: found 352 lines, expected at most 350: split the file by subject");
    }

    [Test]
    public void Files_of_the_source_and_of_the_tests_are_read() =>
        Files().Should().Contain(["src/ShopStream.Quality/Data/Dataset.cs", "tests/ShopStream.Tests/Architecture/SourceFileTests.cs"]);

    private static IEnumerable<string> LongLines(string file, IEnumerable<string> lines) =>
        from line in lines.Index()
        where line.Item.Length > LongestLine
        select $"{file}:{line.Index + 1}: found {line.Item.Length} characters, expected at most {LongestLine}: break the line";

    private static IEnumerable<string> LongFile(string file, IEnumerable<string> lines) =>
        lines.Count() is > LongestFile and var count
            ? [$"{file}:{LongestFile + 1}: found {count} lines, expected at most {LongestFile}: split the file by subject"]
            : [];

    // Relative to the root, with / on every system; without what the build generates.
    private static IEnumerable<string> Files() =>
        new[] { "src", "tests" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Clone.Root, folder), "*.cs", SearchOption.AllDirectories))
            .Select(f => Path.GetRelativePath(Clone.Root, f).Replace('\\', '/'))
            .Where(f => !f.Split('/').Any(part => part is "bin" or "obj"));
}
