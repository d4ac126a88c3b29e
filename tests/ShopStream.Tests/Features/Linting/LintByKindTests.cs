using FluentAssertions;
using NUnit.Framework;
using ShopStream.Application.Settings;
using ShopStream.Features.Linting;
using ShopStream.Features.Scenarios;
using ShopStream.Features.Tags;
using ShopStream.Quality.Data;
using ShopStream.Quality.Reconciliation;

namespace ShopStream.Tests.Features.Linting;

/// <summary>For every kind of check a mistake that lint reports, without any data. Sentences of one mistake are separated by "; ".</summary>
[TestFixture, Category("Fast")]
internal sealed class LintByKindTests
{
    private static readonly (string Kind, string Mistake, ProblemKind Issue, string Message)[] Kinds =
    [
        ("row-count", "raw t has at least 0 rows", ProblemKind.Refused, "the check cannot fail"),
        ("row-count", "raw t is not empty; raw t has at least 5 rows", ProblemKind.Needless, "follows from"),
        ("row-count-other", "raw t has as many rows as raw t", ProblemKind.Refused, "cannot fail"),
        ("row-count-share", "the share of rows in raw t where a is x is at most 100 %", ProblemKind.Refused, "the check cannot fail"),
        ("row-count-share", "the share of rows in raw t where a is x is at least 5 %, where a is y", ProblemKind.Needless, "the check cannot pass"),
        ("not-null", "a is never null in raw t; a in raw t is never blank", ProblemKind.Needless, "follows from"),
        ("not-null", "at least 95 % of a in raw t is not null; a is never null in raw t", ProblemKind.Needless, "follows from"),
        ("null", "a in raw t is always null, where a is x", ProblemKind.Needless, "the check cannot pass"),
        ("not-blank", "a in raw t is never blank; a in raw t is never blank, where b is 1", ProblemKind.Needless, "follows from"),
        ("never-all-null", "the number of values of a in raw t is at least 0", ProblemKind.Refused, "the check cannot fail"),
        ("unique", "no a and b together appear more than once in raw t; no a appears more than once in raw t", ProblemKind.Needless, "follows from"),
        ("unique-share", "the share of different a in raw t is at least 0 %", ProblemKind.Refused, "the check cannot fail"),
        ("unique-in-row", "a and a differ in every row of raw t", ProblemKind.Refused, "a is named twice"),
        ("distinct-count", "a in raw t has at least 0 different values", ProblemKind.Refused, "the check cannot fail"),
        ("distinct-count", "a in raw t has exactly 0 different values", ProblemKind.Refused, "the check cannot pass"),
        ("distinct-set", "a in raw t takes exactly the values x, y, x", ProblemKind.Needless, "x is in the list twice"),
        ("in-set", "a in raw t is one of x, y, x", ProblemKind.Needless, "x is in the list twice"),
        ("in-set", "a in raw t is one of x, y, z; a in raw t is one of x, y", ProblemKind.Needless, "follows from"),
        ("not-in-set", "a in raw t is none of x, x", ProblemKind.Needless, "x is in the list twice"),
        ("most-common", "the most common a in raw t is one of x, x", ProblemKind.Needless, "x is in the list twice"),
        ("between", "b in raw t is between 1 and 9; b in raw t is between 2 and 5", ProblemKind.Needless, "follows from"),
        ("between", "b in raw t is between 9 and 1", ProblemKind.Refused, "9 and 1"),
        ("outside", "b in raw t is never between 9 and 1", ProblemKind.Refused, "9 and 1"),
        ("equal-constant", "a in raw t is exactly x, where a is x", ProblemKind.Needless, "the check cannot fail"),
        ("min", "the smallest b in raw t is at least 1; the smallest b in raw t is at least 3", ProblemKind.Needless, "follows from"),
        ("max", "the largest b in raw t is at most 9; the largest b in raw t is between 1 and 8", ProblemKind.Needless, "follows from"),
        ("mean", "the average b in raw t is between 9 and 1", ProblemKind.Refused, "expected the lower bound first"),
        ("median", "the median b in raw t is above 1; the median b in raw t is above 2", ProblemKind.Needless, "follows from"),
        ("quantile", "the 100 % quantile of b in raw t is at most 9", ProblemKind.Refused, "expected above 0 % and below 100 %"),
        ("stdev", "the standard deviation of b in raw t is at least 0", ProblemKind.Refused, "the check cannot fail"),
        ("sum", "the sum of b in raw t is at most 9; the sum of b in raw t is below 9", ProblemKind.Needless, "follows from"),
        ("sum-other", "the sum of b in raw t equals the sum of b in raw t", ProblemKind.Refused, "cannot fail"),
        ("entropy-correlation", "the correlation of b and c in raw t is between -1 and 1", ProblemKind.Refused, "the check cannot fail"),
        ("entropy-correlation", "the entropy of a in raw t is below 0", ProblemKind.Refused, "the check cannot pass"),
        ("entropy-correlation", "the Jensen-Shannon distance of a in raw t against its last 7 runs is at most 1", ProblemKind.Refused, "cannot fail"),
        ("outlier", "b in raw t has no outliers beyond 0 MADs", ProblemKind.Refused, "expected a number above 0"),
        ("regex", "a in raw t matches .*", ProblemKind.Needless, "every text matches '.*'"),
        ("not-regex", "a in raw t never matches (.|x)*", ProblemKind.Needless, "every text matches"),
        ("like", "a in raw t is like %", ProblemKind.Needless, "every text matches"),
        ("length", "a in raw t has at least 0 characters", ProblemKind.Refused, "the check cannot fail"),
        ("case", "a in raw t is in upper case; a in raw t is in upper case, except in at most 5 rows", ProblemKind.Needless, "follows from"),
        ("format", "a in raw t is a valid mail address", ProblemKind.Refused, "email address"),
        ("date-format", "a in raw t is a date written x", ProblemKind.Refused, "yyyy-MM-dd"),
        ("json", "a in raw t is JSON that meets this schema:\n\"\"\"\n{ \"title\": \"events\" }\n\"\"\"", ProblemKind.Needless, "every JSON document"),
        ("json", "a in raw t is valid JSON; a in raw t has the JSON keys device and os", ProblemKind.Needless, "follows from"),
        ("type", "a in raw t has the type text; a in raw t has the type text", ProblemKind.Duplicate, "repeats the check"),
        ("columns", "raw t has at least the columns a, b and a", ProblemKind.Needless, "a is in the list twice"),
        ("schema-drift", "raw t has the columns of its last run; raw t has the columns of its last run", ProblemKind.Duplicate, "repeats the check"),
        ("pair-order", "b in raw t is at or after b", ProblemKind.Refused, "is compared with itself"),
        ("pair-set", "a and b in raw t are one of these combinations:\n| a | b |\n| x | 1 |\n| x | 1 |", ProblemKind.Needless, "is in the table twice"),
        ("row-formula", "b equals b in every row of raw t", ProblemKind.Refused, "is compared with itself"),
        ("group-formula", "revenue in raw orders reconciles with revenue in raw orders by day", ProblemKind.Refused, "itself"),
        ("if-then", "b in raw t is at least 1, where a is x, where a is y", ProblemKind.Needless, "no row meets all conditions on a"),
        ("if-then", "b in raw t is at least 1, where b is at least 5", ProblemKind.Needless, "the check cannot fail"),
        ("increasing", "b in raw t increases with b", ProblemKind.Refused, "b"),
        ("sequence", "b in raw t has no gaps in steps of 0", ProblemKind.Refused, "0"),
        ("no-gap", "raw t has rows for every day of d; raw t has rows for every day of d", ProblemKind.Duplicate, "repeats the check"),
        ("thin-window", "no day of d in raw t has fewer than 0 % of the median rows", ProblemKind.Refused, "the check cannot fail"),
        ("ranges", "no periods from d to d in raw t overlap", ProblemKind.Refused, "d"),
        ("not-future", "d in raw t is never in the future; d in raw t is never in the future", ProblemKind.Duplicate, "repeats the check"),
        ("freshness", "the newest a in raw t is at most 26 hours older than the run", ProblemKind.Refused, "raw t is text"),
        ("reference", "every id in raw t exists as id in raw t", ProblemKind.Refused, "itself"),
        ("no-reference", "no id in raw t exists as id in raw t", ProblemKind.Refused, "itself"),
        ("reference-count", "every id in raw t appears at least 0 times as id in raw u", ProblemKind.Refused, "the check cannot fail"),
        ("hierarchy", "no id in raw t leads back to its own id", ProblemKind.Refused, "id"),
        ("cardinality", "every id in raw t appears as often as id in raw t", ProblemKind.Refused, "itself"),
        ("table-equal", "raw t matches raw t row for row on id", ProblemKind.Refused, "itself"),
        ("table-subset", "every id and a together in raw t exist as id and a in raw t", ProblemKind.Refused, "itself"),
        ("change", "the number of rows in raw t is within 20 % of the mean of its last 0 runs", ProblemKind.Refused, "expected 1"),
        (
            "anomaly",
            "the number of rows in raw t is usual for its weekday; the number of rows in raw t is usual for its weekday",
            ProblemKind.Duplicate,
            "repeats"
        ),
        ("anomaly", "the rows of raw t by day of a are usual", ProblemKind.Refused, "expected a column of dates or timestamps"),
        ("anomaly", "revenue in raw orders by country is usual", ProblemKind.Refused, "expected 'by day' or 'by day and country'"),
        ("anomaly", "the number of columns in raw t by day of d is usual", ProblemKind.Refused, "cannot be measured for each day"),
        ("ratio", "the number of rows in raw t is 3 to 2 times the number of rows in raw u", ProblemKind.Refused, "3"),
        ("custom-sql", "this query finds no rows in raw:\n\"\"\"\nDELETE FROM t\n\"\"\"", ProblemKind.Refused, "SELECT"),
        ("geo", "b in raw t is between 90 and -90", ProblemKind.Refused, "90 and -90"),
        ("modifier", "a in raw t is one of x, y, in at least 101 % of rows", ProblemKind.Refused, "at most 100"),
        ("modifier", "b in raw t is at least 1, where d is within the last 0 days", ProblemKind.Refused, "expected 1 day or more"),
        ("modifier", "b in raw t is at least 1, where d is within the last year", ProblemKind.Refused, "'year' is not a period"),
        ("modifier", "b in raw t is at least 1, where a is within the last 7 days", ProblemKind.Refused, "expected a column of dates or timestamps"),
        ("modifier", "at least 90 % of a in raw t is one of x; at least 95 % of a in raw t is one of x", ProblemKind.Needless, "follows from"),
    ];

