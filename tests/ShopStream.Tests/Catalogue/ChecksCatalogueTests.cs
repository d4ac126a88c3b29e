using FluentAssertions;
using NUnit.Framework;
using ShopStream.Features.Steps;
using ShopStream.Quality.Data;
using ShopStream.Quality.Reconciliation;
using ShopStream.Tests.Features;

namespace ShopStream.Tests.Catalogue;

/// <summary>
/// The checks that seven other tools offer, each with the sentences that say the same, its arguments translated, or with the reason why there is none. In a
/// cell, sentences are separated by ";", the rows of a table by "||" and its cells by "|", and a query follows a quote.
/// </summary>
[Category("Fast")]
public sealed class ChecksCatalogueTests
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
        var (tag, steps) = sentence.StartsWith('@') ? (sentence.Split(' ')[0], sentence[sentence.IndexOf(' ', StringComparison.Ordinal)..]) : ("", sentence);

        var bound = SpecBinder.Bind(
            FeatureTexts.Of($"Feature: Catalogue\n{tag}\nScenario: One check\n{string.Concat(steps.Split("; ").Select(s => $"Then {Written(s.Trim())}\n"))}"),
            Rules
        );

        bound.Should().ContainSingle().Which.Checks.Should().HaveCount(steps.Split("; ").Length);
    }

    private static string Written(string step) =>
        step.Split(":|", 2) is [var sentence, var table]
            ? $"{sentence}:\n{string.Concat(table.Split("||").Select(row => $"  | {row.Replace("|", " | ", StringComparison.Ordinal)} |\n"))}"
        : step.Split(":\"", 2) is [var of, var query] ? $"{of}:\n\"\"\"\n{query}\n\"\"\""
        : step;

    private sealed record Entry(string Tool, string Check, string Kind, string Sentence, string Reason);
}
