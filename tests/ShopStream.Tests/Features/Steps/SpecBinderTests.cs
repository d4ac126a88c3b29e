using FluentAssertions;
using NUnit.Framework;
using ShopStream.Application.Settings;
using ShopStream.Features;
using ShopStream.Features.Scenarios;
using ShopStream.Features.Steps;
using ShopStream.Quality.Checks;
using ShopStream.Quality.Data;
using ShopStream.Quality.Examples;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Reconciliation;
using ShopStream.Quality.Results;
using ShopStream.Tests.Elt;

namespace ShopStream.Tests.Features.Steps;

[Category("Fast")]
public sealed class SpecBinderTests
{
    private static readonly IReadOnlyDictionary<string, BusinessMetric> Metrics = BusinessMetricText.Parse(
        SettingsFile.Read(Path.Combine(Clone.Root, "pipeline.runsettings"))
    );

    [Test]
    public void Every_sentence_has_examples_that_bind_to_it_alone() => SpecBinder.Sentences.ExampleProblems().Should().BeEmpty();

    private static IEnumerable<TestCaseData> Examples() =>
        from family in SpecBinder.Sentences.Families
        where family.Name is not "examples"
        from sentence in family.Sentences
        from example in sentence.Examples
        select new TestCaseData(sentence.Keyword, example).SetArgDisplayNames(example.Split('\n')[0]);

    [TestCaseSource(nameof(Examples))]
    public void Every_example_adds_checks_with_metrics(string keyword, string example)
    {
        var scenario = keyword is "Given" ? $"Given {example}\nThen raw orders is not empty" : $"Then {example}";
        var checks = Bind(scenario).Checks;
        checks.Should().NotBeEmpty();
        foreach (var check in checks)
        {
            check.Check.GetMetrics().Should().NotBeEmpty();
            check.Line.Should().BeGreaterThan(2);
        }
    }

    [Test]
    public void All_shipped_features_bind()
    {
        var bound = SpecBinder.BindAll(FeatureFolder.Load(Path.Combine(Clone.Root, "features")), Metrics);
        bound.Specifications.Should().HaveCountGreaterThan(50).And.OnlyContain(s => s.Checks.Count > 0);
        bound.Examples.Should().HaveCountGreaterThanOrEqualTo(60).And.OnlyContain(e => e.Scenario.Checks.Count > 0);
    }

    [Test]
    public void Scenario_with_a_When_is_an_example_and_no_specification()
    {
        var features = FeatureTexts.Of(
            """
            Feature: A
            Scenario: a
            Given these orders in staging stg_orders:
              | order_id | status |
              | 1        |        |
            And no customers in core dim_users
            And today is 2025-11-28
            When mart_sales_overview is built
            Then mart mart_sales_overview has at least these rows:
              | sale_date |
              | null      |
            And mart mart_sales_overview is not empty
            Scenario: b
            Then raw orders is not empty
            """
        );

        var bound = SpecBinder.BindAll(features, Metrics);

        bound.Specifications.Should().ContainSingle().Which.Name.Should().Be("b");
        var example = bound.Examples.Should().ContainSingle().Subject;
        example.Today.Should().Be(new DateOnly(2025, 11, 28));
        example.Builds.Should().Equal(new BuildStep("mart_sales_overview", 8));
        example
            .Given.Select(g => (g.Dataset, g.Table.Line))
            .Should()
            .Equal((new Dataset(Layer.Staging, "stg_orders"), 4), (new Dataset(Layer.Core, "dim_users"), 6));
        example.Given[0].Table.Rows.Should().ContainSingle().Which.Should().BeEquivalentTo(new WrittenRow(["1", ""], 5) { Positions = [5, 23] });
        example.Scenario.Checks.Select(c => (c.Check.GetType(), c.Line)).Should().Equal((typeof(HasRows), 9), (typeof(RowCountBound), 12));
    }

