using System.Collections.Concurrent;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Features.Steps;
using ShopStream.Features.Writing;
using ShopStream.Quality.Data;
using ShopStream.Quality.Execution;
using ShopStream.Quality.MutationTesting;
using ShopStream.Quality.Profiling;
using ShopStream.Quality.Reconciliation;
using ShopStream.Quality.Redaction;
using ShopStream.Quality.Results;
using ShopStream.Tests.Features;

namespace ShopStream.Tests.MutationTesting;

/// <summary>For every kind of check a mutant that its sentence catches, and that a suite of the most common sentences does not notice.</summary>
[TestFixture, Category("Slow")]
internal sealed class EveryKindTests
{
    // What most suites have. The sentence under test may be of the same kind; then theirs is left out.
    private static readonly (string Kind, string Sentence)[] Usual =
    [
        ("row-count-other", "raw orders has as many rows as raw copies"),
        ("not-null", "status is never null in raw orders"),
        ("not-null", "ordered_at is never null in raw orders"),
        ("not-null", "email is never null in raw users"),
        ("not-null", "name is never null in raw users"),
        ("unique", "no id appears more than once in raw orders"),
        ("unique", "no id appears more than once in raw users"),
        ("unique", "no id appears more than once in raw items"),
        ("unique", "no id appears more than once in raw events"),
        ("in-set", "status in raw orders is one of pending, shipped, refunded"),
        ("between", "amount in raw orders is between 0.01 and 100000"),
        ("between", "discount in raw orders is between 0 and 10000"),
        ("between", "quantity in raw orders is between 1 and 1000"),
        ("reference", "every user_id in raw orders exists as id in raw users"),
        ("reference", "every order_id in raw items exists as id in raw orders"),
        ("row-formula", "line_total equals quantity * unit_price in every row of raw items"),
    ];

