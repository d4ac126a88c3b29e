using FluentAssertions;
using NUnit.Framework;
using ShopStream.Features;
using ShopStream.Features.Languages;
using ShopStream.Features.Scenarios;
using ShopStream.Features.Sentences;
using ShopStream.Features.Steps;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Results;
using ShopStream.Tests.Cli;
using ShopStream.Tests.Elt;

namespace ShopStream.Tests.Features.Languages;

[TestFixture, Category("Fast")]
public sealed class FrenchTests
{
    private static StepRegistry English => SpecBinder.Sentences;

    [Test]
    public void Every_language_translates_every_sentence_and_argument()
    {
        English.Languages.Should().Contain("fr");
        foreach (var code in English.Languages.Where(c => c is not "en"))
        {
            var translation = English.Translated(English.File(code));

            translation.Problems.Should().BeEmpty($"src/ShopStream.Features/Languages/{code}.json is incomplete:\n{string.Join("\n", translation.Problems)}");
            English.In(code).ExampleProblems().Should().BeEmpty();
        }
    }

    [Test]
    public void All_arguments_are_explained() =>
        English
            .Families.SelectMany(f => f.Sentences)
            .SelectMany(s => s.Parameters)
            .Distinct(StringComparer.Ordinal)
            .Except(English.File("en").Explained.Keys, StringComparer.Ordinal)
            .Should()
            .BeEmpty("src/ShopStream.Features/Languages/en.json explains them, under \"explained\"");

    private static IEnumerable<TestCaseData> Sentences() =>
        from code in English.Languages
        where code is not "en"
        from sentence in English.Translated(English.File(code)).Families.SelectMany(f => f.Sentences)
        let original = sentence.English!
        where !original.Method.StartsWith(nameof(ExampleSteps), StringComparison.Ordinal)
        from example in original.Examples.Zip(sentence.Examples)
        select new TestCaseData(code, original.Keyword, example.First, sentence.Keyword, example.Second).SetArgDisplayNames(example.Second.Split('\n')[0]);

    [TestCaseSource(nameof(Sentences))]
    public void Example_binds_to_the_same_check_in_both_languages(string code, string keyword, string english, string foreignKeyword, string foreign)
    {
        string[] there = keyword is "Given"
            ? [$"Given {english}", "Then raw orders has as many rows as source orders", "Then user_id is never null in raw events"]
            : [$"Then {english}"];
        string[] here = keyword is "Given"
            ? [$"{foreignKeyword} {foreign}", "Alors raw orders compte autant de lignes que source orders", "Alors user_id n'est jamais nul dans raw events"]
            : [$"{foreignKeyword} {foreign}"];

        Checks.Of(code, here).Should().NotBeEmpty().And.Equal(Checks.Of("en", there));
    }

    private static IEnumerable<TestCaseData> Phrases() =>
        from code in English.Languages
        where code is not "en"
        from name in new[] { "condition", "tolerance" }
        from phrase in English.File(code).Arguments[name]
        select new TestCaseData(code, name, phrase.Key, phrase.Value).SetArgDisplayNames(phrase.Value);

    [TestCaseSource(nameof(Phrases))]
    public void Argument_phrase_means_the_same_in_both_languages(string code, string name, string english, string foreign)
    {
        var there = Checks.Filled(english, "0.5", "4.25");
        var here = Checks.Filled(foreign, "0,5", "4,25");

        var checks = name is "condition"
            ? (
                Here: Checks.Of(code, $"Étant données les seules lignes de raw orders où {here}", "Alors raw orders n'est pas vide"),
                There: Checks.Of("en", $"Given only rows of raw orders where {there}", "Then raw orders is not empty")
            )
            : (
                Here: Checks.Of(code, $"Alors le chiffre d'affaires dans raw orders concorde avec revenue dans core fact_orders {here}"),
                There: Checks.Of("en", $"Then revenue in raw orders reconciles with revenue in core fact_orders {there}")
            );

        checks.Here.Should().NotBeEmpty().And.Equal(checks.There);
    }

