using FluentAssertions;
using NUnit.Framework;
using ShopStream.Features;
using ShopStream.Features.Linting;
using ShopStream.Features.Scenarios;
using ShopStream.Features.Tags;
using ShopStream.Quality.Data;
using ShopStream.Quality.Reconciliation;

namespace ShopStream.Tests.Features.Linting;

[TestFixture, Category("Fast")]
public sealed class FeatureLintTests
{
    private static readonly Dataset Orders = new(Layer.Raw, "orders");
    private static readonly Dataset Users = new(Layer.Raw, "users");

    [Test]
    public void Unbound_ambiguous_and_invalid_steps_are_reported_together()
    {
        var issues = Lint(
            new FeatureTexts()
                .With("a.feature", "Feature: A\n  @ci\n  Scenario: S\n    Then raw orders is not emty\n    And raw orders has at least 0 rows\n")
                .With(
                    "b.feature",
                    "Feature: B\n  @ci\n  Scenario: S\n    Then raw orders is not empty\n  @ci\n  Scenario: S\n    Then raw users is not empty\n"
                )
                .With("c.feature", "Feature: C\n  nonsense: S\n   | broken\n")
        );

        issues
            .Select(i => (i.Kind, i.Location))
            .Should()
            .Contain([
                (ProblemKind.Unbound, "features/a.feature:4"),
                (ProblemKind.Refused, "features/a.feature:5"),
                (ProblemKind.Duplicate, "features/b.feature:6"),
            ]);
        issues.Should().Contain(i => i.Kind == ProblemKind.Syntax && i.Location.StartsWith("features/c.feature:", StringComparison.Ordinal));
        issues.Where(i => i.Kind != ProblemKind.Untouched).Should().OnlyContain(i => i.IsError);
    }

    [Test]
    public void Duplicate_check_is_reported_with_both_locations()
    {
        var issues = Lint(
            new FeatureTexts()
                .With("a.feature", "Feature: A\n  @ci\n  Scenario: S\n    Then raw orders is not empty\n    And a in raw users is one of x, y\n")
                .With(
                    "b.feature",
                    "# language: fr\nFonctionnalité: B\n  @ci\n  Scénario: T\n    Alors raw orders n'est pas vide\n    Et a dans raw users est parmi x, z\n"
                )
        );

        issues
            .Should()
            .ContainSingle(i => i.IsError)
            .Which.ToString()
            .Should()
            .Be(
                "features/b.feature:5: 'raw orders n'est pas vide' repeats the check of features/a.feature:4 "
                    + "('raw orders is not empty') on the same rows: remove one"
            );
    }

    [Test]
    public void Different_rows_run_or_tolerance_make_a_different_check()
    {
        const string Sum = "the sum of a in raw orders equals the sum of b in raw users";
        var issues = Lint(
            new FeatureTexts().With(
                "a.feature",
                $"""
                @ci
                Feature: A
                  Scenario: All
                    Then raw orders is not empty
                    And {Sum}
                    And {Sum} to the cent
                  Scenario: Some
                    Given only rows of raw orders where status is paid
                    Then raw orders is not empty
                  Scenario: Then
                    Given the run of 2025-11-28
                    Then raw orders is not empty
                """
            )
        );

        issues.Should().NotContain(i => i.IsError);
    }

    [Test]
    public void Scenario_that_is_never_selected_is_reported()
    {
        var features = new FeatureTexts().With(
            "a.feature",
            "Feature: A\n  @ci\n  Scenario: S\n    Then raw orders is not empty\n  @slow\n  Scenario: T\n    Then raw users is not empty\n"
        );

        Lint(features, "@ci", "@nightly")
            .Should()
            .ContainSingle(i => i.IsError)
            .Which.ToString()
            .Should()
            .Be("features/a.feature:6: the scenario 'T' is selected by none of '@ci', '@nightly': tag it, or add an expression that selects it with --select");
        Lint(new FeatureTexts().With("a.feature", "Feature: A\n  @slow\n  Scenario: T\n    Then raw users is not empty\n"), "@slow or @ci")
            .Should()
            .NotContain(i => i.IsError);
    }

    [Test]
    public void Uncovered_tables_and_columns_are_warnings()
    {
        var issues = Lint(new FeatureTexts().With("a.feature", "Feature: A\n  @ci\n  Scenario: S\n    Then id is never null in raw orders\n"));

        issues.Select(i => $"{i}").Should().Equal("raw orders: no sentence names status", "raw users: no sentence names this table: it is not checked");
        issues.Should().NotContain(i => i.IsError);
    }

    [TestCase("this query finds no rows in raw:\n      \"\"\"\n      SELECT u.id, Status FROM orders o JOIN users u ON u.id = o.id\n      \"\"\"")]
    [TestCase(
        "raw orders has exactly these columns:\n      | name | type | nullable |\n"
            + "      | id | int | yes |\n      | status | text | yes |\n    And id is never null in raw users"
    )]
    public void Columns_of_queries_and_lists_count_as_covered(string sentence) =>
        Lint(new FeatureTexts().With("a.feature", $"Feature: A\n  @ci\n  Scenario: S\n    Then {sentence}\n")).Should().BeEmpty();

    [Test]
    public void Query_does_not_cover_tables_of_another_store() =>
        Lint(
                new FeatureTexts().With(
                    "a.feature",
                    "Feature: A\n  @ci\n  Scenario: S\n    Then this query finds no rows in source:\n"
                        + "      \"\"\"\n      SELECT id, status FROM orders, users\n      \"\"\"\n"
                )
            )
            .Should()
            .HaveCount(2);

    [Test]
    public void Constant_that_is_not_a_value_of_its_column_is_an_error() =>
        Lint(
                new FeatureTexts().With(
                    "a.feature",
                    "Feature: A\n  @ci\n  Scenario: S\n    Then id in raw orders is at most 1_000\n    And status in raw orders is at most 5\n"
                )
            )
            .Where(i => i.IsError)
            .Select(i => $"{i}")
            .Should()
            .Equal(
                "features/a.feature:4: id in raw orders is int: found 'id is at most 1_000', '1_000' is not such a value; "
                    + "expected a number without a thousands separator, such as 15, 1.5 or 15e-1",
                "features/a.feature:5: status in raw orders is text: found 'status is at most 5', but text is compared letter by letter, "
                    + "so that 10 would be below 5; expected a column of numbers, dates or times (convert the column in a model)"
            );

    private static IReadOnlyList<LintIssue> Lint(FeatureTexts features, params string[] selections)
    {
        using (features)
        {
            return FeatureLint
                .Of(
                    features.Folder,
                    new Dictionary<string, BusinessMetric>(StringComparer.Ordinal),
                    [.. (selections.Length == 0 ? ["@ci"] : selections).Select(TagExpression.Parse)],
                    [Orders, Users],
                    [new(Orders, [new("id", "int", true), new("status", "text", true)], []), new(Users, [new("id", "int", true)], [])],
                    CancellationToken.None
                )
                .Issues;
        }
    }
}