    [TestCase("raw orders has as many rows as source orders", typeof(SameRowCount))]
    [TestCase("core dim_users has exactly 1,000 rows", typeof(RowCountBound))]
    [TestCase("core dim_users has exactly 1 row", typeof(RowCountBound))]
    [TestCase("core dim_users has at least 1000 rows", typeof(RowCountBound))]
    [TestCase("core dim_users has at most 1000 rows", typeof(RowCountBound))]
    [TestCase("mart m is not empty", typeof(RowCountBound))]
    [TestCase("these layers have the same number of rows:\n| dataset |\n| raw orders |\n| source orders |", typeof(SameRowCount))]
    [TestCase("no order_id appears more than once in core fact_orders", typeof(Unique))]
    [TestCase("no order_id and product_id together appear more than once in core fact_orders", typeof(Unique))]
    [TestCase("no a, b and c together appears more than once in core fact_orders", typeof(Unique))]
    [TestCase("email is never null in raw users", typeof(NeverNull))]
    [TestCase("every order_id in raw order_items exists as id in raw orders", typeof(References))]
    [TestCase("every order_id in raw order_items exists as id in source orders", typeof(References))]
    [TestCase("status in raw orders is one of pending, \"on hold\"", typeof(EveryValue))]
    [TestCase("quantity in raw order_items is between 1 and 5", typeof(EveryValue))]
    [TestCase("price in raw products is never negative", typeof(EveryValue))]
    [TestCase("price in raw products is at least 0.01", typeof(EveryValue))]
    [TestCase("price in raw products is at most 1000", typeof(EveryValue))]
    [TestCase("country in raw users matches [A-Z]{3}", typeof(EveryValue))]
    [TestCase("line_total equals quantity * unit_price in every row of source order_items", typeof(EveryValue))]
    [TestCase("the sum of total_amount in source orders equals the sum of line_total in source order_items", typeof(SumsEqual))]
    [TestCase("the sum of total_amount in source orders equals the sum of line_total in source order_items to the cent", typeof(SumsEqual))]
    [TestCase("the sum of total_amount in source orders equals the sum of line_total in source order_items within 0.5 %", typeof(SumsEqual))]
    [TestCase("the sum of total_amount in source orders equals the sum of line_total in source order_items exactly", typeof(SumsEqual))]
    [TestCase("revenue in source orders reconciles with revenue in mart mart_sales_overview", typeof(Reconciles))]
    [TestCase("revenue in source orders reconciles with revenue in mart mart_sales_overview by day to the cent", typeof(Reconciles))]
    [TestCase("revenue in source order_items reconciles with revenue in core fact_orders by day and country within 0.10", typeof(Reconciles))]
    [TestCase("raw orders has exactly these columns:\n| name | type | nullable |\n| id | int | no |", typeof(HasColumns))]
    [TestCase("lake orders agrees with its manifest", typeof(AgreesWithManifest))]
    [TestCase("mart m has exactly the rows that its model builds", typeof(HasModelRows))]
    [TestCase("this query finds no rows in core:\n\"\"\"\nSELECT 1\n\"\"\"", typeof(CustomSqlCheck))]
    [TestCase("the newest created_at in raw orders is at most 26 hours older than the run", typeof(Freshness))]
    [TestCase("the newest created_at in raw orders is at most 1 day older than the run", typeof(Freshness))]
    [TestCase("the newest created_at in raw orders is at most 1,440 minutes older than the run", typeof(Freshness))]
    [TestCase("the number of rows in raw events is within 20 % of the mean of its last 7 runs", typeof(NearHistoricalMean))]
    [TestCase("the number of rows in raw events is within 2.5% of the mean of its last 1 run", typeof(NearHistoricalMean))]
    [TestCase("the sum of quantity in raw order_items is within 20 % of the mean of its last 7 runs", typeof(NearHistoricalMean))]
    [TestCase("revenue in raw orders is within 20 % of the mean of its last 7 runs", typeof(NearHistoricalMean))]
    [TestCase("the number of rows in raw events is usual for its weekday", typeof(UsualForWeekday))]
    [TestCase("the sum of quantity in raw order_items is usual for its weekday", typeof(UsualForWeekday))]
    [TestCase("revenue in raw orders is usual for its weekday", typeof(UsualForWeekday))]
    [TestCase("the number of rows in raw events is within 1 MAD of the median of the same weekday", typeof(UsualForWeekday))]
    [TestCase("the sum of quantity in raw order_items is within 2.5 MADs of the median of the same weekday", typeof(UsualForWeekday))]
    [TestCase("revenue in raw orders is within 5 MADs of the median of the same weekday", typeof(UsualForWeekday))]
    public void Sentence_binds_to_the_check_it_describes(string sentence, Type check) =>
        Bind($"Then {sentence}").Checks.Should().ContainSingle().Which.Check.Should().BeOfType(check);