    private static readonly Dataset[] Tables = [new(Layer.Raw, "t"), new(Layer.Raw, "u")];

    private static readonly IReadOnlyDictionary<string, BusinessMetric> Rules = BusinessMetricText.Parse(
        SettingsFile.Read(Path.Combine(Clone.Root, "pipeline.runsettings"))
    );

    // What looks like a mistake and is none.
    private static readonly string[] Sound =
    [
        "a in raw t is one of x, y, where b is 1; a in raw t is one of x, y, z",
        "a in raw t is one of x, y; a in raw t is one of x, z",
        "a is never null in raw t; a in raw t is one of x, y",
        "a in raw t is one of x, y, where b is above 1; a in raw t is one of x, where b is 1",
        "b in raw t is at least 1, where a is one of x, y, where a is y",
        "b in raw t is above 1, where b is at least 1",
        "b in raw t is one of 1, 2, where b is at most 2, where a is x; b in raw t is between 1 and 5",
        "b in raw t is at least 1, where b is not one of 5, where a is not null",
        "the share of rows in raw t where a is x is at most 5 %; the share of rows in raw t where a is x is at least 1 %",
        "no a appears more than once in raw t; no b appears more than once in raw t",
        "raw t has at least 5 rows; raw t has at most 9 rows; raw u is not empty",
        "a in raw t matches .+; a in raw t never matches .*@.*",
        "the average b in raw t is at least 0; the correlation of b and c in raw t is at least 0",
        "at least 95 % of a in raw t is one of x, y; a in raw t is one of x, y, z",
        "a in raw t is JSON that meets this schema:\n\"\"\"\n{ \"type\": \"object\" }\n\"\"\"",
    ];

