using FluentAssertions;
using NUnit.Framework;

namespace ShopStream.Tests.Docs;

/// <summary>Checks that <see cref="ShellLine"/> finds the commands that a shell would run.</summary>
[TestFixture, Category("Fast")]
public sealed class ShellLineTests
{
    [TestCase("shopstream run --quiet", "run --quiet")]
    [TestCase("PGHOST=db PGDATABASE=shop shopstream doctor", "doctor")]
    [TestCase("dotnet run --project src/ShopStream.Cli -- check --tags '@ci and not @slow'", "check --tags (@ci and not @slow)")]
    [TestCase("shopstream setup postgres | psql -h db shop", "setup postgres")]
    [TestCase("cd somewhere && ~/tools/shopstream init && ~/tools/shopstream run > log # twice", "init", "run")]
    [TestCase("docker build -t shopstream .")]
    [TestCase("Passed all 97 scenarios")]
    public void Commands_are_found_with_their_arguments(string line, params string[] commands) =>
        ShellLine
            .Commands(line)
            .Select(c => string.Join(' ', c.Select(a => a.Contains(' ', StringComparison.Ordinal) ? $"({a})" : a)))
            .Should()
            .Equal(commands);
}