    [Test]
    public void Check_has_the_arguments_of_its_sentence()
    {
        Check("no a, b and c together appear more than once in core facts").Should().BeOfType<Unique>().Which.Columns.Should().Equal("a", "b", "c");
        Check("core dim_users has at most 12,345 rows")
            .Should()
            .Be(new RowCountBound(new Relation(new Dataset(Layer.Core, "dim_users")), Comparison.AtMost, 12_345));
        Check("price in raw products is never negative")
            .Should()
            .Be(new EveryValue(new Relation(new Dataset(Layer.Raw, "products")), new Compares("price", Comparison.AtLeast, "0")));
        Check("every a in raw x exists as b in source y")
            .Should()
            .Be(new References(new Relation(new Dataset(Layer.Raw, "x")), "a", new Dataset(Layer.Source, "y"), "b"));
        Check("name in raw x is between \"a b\" and c").Should().BeOfType<EveryValue>().Which.Condition.Should().Be(new IsBetween("name", "a b", "c"));
        Check("this query finds no rows in mart:\n\"\"\"\nSELECT 1;\n\"\"\"").Should().Be(new CustomSqlCheck(Layer.Mart, "SELECT 1"));
        Check("the sum of a in raw x equals the sum of b in raw y within 2 %")
            .Should()
            .BeOfType<SumsEqual>()
            .Which.Tolerance.Should()
            .Be(new Tolerance(2, true));
    }

    [Test]
    public void Side_nearer_to_the_source_is_the_expected_one()
    {
        var there = Check("raw orders has as many rows as source orders").Should().BeOfType<SameRowCount>().Subject;
        var back = Check("source orders has as many rows as raw orders").Should().BeOfType<SameRowCount>().Subject;
        $"{there.Reference}, {there.Others[0]}".Should().Be("source orders, raw orders").And.Be($"{back.Reference}, {back.Others[0]}");
        Check("these layers have the same number of rows:\n| dataset |\n| core a |\n| raw b |\n| source c |")
            .Should()
            .BeOfType<SameRowCount>()
            .Which.Reference.Dataset.Layer.Should()
            .Be(Layer.Source);
    }

    [Test]
    public void Table_reconciles_each_measure_by_all_keys()
    {
        var checks = Bind(
            """
            Then source orders reconciles with staging stg_orders:
            | what   | source orders     | staging stg_orders | tolerance    |
            | key    | created_at by day | order_date         |              |
            | key    | status            | status             |              |
            | amount | total_amount      | total_amount       | to the cent  |
            | pieces | quantity          | units              | within 0.5 % |
            """
        ).Checks;
        checks
            .Select(c => c.Sentence)
            .Should()
            .Equal("source orders reconciles with staging stg_orders: (amount)", "source orders reconciles with staging stg_orders: (pieces)");
        var pieces = checks[1].Check.Should().BeOfType<Reconciles>().Subject;
        pieces.Left.By.Should().Equal(new GroupKey("created_at", ByDay: true), new GroupKey("status"));
        pieces.Right.By.Should().Equal(new GroupKey("order_date"), new GroupKey("status"));
        (pieces.Left.Column, pieces.Right.Column, $"{pieces.Tolerance}").Should().Be(("quantity", "units", "within 0.5 %"));
    }

    [Test]
    public void Row_filter_applies_only_to_its_dataset()
    {
        var checks = Bind(
            """
            Given only rows of raw orders where status is one of paid, shipped
            And only rows of raw orders where country is not null
            Then raw orders has as many rows as source orders
            And revenue in raw orders reconciles with revenue in staging stg_orders
            """
        ).Checks;
        checks[0]
            .Check.GetMetrics()
            .Select(m => $"{m}")
            .Should()
            .Equal("count of source orders", "count of raw orders where not (country is null) and status is one of paid, shipped");
        checks[1].Check.Should().BeOfType<Reconciles>().Which.Left.Relation.Conditions.Should().HaveCount(3);
    }

