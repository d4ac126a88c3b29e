using FluentAssertions;
using NUnit.Framework;
using ShopStream.Features.Steps;
using ShopStream.Quality.Data;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Reconciliation;
using ShopStream.Quality.Results;
using ShopStream.Tests.Features;

namespace ShopStream.Tests.Planning;

/// <summary>What a sentence may do with a column depends on the column's type; the rest is refused before anything is measured.</summary>
[Category("Fast")]
public sealed class TypeMismatchesTests
{
    private static readonly string[] Types =
    [
        "smallint",
        "int",
        "bigint",
        "decimal(10,2)",
        "decimal",
        "real",
        "double",
        "boolean",
        "date",
        "timestamp",
        "timestamptz",
        "time",
        "text",
        "varchar(9)",
        "char(5)",
        "citext",
        "mood",
        "interval",
        "money",
        "inet",
        "json",
        "uuid",
        "bytea",
        "int[]",
        "timetz",
    ];

    private static readonly Catalog Catalog = new([
        new TableInfo(
            new Dataset(Layer.Raw, "t"),
            [
                .. Types.Select(t => new ColumnInfo(Name(t), t, true)),
                new ColumnInfo("v_span", "text", true) { SourceType = "interval" },
                new ColumnInfo("v_amount", "text", true),
                new ColumnInfo("status", "text", true),
            ],
            []
        ),
        new TableInfo(new Dataset(Layer.Raw, "u"), [new ColumnInfo("v", "int", true)], []),
    ]);

    private static string Name(string type) => "v_" + type.Replace("[]", "s", StringComparison.Ordinal).Split('(')[0];

    [TestCase("v_int in raw t is at most 15e-1")]
    [TestCase("v_int in raw t is one of 1, 2e0, 3.")]
    [TestCase("v_decimal in raw t is between .005 and 1e2")]
    [TestCase("v_int in raw t is between 5 and 5")]
    [TestCase("v_text in raw t is between A and Z")]
    [TestCase("v_real in raw t is at least NaN")]
    [TestCase("v_text in raw t is one of \"1.5\", 2, word")]
    [TestCase("v_text in raw t is at least Aachen")]
    [TestCase("v_date in raw t is at least \"2025-11-28 12:00\"")]
    [TestCase("v_timestamptz in raw t is at most 2025-11-28T12:00:00+01:00")]
    [TestCase("v_time in raw t is between 08:00 and 18:00")]
    [TestCase("v_boolean in raw t is one of true")]
    [TestCase("v_mood in raw t is one of good, 1.5")]
    [TestCase("v_mood in raw t matches [a-z]+")]
    [TestCase("v_uuid in raw t matches [a-f0-9-]+")]
    [TestCase("v_interval in raw t is one of \"1 day\"")]
    [TestCase("v_int equals v_bigint * 2 in every row of raw t")]
    [TestCase("v_text equals v_citext in every row of raw t")]
    [TestCase("the sum of v_decimal in raw t equals the sum of v in raw u")]
    [TestCase("v_double equals 0.5 in every row of raw t")]
    [TestCase("the newest v_date in raw t is at most 1 day older than the run")]
    public void Value_of_the_type_is_accepted(string sentence) => Errors(sentence).Should().BeEmpty();