    [Test]
    public void Every_condition_that_the_English_parser_names_is_listed()
    {
        var message = FluentActions.Invoking(() => ShopStream.Quality.Data.ConditionText.Parse("?")).Should().Throw<FormatException>().Which.Message;
        var named = message
            .Split('\'')
            .Where((_, i) => i % 2 == 1)
            .Skip(1)
            .Select(f =>
                f.Replace("<column> ", "", StringComparison.Ordinal)
                    .Replace("a, b", "{values}", StringComparison.Ordinal)
                    .Replace("7 days", "{count} day(s)", StringComparison.Ordinal)
                    .Replace("1 and 5", "{value} and {value}", StringComparison.Ordinal)
                    .Replace("1", "{value}", StringComparison.Ordinal)
                    .Replace("<value>", "{value}", StringComparison.Ordinal)
                    .Replace("<pattern>", "{pattern}", StringComparison.Ordinal)
            );

        named
            .Should()
            .HaveCount(12)
            .And.BeSubsetOf(English.File("en").Arguments["condition"].Keys.Select(k => k.Replace("{column} ", "", StringComparison.Ordinal)));
    }

    [TestCase("raw orders compte exactement 1 000 lignes")]
    [TestCase("raw orders compte exactement 1\u00A0000 lignes")]
    [TestCase("raw orders compte exactement 1\u202F000 lignes")]
    public void Thousands_separator_may_be_any_space(string sentence) =>
        Checks.Of("fr", $"Alors {sentence}").Should().Equal(Checks.Of("en", "Then raw orders has exactly 1,000 rows"));

    [TestCase("à 0,5 % près")]
    [TestCase("à 0,5\u00A0% près")]
    [TestCase("à 0,5\u202F% près")]
    [TestCase("à 0,5% près")]
    [TestCase("à 0.5 % près")]
    public void Tolerance_accepts_a_decimal_comma_and_any_space(string tolerance) =>
        Checks
            .Of("fr", $"Alors la somme de a dans raw x est égale à la somme de b dans raw y {tolerance}")
            .Should()
            .Equal(Checks.Of("en", "Then the sum of a in raw x equals the sum of b in raw y within 0.5 %"));

    [Test]
    public void List_commas_need_a_space_and_decimal_commas_none()
    {
        Checks.Of("fr", "Alors a dans raw x est parmi 1,5, 2, \"3,5\"").Should().Equal(Checks.Of("en", "Then a in raw x is one of 1.5, 2, \"3,5\""));
        FluentActions
            .Invoking(() => Checks.Of("fr", "Alors a dans raw x est parmi 1,2,3"))
            .Should()
            .Throw<UsageException>()
            .WithMessage("*:5: '1,2,3'*write a space after every comma*");
    }

    [TestCase("le chiffre d’affaires")]
    [TestCase("revenue")]
    public void Metric_is_named_in_French_or_by_its_own_name(string rule) =>
        Checks
            .Of("fr", $"Alors {rule} dans source order_items concorde avec {rule} dans core fact_orders par jour et pays à 0,10 près")
            .Should()
            .Equal(Checks.Of("en", "Then revenue in source order_items reconciles with revenue in core fact_orders by day and country within 0.10"));

    [Test]
    public void English_sentence_in_a_French_feature_gets_the_French_suggestion() =>
        FluentActions
            .Invoking(() => Checks.Of("fr", "Alors raw orders is not empty"))
            .Should()
            .Throw<UsageException>()
            .WithMessage(
                "*a.feature:5: 'raw orders is not empty' is English, but the feature is not (# language: at its top): "
                    + "write it as 'Alors {dataset} n'est pas vide{modifiers}', for example 'Alors mart mart_sales_overview n'est pas vide'"
            );