    private static IEnumerable<TestCaseData> Mistakes() =>
        Kinds.Select(k => new TestCaseData(k.Mistake, k.Issue, k.Message).SetArgDisplayNames(k.Kind, k.Mistake));

    [TestCaseSource(nameof(Mistakes))]
    public void Mistake_is_reported(string mistake, ProblemKind issue, string message) =>
        Lint(mistake).Should().Contain(i => i.Kind == issue && i.Message.Contains(message, StringComparison.Ordinal));

    [TestCaseSource(nameof(Sound))]
    public void Sound_checks_are_not_reported(string sentences) => Lint(sentences).Should().BeEmpty();

    [Test]
    public void Check_that_is_run_without_the_stronger_one_is_not_needless()
    {
        static string Scenario(string tags, string sentence) => $"  {tags}\n  Scenario: {sentence}\n    Then {sentence}\n";
        var weak = Scenario("@ci", "raw t is not empty");

        Issues($"Feature: A\n{weak}{Scenario("@ci", "raw t has at least 5 rows")}").Should().ContainSingle();
        Issues($"Feature: A\n{weak}{Scenario("@nightly", "raw t has at least 5 rows")}").Should().BeEmpty();
        Issues($"Feature: A\n{weak}{Scenario("@ci @warning", "raw t has at least 5 rows")}").Should().BeEmpty();
    }