    private static readonly (string Kind, string Mutant, string Sentence)[] Kinds =
    [
        ("row-count", "events/row lost", "raw events has exactly 520 rows"),
        ("row-count-other", "copies/row lost", "raw copies has as many rows as raw orders"),
        ("row-count-share", "orders.status/code spread", "the share of rows in raw orders where status is shipped is between 65 % and 75 %"),
        ("not-null", "users.name/null", "name is never null in raw users"),
        ("null", "orders.note/a value for null", "note in raw orders is always null"),
        ("not-blank", "users.name/blanks only", "name in raw users is never blank"),
        ("never-all-null", "users.phone/column emptied", "the number of values of phone in raw users is at least 1"),
        ("unique", "users.email/value repeated", "no email appears more than once in raw users"),
        ("unique-share", "users.sku/value repeated", "the share of different sku in raw users is at least 99 %"),
        ("unique-in-row", "users.billing_id/copied from beside", "billing_id and shipping_id differ in every row of raw users"),
        ("distinct-count", "users.country/unknown code", "country in raw users has exactly 3 different values"),
        ("distinct-set", "orders.status/code lost", "status in raw orders takes exactly the values pending, shipped, refunded"),
        ("in-set", "orders.status/unknown code", "status in raw orders is one of pending, shipped, refunded"),
        ("not-in-set", "users.name/stand-in", "name in raw users is none of N/A, unknown"),
        ("most-common", "users.country/one value everywhere", "the most common country in raw users is one of FRA"),
        ("between", "orders.quantity/sign flipped", "quantity in raw orders is between 1 and 1000"),
        ("outside", "orders.amount/÷ 100", "amount in raw orders is never between 0.1 and 9"),
        ("equal-constant", "orders.currency/unknown code", "currency in raw orders is exactly EUR"),
        ("min", "orders.amount/÷ 100", "the smallest amount in raw orders is at least 50"),
        ("max", "orders.amount/× 100", "the largest amount in raw orders is at most 500"),
        ("mean", "orders.amount/a tenth more", "the average amount in raw orders is between 260 and 285"),
        ("median", "orders.amount/a tenth more", "the median amount in raw orders is between 260 and 290"),
        ("quantile", "orders.amount/a tenth more", "the 95 % quantile of amount in raw orders is at most 485"),
        ("stdev", "orders.amount/one value everywhere", "the standard deviation of amount in raw orders is between 100 and 200"),
        ("sum", "orders.amount/a day scaled", "the sum of amount in raw orders is between 84000 and 86000"),
        ("sum-other", "orders.amount/one cent more", "the sum of amount in raw orders equals the sum of amount in raw copies"),
        ("entropy-correlation", "orders.payment_method/one value everywhere", "the entropy of payment_method in raw orders is at least 0.9"),
        ("outlier", "orders.amount/× 100", "amount in raw orders has no outliers beyond 10 MADs"),
        ("regex", "users.country/other case", "country in raw users matches [A-Z]{3}"),
        ("not-regex", "users.name/stand-in", "name in raw users never matches N/?A"),
        ("like", "users.sku/punctuation lost", "sku in raw users is like SKU-%"),
        ("length", "users.country/text cut short", "country in raw users has exactly 3 characters"),
        ("case", "users.country/other case", "country in raw users is in upper case"),
        ("format", "users.email/punctuation lost", "email in raw users is a valid email address"),
        ("date-format", "users.signup/text cut short", "signup in raw users is a date written yyyy-MM-dd"),
        ("json", "events.metadata/JSON keys renamed", "metadata in raw events has the JSON keys device and os"),
        ("type", "copies.amount/numbers as text", "amount in raw copies has the type decimal(10,2)"),
        ("columns", "archive/column added", "raw archive has exactly the columns order_id"),
        ("schema-drift", "archive/column added", "raw archive has the columns of its last run"),
        ("pair-order", "orders.ordered_at/swapped in a row", "shipped_at in raw orders is at or after ordered_at"),
        ("pair-set", "orders.status/another known code", ""),
        ("row-formula", "items.line_total/one cent more", "line_total equals quantity * unit_price in every row of raw items"),
        ("group-formula", "totals.total/a cent moved", ""),
        ("if-then", "orders.shipped_at/a value for null", "shipped_at in raw orders is always null, where status is pending"),
        ("increasing", "orders.ordered_at/shifted by a row", "ordered_at in raw orders increases with id"),
        ("sequence", "orders.invoice_no/one more", "invoice_no in raw orders has no gaps"),
        ("no-gap", "events/middle day lost", "raw events has rows for every day of event_ts"),
        ("thin-window", "events/day thinned", "no day of event_ts in raw events has fewer than 50 % of the median rows"),
        ("ranges", "prices.valid_to/a day later", "no periods from valid_from to valid_to in raw prices overlap, for each product_id"),
        ("not-future", "orders.ordered_at/a century later", "ordered_at in raw orders is never in the future"),
        ("freshness", "events/partition missing", "the newest event_ts in raw events is at most 26 hours older than the run"),
        ("reference", "orders.user_id/orphan", "every user_id in raw orders exists as id in raw users"),
        ("no-reference", "totals/row twice with a new key", "no id in raw totals exists as order_id in raw archive"),
        ("reference-count", "items.order_id/key of another", "every id in raw orders appears between 3 and 3 times as order_id in raw items"),
        ("hierarchy", "users.parent_id/own key", "no parent_id in raw users leads back to its own id"),
        ("cardinality", "orders.quantity/one more", "every quantity in raw orders appears as often as quantity in raw copies"),
        ("table-equal", "orders.amount/values exchanged", "raw orders matches raw copies row for row on id comparing amount"),
        ("table-subset", "orders.quantity/values exchanged", "every id and quantity together in raw orders exist as id and quantity in raw copies"),
        ("change", "events/partition missing", "the number of rows in raw events is within 2 % of the mean of its last 7 runs"),
        ("anomaly", "events/partition missing", "the number of rows in raw events is usual for its weekday"),
        ("ratio", "items/file cut short", "the number of rows in raw items is 2.9 to 3.1 times the number of rows in raw orders"),
        ("custom-sql", "orders.amount/× 100", ""),
        ("geo", "users.latitude/swapped in a row", "latitude in raw users is between -90 and 90"),
        ("modifier", "orders.payment_method/code spread", "payment_method in raw orders is one of invoice, in at least 95 % of rows, where status is pending"),
    ];

    // Sentences of several lines.
    private static readonly Dictionary<string, string> Steps = new(StringComparer.Ordinal)
    {
        ["pair-set"] = """
            status and payment_method in raw orders are one of these combinations:
              | status   | payment_method |
              | pending  | invoice        |
              | shipped  | card           |
              | shipped  | paypal         |
              | refunded | paypal         |
            """,
        ["group-formula"] = """
            raw items reconciles with raw totals:
              | what   | raw items  | raw totals |
              | key    | order_id   | id         |
              | amount | line_total | total      |
            """,
        ["custom-sql"] = "this query finds no rows in raw:\n  \"\"\"\n  SELECT id FROM orders WHERE amount > 10 * (SELECT AVG(amount) FROM copies)\n  \"\"\"",
    };

    private readonly ConcurrentDictionary<string, Task<MutationTester>> suites = new(StringComparer.Ordinal);
    private KindTables tables = null!;

    [OneTimeSetUp]
    public async Task Open() => tables = await KindTables.OpenAsync();

    [OneTimeTearDown]
    public async Task Close() => await tables.DisposeAsync();

    private static IEnumerable<TestCaseData> All() => Kinds.Select(k => new TestCaseData(k.Kind, k.Mutant, k.Sentence).SetArgDisplayNames(k.Kind, k.Mutant));