    [Test]
    public void French_sentence_in_an_English_feature_gets_the_English_suggestion() =>
        FluentActions
            .Invoking(() => Checks.Of("en", "Then raw orders n'est pas vide"))
            .Should()
            .Throw<UsageException>()
            .WithMessage(
                "*a.feature:5: 'raw orders n'est pas vide' is French, but the feature is not (# language: at its top): "
                    + "write it as 'Then {dataset} is not empty{modifiers}', for example 'Then mart mart_sales_overview is not empty'"
            );

    [Test]
    public void Misspelled_French_sentence_gets_the_nearest_French_ones() =>
        FluentActions
            .Invoking(() => Checks.Of("fr", "Alors raw orders n'est pas vid"))
            .Should()
            .Throw<UsageException>()
            .WithMessage(
                "*no sentence matches 'raw orders n'est pas vid'. Nearest: 'Alors mart mart_sales_overview n'est pas vide'*shopstream steps --language fr"
            );

    [Test]
    public void Invalid_French_condition_is_rejected_with_the_French_forms() =>
        FluentActions
            .Invoking(() => Checks.Of("fr", "Étant données les seules lignes de raw orders où status is null", "Alors raw orders n'est pas vide"))
            .Should()
            .Throw<UsageException>()
            .WithMessage("*:5: 'status is null' cannot be read; expected *'{column} est nul(le)'*");

    [Test]
    public void English_table_word_in_a_French_feature_gets_the_French_suggestion() =>
        FluentActions
            .Invoking(() => Checks.Of("fr", "Alors raw orders a exactement ces colonnes :", "| name | type | nullable |", "| id | int | oui |"))
            .Should()
            .Throw<UsageException>()
            .WithMessage("*the table's column 'name' is English: in French it is 'nom'*");

    [Test]
    public void Fixed_features_have_the_same_checks_in_both_languages()
    {
        var features = Checks.Bind(FeatureFolder.Load(FixedFeatures.Folder), FixedFeatures.SettingsFile).ToLookup(s => s.Language, StringComparer.Ordinal);

        features.Select(f => f.Key).Should().BeEquivalentTo("en", "fr");
        features["fr"].Select(Meaning).Should().Equal(features["en"].Select(Meaning));

        static string Meaning(Specification specification) => $"{string.Join(' ', specification.Tags)}: {string.Join("; ", Checks.Of(specification))}";
    }

    [TestCase("en")]
    [TestCase("fr")]
    public void Fixed_features_use_every_family_of_sentences(string language)
    {
        var registry = English.In(language);
        var steps = FeatureFolder
            .Load(FixedFeatures.Folder)
            .Scenarios.Where(s => string.Equals(s.Feature.Language, language, StringComparison.Ordinal))
            .SelectMany(s => s.Steps);

        var used = steps.Select(s => registry.Match(s.Type, s.Text).Should().BeOfType<StepMatch.Bound>().Subject.Sentence).ToHashSet();

        registry.Families.Where(f => !f.Sentences.Any(used.Contains)).Select(f => f.Name).Should().BeEmpty();
    }

    [Test]
    public void French_example_of_the_docs_binds()
    {
        var page = File.ReadAllText(Path.Combine(Clone.Root, "docs", "writing-specs.md"));
        var start = page.IndexOf("# language: fr\n", StringComparison.Ordinal);

        var bound = Checks.Bind(FeatureTexts.Of(page[start..page.IndexOf("```", start, StringComparison.Ordinal)]));
        bound.Should().ContainSingle().Which.Checks.Should().ContainSingle();
    }

