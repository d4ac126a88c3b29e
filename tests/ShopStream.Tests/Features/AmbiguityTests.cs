using System.Text.RegularExpressions;
using FluentAssertions;
using NUnit.Framework;
using Reqnroll;
using ShopStream.Features.Expressions;
using ShopStream.Features.Scenarios;
using ShopStream.Features.Sentences;
using ShopStream.Features.Steps;

namespace ShopStream.Tests.Features;

/// <summary>No text is two sentences: for each pair of a language, with all optional words, arguments and modifiers, no text matches both.</summary>
[TestFixture]
internal sealed class AmbiguityTests
{
    private static IEnumerable<string> Languages() => SpecBinder.Sentences.Languages;

    [TestCaseSource(nameof(Languages)), Category("Slow")]
    public void No_text_matches_two_sentences(string language) => string.Join('\n', Ambiguous(SpecBinder.Sentences.In(language))).Should().BeEmpty();

    [Test, Category("Fast")]
    public void Text_that_matches_two_sentences_is_found() =>
        Ambiguous(StepRegistry.From(typeof(Clear), typeof(Vague)))
            .Should()
            .Equal("'{word} has exactly {int} row(s)' and '{word} has {word} 7 row(s)/line(s)': 'A has exactly 7 row'");

    [TestCase("raw a matches raw b row for row on id, where comparing x is 1", "modifiers")]
    [TestCase("raw a matches raw b row for row on id, wher comparing x", "comparing")]
    [TestCase("raw a matches raw b row for row on id, \"where\" comparing x", "comparing")]
    [TestCase("raw a matches raw b row for row on where and whereas, where_x and wheel comparing w, wh, whe", null)]
    [TestCase("raw a matches raw b row for row on where, whereas, where_x, when and where comparing w, wh, whe, wher", "comparing")]
    [Category("Fast")]
    public void Word_where_is_a_modifier_unless_it_is_in_quotes(string text, string? sentence)
    {
        var match = SpecBinder.Sentences.Match(StepType.Outcome, text);

        if (sentence is null)
            match.Should().BeOfType<StepMatch.Unbound>();
        else
            match
                .Should()
                .BeOfType<StepMatch.Bound>()
                .Which.Sentence.Expression.Contains("comparing", StringComparison.Ordinal)
                .Should()
                .Be(sentence is "comparing");
    }

    [TestCase("ab|cd", "cd|ef", "cd")]
    [TestCase("(ab)+", "abab(ab)*", "abab")]
    [TestCase("a{2,3}", "a{3,}", "aaa")]
    [TestCase("(?:a|b)??c", "[^a]+", "c")]
    [TestCase("(?<one>x)?y", "y", "y")]
    [TestCase(@"\p{L}", "[^A-Za-z€]", "ж")]
    [TestCase(@"a\.b", "a.b", "a.b")]
    [TestCase("a*", "b*", "")]
    [TestCase("a+", "b+", null)]
    [TestCase(@"\S+", "a b", null)]
    [TestCase("a{2}", "a{3}", null)]
    [TestCase("[a-c-]", "-", "-")]
    [TestCase("[^\"]*", "\"", null)]
    [Category("Fast")]
    public void Automata_find_the_text_that_two_patterns_have_in_common(string one, string other, string? common)
    {
        var alphabet = new Alphabet([one, other]);

        PatternAutomaton.Common(new PatternAutomaton(one, alphabet), new PatternAutomaton(other, alphabet)).Should().Be(common);
        PatternAutomaton.Common(new PatternAutomaton(other, alphabet), new PatternAutomaton(one, alphabet)).Should().Be(common);
    }

    [TestCase("(?=a)b")]
    [TestCase(@"(a)\1")]
    [TestCase("^a")]
    [TestCase("a)")]
    [Category("Fast")]
    public void Automata_reject_what_they_do_not_know(string pattern) =>
        FluentActions.Invoking(() => new PatternAutomaton(pattern, new Alphabet([pattern]))).Should().Throw<FormatException>().WithMessage($"'{pattern}', *");

    // A proof about automata is worth something if they match what the sentences match.
    [TestCaseSource(nameof(Languages)), Category("Slow")]
    public void Automata_match_the_examples_of_their_sentences(string language)
    {
        var sentences = SpecBinder.Sentences.In(language).Sentences;
        var alphabet = new Alphabet(sentences.Select(s => s.Pattern));

        foreach (var sentence in sentences)
        {
            var automaton = new PatternAutomaton(sentence.Pattern, alphabet);
            foreach (var example in sentence.Examples.Select(e => Typography.Plain(Sentence.FirstLine(e))))
                PatternAutomaton.Common(automaton, new PatternAutomaton(Regex.Escape(example), alphabet)).Should().Be(example);
        }
    }

    private static List<string> Ambiguous(StepRegistry registry)
    {
        var alphabet = new Alphabet(registry.Sentences.Select(s => s.Pattern));
        var all = registry.Sentences.Select(s => (Sentence: s, Automaton: new PatternAutomaton(s.Pattern, alphabet))).ToList();
        return
        [
            .. from i in Enumerable.Range(0, all.Count)
            from other in all.Skip(i + 1)
            let one = all[i]
            where one.Sentence.Type is null || other.Sentence.Type is null || one.Sentence.Type == other.Sentence.Type
            let text = PatternAutomaton.Common(one.Automaton, other.Automaton)
            where text is not null
            select $"'{one.Sentence.Expression}' and '{other.Sentence.Expression}': '{text}'",
        ];
    }

    [Binding]
    private sealed class Clear
    {
        [Then("{word} has exactly {int} row(s)")]
        public static void Exactly(string table, int rows) { }

        [Given("{word} has exactly {int} row(s)")]
        public static void Given(string table, int rows) { }
    }

    [Binding]
    private sealed class Vague
    {
        [Then("{word} has {word} 7 row(s)/line(s)")]
        public static void Seven(string table, string how) { }
    }
}