    [TestCaseSource(nameof(All))]
    public async Task Only_the_sentence_of_a_kind_catches_its_mutant(string kind, string mutant, string sentence)
    {
        var with = Steps.GetValueOrDefault(kind, sentence);
        var without = Usual.Where(u => !string.Equals(u.Kind, kind, StringComparison.Ordinal)).Select(u => u.Sentence).ToList();

        (await OutcomeAsync(await SuiteAsync([with]), mutant)).Should().Be(MutantOutcome.Caught, with);
        (await OutcomeAsync(await suites.GetOrAdd(string.Join('\n', without), _ => SuiteAsync(without)), mutant)).Should().Be(MutantOutcome.Survived);
    }

    [TestCase("orders.status/code lost", "status in raw orders has not drifted from status in raw copies")]
    [TestCase("orders.status/code lost", "status in raw orders has not drifted from its last 7 runs")]
    [TestCase("orders.amount/one value everywhere", "amount in raw orders has not drifted from amount in raw copies")]
    public async Task Only_a_sentence_on_drift_catches_known_values_that_occur_more_often(string mutant, string sentence)
    {
        var without = Usual.Select(u => u.Sentence).ToList();

        (await OutcomeAsync(await SuiteAsync([sentence]), mutant)).Should().Be(MutantOutcome.Caught, sentence);
        (await OutcomeAsync(await suites.GetOrAdd(string.Join('\n', without), _ => SuiteAsync(without)), mutant)).Should().Be(MutantOutcome.Survived);
    }

    [TestCase("visits/partition missing")]
    [TestCase("visits/partition loaded again")]
    public async Task Only_a_sentence_on_usual_days_catches_a_day_that_is_not(string mutant)
    {
        var without = Usual.Select(u => u.Sentence).ToList();
        const string Sentence = "the rows of raw visits by day of visited_at are usual";

        (await OutcomeAsync(await SuiteAsync([Sentence]), mutant)).Should().Be(MutantOutcome.Caught, Sentence);
        (await OutcomeAsync(await suites.GetOrAdd(string.Join('\n', without), _ => SuiteAsync(without)), mutant)).Should().Be(MutantOutcome.Survived);
    }

    [TestCase("events/middle day lost", "raw events has rows for every day of event_ts")]
    [TestCase("events/day thinned", "no day of event_ts in raw events has fewer than 25 % of the median rows")]
    [TestCase("orders.invoice_no/one more", "invoice_no in raw orders has no gaps")]
    [TestCase("orders.status/unknown code", "status in raw orders is one of pending, refunded, shipped")]
    public async Task Advice_names_the_sentence_that_catches_a_survivor(string mutant, string sentence)
    {
        var survivor = tables.Mutant(mutant);
        var collector = new MetricCollector(tables.Catalog, tables.Workspace.Stores, KindTables.Context);
        var rules = new Dictionary<string, BusinessMetric>(StringComparer.Ordinal);
        var suggested = await new Suggester(tables.Catalog, collector, rules, PersonalColumns.Default).SuggestAsync([survivor.Dataset], CancellationToken.None);

        var advice = await (await SuiteAsync(["raw orders is not empty"])).SuggestAsync(
            [survivor],
            [tables.Workspace],
            [.. SuggestedSentences.Of(suggested)],
            _ => null,
            _ => { },
            CancellationToken.None
        );

        advice.Single().Sentences.Should().Contain(sentence);
    }

    [Test]
    public void Every_kind_has_a_mutant()
    {
        var known = File.ReadLines(Path.Combine(Clone.Root, "tests", "ShopStream.Tests", "Catalogue", "checks-catalogue.csv"))
            .Skip(1)
            .Select(line => CsvLine.Cells(line)![2])
            .Distinct(StringComparer.Ordinal);

        Kinds.Select(k => k.Kind).Should().BeEquivalentTo(known);
    }

    private async Task<MutantOutcome> OutcomeAsync(MutationTester suite, string mutant)
    {
        var result = (await suite.RunAsync([tables.Mutant(mutant)], [tables.Workspace], _ => { }, CancellationToken.None)).Single();
        result.Problem.Should().BeNull();
        return result.Outcome;
    }

    private async Task<MutationTester> SuiteAsync(IReadOnlyList<string> sentences)
    {
        var text = $"Feature: Kinds\n{string.Concat(sentences.Select((s, i) => $"Scenario: {i}\nThen {s}\n"))}";
        var specifications = SpecBinder.Bind(FeatureTexts.Of(text), new Dictionary<string, BusinessMetric>(StringComparer.Ordinal));
        specifications.Validate(tables.Catalog, new HashSet<Layer>());
        var tester = new MutationTester(specifications, tables.Catalog, KindTables.Context, RedactionPolicy.None);
        (await tester.RunControlAsync(tables.Workspace, CancellationToken.None)).Should().BeEmpty("without a mutant, every sentence holds");
        tester.NotProven.Should().BeEmpty();
        return tester;
    }
}
