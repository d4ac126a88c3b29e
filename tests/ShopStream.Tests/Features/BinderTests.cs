using System.Diagnostics;
using System.Text;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Features;
using ShopStream.Features.Scenarios;
using ShopStream.Features.Sentences;
using ShopStream.Quality.Results;

namespace ShopStream.Tests.Features;

[Category("Fast")]
public sealed class BinderTests
{
    private static readonly StepRegistry Registry = StepRegistry.From(StepRegistryTests.Sample);

    [Test]
    public void Steps_add_checks_to_their_own_scenario()
    {
        var bound = Bind(
            FeatureTexts.Of(
                """
                Feature: f
                  Background:
                    Given only rows of raw orders where a is b
                  Scenario: one
                    Then raw orders has exactly 1 row
                    And core facts has exactly 2 rows
                  Scenario: two
                    Then raw users has as many rows as source users
                    And these layers have the same number of rows:
                      | layer  | table  |
                      | source | orders |
                      | raw    | orders |
                    And this query finds no rows in core:
                      ""\"
                      select 1
                      ""\"
                    And the total is within 0.5 % of 10k
                """.Replace("\\", "", StringComparison.Ordinal)
            )
        );
        bound.Select(b => b.Scenario.Name).Should().Equal("one", "two");
        bound[0].Context.Notes.Should().Equal("orders where a is b (call 1)");
        bound[0].Context.All.Should().Equal("5: orders = 1 (call 2)", "6: facts = 2 (call 3)");
        bound[1].Context.Notes.Should().Equal("orders where a is b (call 1)");
        bound[1]
            .Context.All.Should()
            .Equal(
                "8: Table { Layer = raw, Name = users } as Table { Layer = source, Name = users }",
                "9: source.orders=raw.orders",
                "13: core: select 1",
                "17: 0.5 of 10000"
            );
    }

    [Test]
    public void Errors_of_all_scenarios_are_reported_together_with_file_and_line()
    {
        using var texts = new FeatureTexts()
            .With(
                "b.feature",
                """
                Feature: f
                  Background:
                    Given only row of raw orders where a is b
                  Scenario: one
                    Then raw orders has exactly 99999999999 rows
                    And raw orders has exactly 1 row
                    And raw aaaaaaaaaaaaaaaaaaaaaaa has exactly 1 row
                  Scenario: two
                    Then hello is said
                    And wrong is said
                """
            )
            .With(
                "a.feature",
                """
                Feature: f
                  Scenario: one
                    Given raw orders has exactly 1 row
                    * raw orders has exactly 2 rows
                    Then raw orders has exactly 1 row
                      | a |
                    And these layers have the same number of rows:
                    And these layers have the same number of rows:
                      | layer | tabel |
                      | raw   | a     |
                    And this query finds no rows in core:
                      | a |
                    And these layers have the same number of rows:
                      | a | a |
                """
            );
        FluentActions
            .Invoking(() => Bind(texts.Load()))
            .Should()
            .Throw<UsageException>()
            .Which.Message.Split('\n')
            .Should()
            .Equal(
                "12 step errors:",
                "features/a.feature:3: 'raw orders has exactly 1 row' is a Then sentence, but follows Given; write it with Then",
                "features/a.feature:4: 'raw orders has exactly 2 rows' is a Then sentence, but follows * (Given); write it with Then",
                "features/a.feature:5: 'raw orders has exactly 1 row' takes no table: remove it",
                "features/a.feature:7: 'these layers have the same number of rows:' needs a table below it; shopstream steps shows an example",
                "features/a.feature:8: the table has no column 'table'; it has: layer, tabel",
                "features/a.feature:11: 'this query finds no rows in core:' needs a doc string below it, not a table; shopstream steps shows an example",
                "features/a.feature:13: the column 'a' appears twice in the table: rename or remove one",
                "features/b.feature:3: no sentence matches 'only row of raw orders where a is b'. "
                    + "Nearest: 'Given only rows of raw orders where status is one of paid, shipped'. List all: shopstream steps",
                "features/b.feature:5: '99999999999' is out of range; expected a whole number from -2147483648 to 2147483647",
                "features/b.feature:7: 'aaaaaaaaaaaaaaaaaaaaaaa' is longer than a table's name may be",
                "features/b.feature:9: 'hello is said' adds no check, so nothing could be judged: give it something to check, or remove it",
                "features/b.feature:10: wrong is not to be said"
            );
    }

    [Test]
    public void Ambiguous_step_lists_the_matching_sentences()
    {
        var registry = StepRegistry.From([.. StepRegistryTests.Sample, typeof(Twin)]);
        FluentActions
            .Invoking(() =>
                Binder.Bind(FeatureTexts.Of("Feature: f\n  Scenario: a\n    Then raw orders has exactly 1 row\n"), registry, _ => new SampleContext())
            )
            .Should()
            .Throw<UsageException>()
            .WithMessage(
                "1 step error:\nfeatures/a.feature:3: 'raw orders has exactly 1 row' can be read in 2 ways: "
                    + "'Then {dataset} has exactly {int} row(s)' (RowSteps.Exactly), 'Then {dataset} has exactly {int} row(s)' (Twin.Exactly); *"
            );
    }

    [Test]
    public void Unexpected_exception_in_a_step_method_names_the_step()
    {
        FluentActions
            .Invoking(() => Bind(FeatureTexts.Of("Feature: f\n  Scenario: a\n    Then bug is said\n")))
            .Should()
            .Throw<InvalidOperationException>()
            .WithMessage("features/a.feature:3: OtherThingSteps.Said failed on 'bug is said': oops")
            .WithInnerException<NotSupportedException>();
        FluentActions
            .Invoking(() => Binder.Bind(FeatureTexts.Of("Feature: f\n  Scenario: a\n    Then raw orders has exactly 1 row\n"), Registry, _ => new Empty()))
            .Should()
            .Throw<InvalidOperationException>()
            .WithMessage("*RowSteps requires a SampleContext, which the scenario's context does not provide");
    }

    [Test]
    public void Empty_selection_binds_to_nothing() => Bind(new FeatureSet([])).Should().BeEmpty();

    [Test]
    public void Two_thousand_scenarios_bind_within_seconds()
    {
        var text = new StringBuilder("Feature: f\n");
        for (var i = 0; i < 2_000; i++)
            text.Append("  Scenario: s")
                .Append(i)
                .Append(
                    "\n    Given only rows of raw orders where status is paid\n"
                        + "    Then raw orders has as many rows as source orders\n    And core facts has exactly "
                )
                .Append(i)
                .Append(" rows\n");
        var features = FeatureTexts.Of(text.ToString());
        var watch = Stopwatch.StartNew();
        Bind(features).Sum(b => b.Context.All.Count).Should().Be(4_000);
        watch.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(10), "the goal is 2 s on an idle machine");
        TestContext.Out.WriteLine($"bound in {watch.ElapsedMilliseconds} ms");
    }

    private static IReadOnlyList<BoundScenario<SampleContext>> Bind(FeatureSet features) => Binder.Bind(features, Registry, _ => new SampleContext());

    private sealed class Empty : ICheckContext
    {
        public int CheckCount => 0;

        public void BeginStep(Step step) { }
    }

    [Reqnroll.Binding]
    private sealed class Twin
    {
        [Reqnroll.Then("{dataset} has exactly {int} row(s)")]
        public static void Exactly(Table table, int rows) { }
    }
}
