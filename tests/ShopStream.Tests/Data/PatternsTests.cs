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
        FluentActions
            .Invoking(() => Patterns.Validate(pattern))
            .Should()
            .Throw<FormatException>()
            .WithMessage($"the pattern '{pattern}' cannot be used: *Supported are *");

    [TestCase("x{300}")]
    [TestCase("x{2,300}")]
    [TestCase("(x{20}){100}")]
    [TestCase("((x{20}y)*z{3}){100}")]
    [TestCase("(?:(x{11}){10}){10,}")]
    public void Repetition_that_an_engine_refuses_is_refused_at_binding(string pattern) =>
        FluentActions.Invoking(() => Patterns.Validate(pattern)).Should().Throw<FormatException>().WithMessage("*cannot be used*");

    [TestCase("x{255}")]
    [TestCase("(x{10}){100}")]
    [TestCase("(x{255}y){2}z{255}")]
    public void Repetition_that_every_engine_knows_is_accepted(string pattern) => Patterns.Validate(pattern).Should().Be(pattern);

    [TestCase(@"\w+", "[A-Za-z0-9_]+")]
    [TestCase(@"\W", "[^A-Za-z0-9_]")]
    [TestCase(@"[\w.-]+", "[A-Za-z0-9_.-]+")]
    [TestCase(@"[^\w]", "[^A-Za-z0-9_]")]
    [TestCase(@"\\w", @"\\w")]
    [TestCase(@"[\\w]", @"[\\w]")]
    [TestCase(@"\[\w\]", @"\[[A-Za-z0-9_]\]")]
    [TestCase(@"\d\D.", "[0-9][^0-9].")]
    [TestCase(@"[\d\-]", @"[0-9\-]")]
    [TestCase(@"\s", "[<9>-<d><20><85><a0><1680><2000>-<200a><2028>-<2029><202f><205f><3000>]")]
    [TestCase(
        @"[^@\s]\S",
        "[^@<9>-<d><20><85><a0><1680><2000>-<200a><2028>-<2029><202f><205f><3000>][^<9>-<d><20><85><a0><1680><2000>-<200a><2028>-<2029><202f><205f><3000>]"
    )]
    public void Classes_are_spelt_out(string pattern, string spelt) => Patterns.SpellOutClasses(pattern, c => $"<{c:x}>").Should().Be(spelt);

    [TestCase("a{256}")]
    [TestCase("a{2,1000}")]
    public void More_repetitions_than_PostgreSQL_allows_are_rejected(string pattern) =>
        FluentActions.Invoking(() => Patterns.Validate(pattern)).Should().Throw<FormatException>().WithMessage("*at most 255 times*");

    [TestCase("(?:a|b)*?c+", "(a|b)*c+")]
    [TestCase("a??b{2,3}?c+?", "a?b{2,3}c+")]
    [TestCase(@"\d+\w\D\W", "[0-9]+[A-Za-z0-9_][^0-9][^A-Za-z0-9_]")]
    [TestCase(
        @"\s\S",
        "[\t-\r \u0085\u00A0\u1680\u2000-\u200A\u2028-\u2029\u202F\u205F\u3000][^\t-\r \u0085\u00A0\u1680\u2000-\u200A\u2028-\u2029\u202F\u205F\u3000]"
    )]
    [TestCase(@"[^@\s]+@[\w.-]+\.[\d]", "[^@\t-\r \u0085\u00A0\u1680\u2000-\u200A\u2028-\u2029\u202F\u205F\u3000]+@[A-Za-z0-9_.-]+\\.[0-9]")]
    [TestCase(@"\?\+?", @"\?\+?")]
    [TestCase(@"a\tb", "a\tb")]
    public void Perl_classes_are_expanded_for_POSIX_patterns(string pattern, string extended) => Patterns.ExpandShorthands(pattern).Should().Be(extended);
}