    [Test]
    public void Scenario_uses_the_latest_run_unless_it_names_a_date()
    {
        Bind("Given the latest run\nThen raw orders is not empty").Run.Should().BeNull();
        Bind("Given the run of 2025-11-28\nThen raw orders is not empty").Run.Should().Be(new DateOnly(2025, 11, 28));
    }

    [TestCase("raw orders has as many rows as raw orders", "raw orders is compared with itself, which cannot fail*")]
    [TestCase("these layers have the same number of rows:\n| dataset |\n| raw orders |\n| raw orders |", "one dataset alone cannot be compared*")]
    [TestCase("these layers have the same number of rows:\n| dataset |\n| raw orders |\n| brass orders |", "'brass' is not a layer: expected source, lake*")]
    [TestCase("these layers have the same number of rows:\n| dataset |\n| raw orders |\n| orders |", "'orders' is not a dataset*")]
    [TestCase("these layers have the same number of rows:\n| table |\n| raw orders |", "the table has no column 'dataset'*")]
    [TestCase("the sum of a in raw x equals the sum of a in raw x", "the sum of a in raw x is compared with itself*")]
    [TestCase("revenue in raw orders reconciles with revenue in raw orders by day", "revenue in raw orders is compared with itself*")]
    [TestCase("every id in raw orders exists as id in raw orders", "id in raw orders is compared with itself*")]
    [TestCase("a equals a in every row of raw x", "a is compared with itself*")]
    [TestCase("a equals (a) in every row of raw x", "a is compared with itself*")]
    [TestCase("a equals b / c in every row of raw x", "no sentence matches*")]
    [TestCase("no a and a together appear more than once in raw x", "a is named twice*")]
    [TestCase("raw orders has at least 0 rows", "every table has at least 0 rows: the check cannot fail*")]
    [TestCase("raw orders has at least 99,999,999,999,999,999,999 rows", "'99,999,999,999,999,999,999' is not a number of rows*")]
    [TestCase(
        "profit in raw orders reconciles with revenue in staging stg_orders",
        "there is no metric 'profit'; there are: revenue; define it in the settings as rule.profit*"
    )]
    [TestCase("revenue in raw users reconciles with revenue in staging stg_orders", "revenue is not defined for raw users*")]
    [TestCase("revenue in raw orders reconciles with revenue in staging stg_orders by moon", "revenue has no key 'moon' in orders*")]
    [TestCase("country in raw users matches (?=a)", "the pattern '(?=a)' cannot be used*")]
    [TestCase("raw orders has exactly the rows that its model builds", "no model builds raw orders: expected a table of staging, core or mart*")]
    [TestCase("raw orders agrees with its manifest", "raw orders has no manifest: expected a dataset of the lake, such as lake orders*")]
    [TestCase("this query finds no rows in core:\n\"\"\"\nDELETE FROM x\n\"\"\"", "the query begins with 'DELETE'*")]
    [TestCase(
        "raw orders has exactly these columns:\n| name | type | nullable |\n| id | int | perhaps |",
        "'perhaps' does not say whether the column may be null*"
    )]
    [TestCase("source orders reconciles with raw orders:\n| what | source orders | raw orders |\n| key | a | b |", "the table names no measure*")]
    [TestCase(
        "source orders reconciles with raw orders:\n| what | raw orders | source orders |\n| x | a | b |",
        "the table's columns are what, raw orders, source orders; expected what, source orders, raw orders, tolerance*"
    )]
    [TestCase("source orders reconciles with raw orders:\n| what | source orders | raw orders |\n| x | a; b | b |", "'a; b' is not a column*")]
    [TestCase(
        "source orders reconciles with raw orders:\n| what | source orders | raw orders | tolerance |\n| x | a | b | about |",
        "'about' is not a tolerance*"
    )]
    [TestCase(
        "raw « Order Details » is not empty",
        "no sentence matches 'raw « Order Details » is not empty': "
            + "found typographic quotes, expected straight double quotes around a name; write it as 'raw \"Order Details\" is not empty'*"
    )]
    [TestCase("“Unit Price” is never null in raw “Order Details”", "*write it as '\"Unit Price\" is never null in raw \"Order Details\"'*")]
    [TestCase("raw Order Details is not empty", "no sentence matches 'raw Order Details is not empty'*")]
    [TestCase("raw \"\" is not empty", "\"\" is an empty name: expected letters*")]
    [TestCase("raw \"a\tb\" is not empty", "*has a control character*rename it*")]
    [TestCase("raw \"a is not empty", "no sentence matches*")]
    [TestCase("no \"a b\" and \"a b\" together appear more than once in raw x", "\"a b\" is named twice*")]
    [TestCase("\"a b\" equals (\"a b\") in every row of raw \"x y\"", "\"a b\" is compared with itself*")]
    public void Invalid_sentence_is_rejected_with_its_location(string sentence, string message) =>
        FluentActions.Invoking(() => Bind($"Then {sentence}")).Should().Throw<UsageException>().WithMessage($"1 step error:\nfeatures/a.feature:3: {message}");

