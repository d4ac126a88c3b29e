using System.Text.RegularExpressions;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Application.Settings;
using ShopStream.Features.Scenarios;
using ShopStream.Features.Sentences;
using ShopStream.Features.Steps;
using ShopStream.Quality.Data;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Reconciliation;
using ShopStream.Quality.Results;
using ShopStream.Tests.Features;
using ShopStream.Tests.SentenceMatrix;

namespace ShopStream.Tests.Catalogue;

/// <summary>
/// The checks that seven other tools offer, each with the sentences that say the same, its arguments translated, or with the reason why there is none. In a
/// cell, sentences are separated by ";", the rows of a table by "||" and its cells by "|", and a query follows a quote.
/// </summary>
[Category("Fast")]
public sealed partial class ChecksCatalogueTests
{
    private const int MostWithout = 10;

    private static readonly Entry[] Entries =
    [
        .. File.ReadAllLines(Path.Combine(Clone.Root, "tests", "ShopStream.Tests", "Catalogue", "checks-catalogue.csv"))
            .Skip(1)
            .Select(line => CsvLine.Cells(line)!)
            .Select(cells => new Entry(cells[0], cells[1], cells[2], cells[3], cells[4])),
    ];

    private static readonly IReadOnlyDictionary<string, BusinessMetric> Rules = BusinessMetricText.Parse(
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["rule.revenue"] = "status is not one of cancelled, refunded",
            ["rule.revenue.in.orders"] = "total_amount where rule; row order: id; day: created_at",
            ["rule.revenue.in.mart_sales_overview"] = "total_revenue; day: sale_date",
        }
    );

    [Test]
    public void Every_check_has_a_sentence_or_a_reason()
    {
        Entries.Should().HaveCount(344);
        Entries.Select(e => e.Kind).Distinct(StringComparer.Ordinal).Should().HaveCount(64);
        Entries.Where(e => e.Sentence.Length > 0 == e.Reason.Length > 0).Should().BeEmpty("a check has either a sentence or a reason");
        Entries.Count(e => e.Reason.Length > 0).Should().BeLessThanOrEqualTo(MostWithout);
    }

    private static IEnumerable<TestCaseData> WithSentence() =>
        Entries.Where(e => e.Sentence.Length > 0).Select(e => new TestCaseData(e.Sentence).SetArgDisplayNames($"{e.Tool}: {e.Check}", e.Sentence));

    [TestCaseSource(nameof(WithSentence))]
    public void Sentence_binds(string sentence)
    {
        Bound(sentence).Should().HaveCount(sentence.Split("; ").Length);
    }

    // Binding alone does not show that a sentence means what the check does: rows that pass and rows that fail do.
    [Test]
    public void Every_kind_has_rows_that_pass_and_rows_that_fail()
    {
        var cases = Cases.All.Select((c, i) => new PlacedCase(i + 1, c, Layer.Source, Layer.Raw, Swapped: false)).ToList();
        var outcomes = SpecBinder
            .Bind(FeatureTexts.Of(BothEngines.Feature(cases)), BothEngines.Rules(cases))
            .Zip(cases)
            .SelectMany(b => b.First.Checks.Select(c => (Meaning: CheckMeaning.Of(c.Check), b.Second.Outcome)))
            .ToLookup(c => c.Meaning, c => c.Outcome, StringComparer.Ordinal);
        bool IsTried(string meaning) => outcomes[meaning].Contains(Outcome.Passed) && outcomes[meaning].Contains(Outcome.Failed);

        var missing = Entries
            .Where(e => e.Sentence.Length > 0)
            .GroupBy(e => e.Kind, StringComparer.Ordinal)
            .Where(kind => !kind.SelectMany(e => Bound(e.Sentence)).Any(c => IsTried(CheckMeaning.Of(c.Check)) || IsTriedElsewhere(c.Sentence)))
            .Select(kind => (kind.Key, Checks: kind.SelectMany(e => Bound(e.Sentence))))
            .Select(kind => $"{kind.Key}: {string.Join("; ", kind.Checks.Select(c => CheckMeaning.Of(c.Check)).Distinct(StringComparer.Ordinal))}");

        missing.Should().BeEmpty("every kind of check needs a pair of cases in tests/ShopStream.Tests/SentenceMatrix");
    }

    // Examples in the docs are what a reader copies: each is bound here as it stands on the page.
    [TestCase("sentences.md", "en", "Then ", "## Examples")]
    [TestCase("sentences.fr.md", "fr", "Alors ", "## Exemples")]
    public void Every_kind_has_an_example_in_the_docs(string page, string language, string keyword, string models)
    {
        // Not those of models by example, which need the steps before them.
        var text = File.ReadAllText(Path.Combine(Clone.Root, "docs", page)).Split($"{models}\n")[0];
        var examples = Examples()
            .Matches(text)
            .SelectMany(block => Steps().Split(block.Groups["steps"].Value))
            .Where(step => step.StartsWith(keyword, StringComparison.Ordinal))
            .ToList();
        var (feature, scenario) = language is "fr" ? ("Fonctionnalité", "Scénario") : ("Feature", "Scenario");
        var features = $"# language: {language}\n{feature}: Docs\n{string.Concat(examples.Select((step, i) => $"{scenario}: {i}\n{step}\n"))}";
        var shown = SpecBinder
            .Bind(FeatureTexts.Of(features), BusinessMetricText.Parse(SettingsFile.Read(Path.Combine(Clone.Root, "pipeline.runsettings"))))
            .SelectMany(s => s.Checks)
            .Select(c => CheckMeaning.Of(c.Check))
            .ToHashSet(StringComparer.Ordinal);

        var missing = Entries
            .Where(e => e.Sentence.Length > 0)
            .GroupBy(e => e.Kind, StringComparer.Ordinal)
            .Select(kind =>
                (kind.Key, Meanings: kind.SelectMany(e => Bound(e.Sentence)).Select(c => CheckMeaning.Of(c.Check)).Distinct(StringComparer.Ordinal))
            )
            .Where(kind => !kind.Meanings.Any(shown.Contains))
            .Select(kind => $"{kind.Key}: {string.Join("; ", kind.Meanings)}");

        missing.Should().BeEmpty($"every kind of check needs an example in docs/{page}: [Example] at its sentence");
    }

    private static bool IsTriedElsewhere(string step) =>
        SpecBinder.Sentences.Match(StepType.Outcome, step.Split('\n')[0]) is StepMatch.Bound bound && Cases.Elsewhere.ContainsKey($"{bound.Sentence}");

    private static IReadOnlyList<BoundCheck> Bound(string sentence)
    {
        var (tag, steps) = sentence.StartsWith('@') ? (sentence.Split(' ')[0], sentence[sentence.IndexOf(' ', StringComparison.Ordinal)..]) : ("", sentence);
        return SpecBinder
            .Bind(
                FeatureTexts.Of(
                    $"Feature: Catalogue\n{tag}\nScenario: One check\n{string.Concat(steps.Split("; ").Select(s => $"Then {Written(s.Trim())}\n"))}"
                ),
                Rules
            )
            .Single()
            .Checks;
    }

    private static string Written(string step) =>
        step.Split(":|", 2) is [var sentence, var table]
            ? $"{sentence}:\n{string.Concat(table.Split("||").Select(row => $"  | {row.Replace("|", " | ", StringComparison.Ordinal)} |\n"))}"
        : step.Split(":\"", 2) is [var of, var query] ? $"{of}:\n\"\"\"\n{query}\n\"\"\""
        : step;

    [GeneratedRegex("^```gherkin\\n(?<steps>.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Examples();

    [GeneratedRegex("^(?=\\p{Lu})", RegexOptions.Multiline, 1000)]
    private static partial Regex Steps();

    private sealed record Entry(string Tool, string Check, string Kind, string Sentence, string Reason);
}