    [Test]
    public void Incomplete_language_file_is_reported_with_the_lines_to_add()
    {
        var french = English.File("fr");
        var wrong = french with
        {
            Sentences = french
                .Sentences.Where(s => s.Key is not "{dataset} is not empty{modifiers}")
                .Append(new("{dataset} is not emty{modifiers}", new SentenceText("{dataset} n'est pas vide", [])))
                .ToDictionary(StringComparer.Ordinal),
            Arguments = new Dictionary<string, IReadOnlyDictionary<string, string>>(french.Arguments, StringComparer.Ordinal)
            {
                ["tolerance"] = french
                    .Arguments["tolerance"]
                    .Where(t => t.Key is not "exactly")
                    .Append(new("roughly", "à peu près"))
                    .ToDictionary(StringComparer.Ordinal),
            },
        };

        var problems = English.Translated(wrong).Problems;

        problems
            .Should()
            .BeEquivalentTo(
                "sentences lacks 'Then {dataset} is not empty{modifiers}'; add:\n"
                    + "  \"{dataset} is not empty{modifiers}\": { \"says\": \"{dataset} is not empty{modifiers}\", "
                    + "\"examples\": [\"mart mart_sales_overview is not empty\", \"raw orders is not empty, where status is refunded\"] },",
                "sentences has '{dataset} is not emty{modifiers}', which the English file does not have; "
                    + "did you mean {dataset} is not empty{modifiers}?: correct or remove it",
                "arguments.tolerance lacks 'exactly'; add:\n  \"exactly\": \"…\",",
                "arguments.tolerance has 'roughly', which the English file does not have; there are: "
                    + "exactly, to the cent, within {number}, within {number} %: correct or remove it"
            );
    }

    [Test]
    public void Translated_sentence_with_other_arguments_is_rejected()
    {
        var french = English.File("fr");
        LanguageFile With(string says) =>
            french with
            {
                Sentences = new Dictionary<string, SentenceText>(french.Sentences, StringComparer.Ordinal)
                {
                    ["{column} is never null in {dataset}{modifiers}"] = new(says, ["x"]),
                },
            };

        English.Translated(With("{column} n'est jamais nul{modifiers}")).Problems.Should().ContainSingle().Which.Should().Contain("lacks {dataset}");
        English
            .Translated(With("{column} n'est jamais {column} dans {dataset}{modifiers}"))
            .Problems.Should()
            .ContainSingle()
            .Which.Should()
            .Contain("used twice");
        English.Translated(With("{column} n'est jamais nul dans {datset}{modifiers}")).Problems.Should().ContainSingle().Which.Should().Contain("{datset}");
    }

    [Test]
    public void Translated_sentence_may_reorder_its_arguments()
    {
        var french = English.File("fr");
        const string Exists = "every {column} in {dataset} exists as {column} in {dataset}{modifiers}";
        var reordered = french with
        {
            Sentences = new Dictionary<string, SentenceText>(french.Sentences, StringComparer.Ordinal)
            {
                [Exists] = new(
                    "{dataset:2} contient dans {column:2} chaque {column:1} de {dataset:1}{modifiers}",
                    ["raw orders contient dans id chaque order_id de raw order_items", "source products contient dans id chaque product_id de core fact_orders"]
                ),
            },
        };
        var translation = English.Translated(reordered);
        var registry = English.With(translation);

        translation.Problems.Should().BeEmpty();
        registry.ExampleProblems().Should().BeEmpty();
        var bound = registry
            .Match(StepType.Outcome, "raw orders contient dans id chaque order_id de raw order_items")
            .Should()
            .BeOfType<StepMatch.Bound>()
            .Subject;
        bound.Sentence.ToEnglish(bound.Arguments).Should().Equal("order_id", "raw order_items", "id", "raw orders", "");
    }

    [Test]
    public void Language_file_with_an_unknown_or_repeated_key_is_rejected()
    {
        FluentActions
            .Invoking(() => LanguageFile.Parse("""{ "langage": "xx" }""", "xx.json"))
            .Should()
            .Throw<InvalidOperationException>()
            .WithMessage("*xx.json*langage*");
        FluentActions
            .Invoking(() => LanguageFile.Parse("""{ "language": "xx", "language": "yy" }""", "xx.json"))
            .Should()
            .Throw<InvalidOperationException>()
            .WithMessage("*xx.json*language*");
    }
}