    [TestCase(
        "v_int in raw t is at most 1_000",
        "v_int in raw t is int: found 'v_int is at most 1_000', '1_000' is not such a value; "
            + "expected a number without a thousands separator, such as 15, 1.5 or 15e-1"
    )]
    [TestCase("v_int in raw t is one of 1, word", "v_int in raw t is int: found 'v_int is one of 1, word', 'word' is not such a value; expected a number*")]
    [TestCase("at least 95 % of v_decimal in raw t is one of 1, NaN", "*decimal(10,2): found*'NaN' is not such a value*")]
    [TestCase("at least 95 % of v_decimal in raw t is between 1 and two", "*'two' is not such a value*")]
    [TestCase("v_boolean in raw t is one of true, 1", "v_boolean in raw t is boolean*'1' is not such a value; expected true or false")]
    [TestCase("v_boolean in raw t is at least true", "v_boolean in raw t is boolean*no order*")]
    [TestCase("v_boolean in raw t is never negative", "*boolean*no order*")]
    [TestCase(
        "v_date in raw t is at most 28/11/2025",
        "v_date in raw t is date: found 'v_date is at most 28/11/2025', '28/11/2025' is not such a value; expected a date such as 2025-11-28*"
    )]
    [TestCase("v_timestamp in raw t is at most 2025-11-28T12:00:00+01", "*timestamp*without a time zone")]
    [TestCase(
        "v_text in raw t is at most 5",
        "v_text in raw t is text: found 'v_text is at most 5', but text is compared letter by letter, so that 10 would be below 5; "
            + "expected a column of numbers, dates or times (convert the column in a model)"
    )]
    [TestCase("v_text in raw t is never negative", "*text*letter by letter*")]
    [TestCase("v_varchar in raw t is between A1 and B2", "*varchar(9)*letter by letter*")]
    [TestCase("v_text in raw t is between A and 5", "*text*letter by letter*")]
    [TestCase("v_text in raw t is between 5 and A", "*text*letter by letter*")]
    [TestCase("v_int in raw t is between x and 5", "*'x' is not such a value*")]
    [TestCase("v_int in raw t is between 5 and x", "*'x' is not such a value*")]
    [TestCase("v_text in raw t is at least infinity", "*letter by letter*")]
    [TestCase("v_char in raw t is at least 2025-01-01", "*char(5)*letter by letter*")]
    [TestCase("v_citext in raw t is at most ٥", "*letter by letter*")]
    [TestCase("v_interval in raw t is at least \"1 day\"", "v_interval in raw t is interval*no order that all stores share*")]
    [TestCase("v_span in raw t is at least \"a day\"", "v_span in raw t is interval, which arrives as text*no order*")]
    [TestCase("v_money in raw t is at most 5", "*money*no order*")]
    [TestCase("v_mood in raw t is at least good", "*mood*no order*")]
    [TestCase("v_inet in raw t is between 10.0.0.1 and 10.0.0.9", "*inet*no order*")]
    [TestCase("v_uuid in raw t is at least a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11", "*uuid*no order*")]
    [TestCase("v_timetz in raw t is at most 12:00", "*timetz*no order*")]
    [TestCase("v_bytea in raw t is never negative", "*bytea*no order*")]
    [TestCase("v_ints in raw t is at least {1}", "v_ints in raw t is int*no order*")]
    [TestCase(
        "the sum of v_real in raw t equals the sum of v in raw u",
        "v_real in raw t is real: found a sum of it, but a sum of floating-point numbers depends on the order of the rows; "
            + "expected a column of exact numbers (convert the column to decimal in a model or a view)"
    )]
    [TestCase("the sum of v in raw u equals the sum of v_double in raw t within 1 %", "*v_double in raw t is double*depends on the order of the rows*")]
    [TestCase("v_date equals 5 in every row of raw t", "v_date in raw t is date: found 'v_date equals 5', expected a column of numbers*")]
    [TestCase("v_json in raw t is one of \"{}\"", "*json*JSON cannot be compared with a constant*")]
    [TestCase("v_json in raw t matches .*", "*json*expected a column of text for 'matches'")]
    [TestCase("v_int in raw t matches [0-9]+", "*int*expected a column of text for 'matches'")]
    [TestCase("at least 95 % of v_date in raw t matches .*", "*date*expected a column of text for 'matches'")]
    [TestCase("v_uuid in raw t is one of nothing", "*uuid*expected a uuid*")]
    [TestCase("v_time in raw t is between 18:00 and 08:00", "*no value is between them*")]
    [TestCase("v_date in raw t is between \"2025-01-02 12:00\" and 2025-01-02", "*no value is between them*")]
    [TestCase("v_text equals 5 in every row of raw t", "v_text in raw t is text: found 'v_text equals 5', expected a column of numbers*")]
    [TestCase("v_int equals v_text * 2 in every row of raw t", "v_text in raw t is text*expected a column of numbers*")]
    [TestCase("v_int equals v_text in every row of raw t", "v_text in raw t is text*expected columns of one kind*")]
    [TestCase(
        "the sum of v_amount in raw t equals the sum of v in raw u",
        "v_amount in raw t is text: found a sum of it, expected a column of numbers (convert the column in a model)"
    )]
    [TestCase("the sum of v_interval in raw t equals the sum of v in raw u", "*interval: found a sum*")]
    [TestCase("the sum of v_money in raw t is usual for its weekday", "*money: found a sum*")]
    [TestCase("the sum of v_date in raw t is within 20 % of the mean of its last 7 runs", "*date: found a sum*")]
    [TestCase(
        "the newest v_text in raw t is at most 1 day older than the run",
        "*text: found its largest value, expected a column of numbers, dates or times*"
    )]
    public void Column_of_another_type_is_refused_with_its_place(string sentence, string message) =>
        Errors(sentence).Should().ContainSingle().Which.Should().Match("features/a.feature:3: " + message);

