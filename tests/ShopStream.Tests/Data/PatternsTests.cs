using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Data;

namespace ShopStream.Tests.Data;

[Category("Fast")]
public sealed class PatternsTests
{
    [TestCase("[A-Z]{3}")]
    [TestCase(@"[^@\s]+@[^@\s]+\.[a-z]{2,}")]
    [TestCase(@"\d{4}-\d{2}(-\d{2})?")]
    [TestCase("(?:a|b)*?c+")]
    [TestCase("^é.$")]
    [TestCase(@"\[[\w\-]+\]|\{x\}")]
    [TestCase(@"[\w.+-]+")]
    public void Portable_pattern_is_accepted(string pattern) => Patterns.Validate(pattern).Should().Be(pattern);

    [TestCase("[A-Z", Description = "broken")]
    [TestCase("(a", Description = "broken")]
    [TestCase("(?=a)b", Description = "look-around")]
    [TestCase(@"(a)\1", Description = "back-reference")]
    [TestCase(@"\bword\b", Description = "a backspace to PostgreSQL")]
    [TestCase(@"\p{L}+", Description = "unknown to PostgreSQL")]
    [TestCase("(?i)abc", Description = "only at the very beginning in PostgreSQL")]
    [TestCase("(?<year>a)", Description = "named groups")]
    [TestCase("[[:alpha:]]", Description = "a set in a set to .NET")]
    [TestCase("[a-z-[aeiou]]", Description = "subtraction, .NET alone")]
    [TestCase("a{,3}", Description = "literal to some")]
    [TestCase("a++", Description = "possessive")]
    [TestCase(@"[\W]", Description = "refused by PostgreSQL in a set")]
    [TestCase(@"\x41", Description = "as many digits as follow in PostgreSQL")]
    [TestCase(@"\Z", Description = "another end in each")]
    public void Ambiguous_pattern_is_rejected(string pattern) =>
        FluentActions.Invoking(() => Patterns.Validate(pattern)).Should().Throw<FormatException>().WithMessage($"the pattern '{pattern}' cannot be used: *Supported are *");

    [TestCase(@"\w+", "[A-Za-z0-9_]+")]
    [TestCase(@"\W", "[^A-Za-z0-9_]")]
    [TestCase(@"[\w.-]+", "[A-Za-z0-9_.-]+")]
    [TestCase(@"[^\w]", "[^A-Za-z0-9_]")]
    [TestCase(@"\\w", @"\\w")]
    [TestCase(@"[\\w]", @"[\\w]")]
    [TestCase(@"\[\w\]", @"\[[A-Za-z0-9_]\]")]
    [TestCase(@"\d\s.", @"\d\s.")]
    public void Word_class_is_expanded(string pattern, string spelt) => Patterns.SpellOutClasses(pattern).Should().Be(spelt);

    [TestCase("(?:a|b)*?c+", "(a|b)*c+")]
    [TestCase("a??b{2,3}?c+?", "a?b{2,3}c+")]
    [TestCase(@"\d+\s\w\D\S\W", "[0-9]+[[:space:]][A-Za-z0-9_][^0-9][^[:space:]][^A-Za-z0-9_]")]
    [TestCase(@"[^@\s]+@[\w.-]+\.[\d]", "[^@[:space:]]+@[A-Za-z0-9_.-]+\\.[0-9]")]
    [TestCase(@"\?\+?", @"\?\+?")]
    [TestCase(@"a\tb", "a\tb")]
    public void Perl_classes_are_expanded_for_POSIX_patterns(string pattern, string extended) => Patterns.ExpandShorthands(pattern).Should().Be(extended);
}