    [Test]
    public void Every_kind_has_a_mistake()
    {
        var known = File.ReadLines(Path.Combine(Clone.Root, "tests", "ShopStream.Tests", "Catalogue", "checks-catalogue.csv"))
            .Skip(1)
            .Select(line => CsvLine.Cells(line)![2])
            .Distinct(StringComparer.Ordinal);

        Kinds.Select(k => k.Kind).Distinct(StringComparer.Ordinal).Should().BeEquivalentTo(known);
    }

    [Test]
    public void Shipped_features_have_no_needless_check() =>
        Of(Path.Combine(Clone.Root, "features"), null).Where(i => i.Kind == ProblemKind.Needless).Should().BeEmpty();

    private static IEnumerable<LintIssue> Lint(string sentences) =>
        Issues($"Feature: A\n@ci\nScenario: S\n{string.Concat(sentences.Split("; ").Select(s => $"Then {s}\n"))}");

    private static IEnumerable<LintIssue> Issues(string feature)
    {
        ColumnInfo[] columns = [new("id", "int", true), new("a", "text", true), new("b", "int", true), new("c", "int", true), new("d", "date", true)];
        using var features = new FeatureTexts().With("a.feature", feature);
        return Of(features.Folder, [.. Tables.Select(t => new TableInfo(t, columns, ["id"]))]).Where(i => i.Kind != ProblemKind.Untouched);
    }

    private static IEnumerable<LintIssue> Of(string folder, IReadOnlyList<TableInfo>? tables) =>
        FeatureLint.Of(folder, Rules, [TagExpression.Parse("@ci"), TagExpression.Parse("@nightly")], Tables, tables, CancellationToken.None).Issues;
}