    [TestCase(
        "v_date dans raw t vaut au plus 28/11/2025",
        "features/a.feature:4: v_date in raw t is date: "
            + "found 'v_date is at most 28/11/2025', '28/11/2025' is not such a value; expected a date such as 2025-11-28*"
    )]
    [TestCase("v_int dans raw t est parmi 1,5, deux", "features/a.feature:4: *found 'v_int is one of 1.5, deux', 'deux' is not such a value*")]
    [TestCase("v_text dans raw t vaut au moins 1,5", "features/a.feature:4: *letter by letter*")]
    public void French_sentence_is_refused_too(string sentence, string message) =>
        FluentActions
            .Invoking(() =>
                SpecBinder
                    .Bind(
                        FeatureTexts.Of($"# language: fr\nFonctionnalité: F\nScénario: S\nAlors {sentence}"),
                        new Dictionary<string, BusinessMetric>(StringComparer.Ordinal)
                    )
                    .Validate(Catalog, new HashSet<Layer>())
            )
            .Should()
            .Throw<UsageException>()
            .WithMessage(message);

    [TestCase("v_int is 1x")]
    [TestCase("v_int is not one of a, b")]
    [TestCase("v_date is above 28/11/2025")]
    [TestCase("v_text is above 5")]
    [TestCase("v_int matches .")]
    public void Condition_of_a_filter_is_refused_too(string condition) =>
        Errors($"status is never null in raw t", $"Given only rows of raw t where {condition}\n")
            .Should()
            .ContainSingle()
            .Which.Should()
            .StartWith("features/a.feature:4: ");

    [TestCase("")]
    [TestCase(" by category", Description = "groups in one store are compared by one query")]
    public void Metric_definition_is_refused_where_it_is_used(string by)
    {
        var rules = BusinessMetricText.Parse(
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["rule.revenue"] = "v_int is 15x",
                ["rule.revenue.in.t"] = "v_decimal where rule; category: v_text",
                ["rule.revenue.in.u"] = "v; category: v",
            }
        );
        Errors($"revenue in raw t reconciles with revenue in raw u{by}", rules: rules)
            .Should()
            .ContainSingle()
            .Which.Should()
            .Match("features/a.feature:3: *v_int is 15x*");
    }

    [TestCase(
        "v_text is one of 1.5, 2",
        "v_text in raw t is text: found 'v_text is one of 1.5, 2', but a model would convert '1.5'; "
            + "expected a constant that has the form of the column's values"
    )]
    [TestCase("v_text is not one of 15e-1", "*a model would convert '15e-1'*")]
    [TestCase("v_date is above \"2025-11-28 12:00\"", "*a model would convert '2025-11-28 12:00'*")]
    [TestCase("v_int is 1x", "*'1x' is not such a value*")]
    public void Metric_definition_of_models_is_refused_if_a_model_would_convert_its_constant(string condition, string message) =>
        Catalog.ModelMismatches(Definition(condition)).Should().ContainSingle().Which.Should().Match(message);

    [TestCase("v_text is one of word, 2")]
    [TestCase("v_int is at most 15e-1")]
    [TestCase("v_decimal is between .005 and 1e2")]
    [TestCase("v_date is above 2025-11-28")]
    public void Metric_definition_of_models_is_accepted_if_models_compare_as_checks_do(string condition) =>
        Catalog.ModelMismatches(Definition(condition)).Should().BeEmpty();

    private static BusinessMetric Definition(string condition) =>
        BusinessMetricText.Parse(
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["rule.revenue"] = condition,
                ["rule.revenue.in.t"] = "v_decimal where rule",
                ["rule.revenue.in.u"] = "v",
            }
        )["revenue"];

    [Test]
    public void Layers_without_a_catalog_are_skipped() =>
        Bind("v_int in raw t is at most x").Invoking(s => s.Validate(Catalog, new HashSet<Layer> { Layer.Raw })).Should().NotThrow();

    private static IReadOnlyList<Specification> Bind(string sentence, string given = "", IReadOnlyDictionary<string, BusinessMetric>? rules = null) =>
        SpecBinder.Bind(
            FeatureTexts.Of($"Feature: F\nScenario: S\n{given}Then {sentence}"),
            rules ?? new Dictionary<string, BusinessMetric>(StringComparer.Ordinal)
        );

    private static string[] Errors(string sentence, string given = "", IReadOnlyDictionary<string, BusinessMetric>? rules = null)
    {
        try
        {
            Bind(sentence, given, rules).Validate(Catalog, new HashSet<Layer>());
            return [];
        }
        catch (UsageException e)
        {
            return e.Message.Split('\n');
        }
    }
}