    [Test]
    public void Names_in_quotes_are_read_in_sentences_and_tables()
    {
        Check("no \"a, b\", c and \"d and e\" together appear more than once in raw \"Order Details\"")
            .Should()
            .BeOfType<Unique>()
            .Which.Columns.Should()
            .Equal("a, b", "c", "d and e");
        $"{Check("\"Line Total\" equals 2 * (\"Unit Price\" - b) in every row of raw \"say \"\"hi\"\"\"").GetMetrics().Last()}"
            .Should()
            .Contain("\"Line Total\" equals 2 * (\"Unit Price\" - b)")
            .And.Contain("raw \"say \"\"hi\"\"\"");
        Check(
                "source \"a b\" reconciles with raw \"a b\":\n| what | source \"a b\" | raw \"a b\" |\n"
                    + "| key | \"Sold At\" by day | \"x by day\" |\n| amount | \"Unit Price\" | total |"
            )
            .GetMetrics()
            .SelectMany(m => m.References)
            .Select(r => r.Column)
            .Should()
            .Contain(["Sold At", "x by day", "Unit Price", "total"]);
        Check("these layers have the same number of rows:\n| dataset |\n| raw \"a b\" |\n| source \"a b\" |")
            .GetMetrics()
            .SelectMany(m => m.References)
            .Select(r => r.Dataset.Table)
            .Should()
            .OnlyContain(t => t == "a b");
        Bind("Given only rows of raw \"a b\" where \"Unit Price\" is at least 5\nThen raw \"a b\" is not empty")
            .Checks[0]
            .Reads.Should()
            .Equal("raw \"a b\"", "raw \"a b\".\"Unit Price\"");
    }

    [TestCase("only rows of raw orders where status = paid", "'status = paid' is not a condition*")]
    [TestCase(
        "only rows of raw order_items where orders.status is paid",
        "'orders.status' is a column of another table: expected a bare column of raw order_items*"
    )]
    [TestCase("the run of 2025-02-30", "'2025-02-30' is not a date: expected one such as 2025-11-28*")]
    public void Invalid_context_is_rejected_with_its_location(string given, string message) =>
        FluentActions
            .Invoking(() => Bind($"Given {given}\nThen raw orders is not empty"))
            .Should()
            .Throw<UsageException>()
            .WithMessage($"1 step error:\nfeatures/a.feature:3: {message}");

    [Test]
    public void Referenced_table_cannot_be_filtered() =>
        FluentActions
            .Invoking(() => Bind("Given only rows of raw orders where status is paid\nThen every order_id in raw order_items exists as id in raw orders"))
            .Should()
            .Throw<UsageException>()
            .WithMessage("1 step error:\nfeatures/a.feature:4: 'only rows of raw orders' cannot limit the referenced table: limit raw order_items instead*");

    private static ICheck Check(string sentence) => Bind($"Then {sentence}").Checks.Should().ContainSingle().Subject.Check;

    private static Specification Bind(string steps) =>
        SpecBinder.Bind(FeatureTexts.Of($"Feature: A\nScenario: a\n{steps}\n"), Metrics).Should().ContainSingle().Subject;
}
