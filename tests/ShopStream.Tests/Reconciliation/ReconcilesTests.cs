using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Checks;
using ShopStream.Quality.Data;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Reconciliation;
using ShopStream.Quality.Results;
using ShopStream.Tests.Checks;

namespace ShopStream.Tests.Reconciliation;

[Category("Fast")]
public sealed class ReconcilesTests
{
    private static readonly Measure Source = Side(Layer.Source, "orders", "created_at", day: true);
    private static readonly Measure Mart = Side(Layer.Mart, "sales", "sale_date");
    private static readonly Measure SourceRows = Source with { RowKey = new RowKey("order", "id") };
    private static readonly Measure MartRows = Mart with { RowKey = new RowKey("order", "order_id") };

    // Measurements are in the order actual, expected; left comes first only if it is the actual side.
    private static Evaluation Across(string tolerance, string?[][] actual, string?[][] expected, bool rows = false) =>
        new Reconciles("revenue", rows ? SourceRows : Source, rows ? MartRows : Mart, Tolerance.Parse(tolerance)).ByRows(Groups(actual), Groups(expected));

    private static Measurement Groups(string?[][] rows) => new([], rows);

    [Test]
    public void Equal_groups_pass() =>
        Across(
                "to the cent",
                [
                    ["2025-01-01", "1", "10.00"],
                    ["2025-01-02", "2", "20.50"],
                ],
                [
                    ["2025-01-01", "9", "10.00"],
                    ["2025-01-02", "9", "20.50"],
                ]
            )
            .Message()
            .Should()
            .Be("Passed: 30.50, to the cent, as in source orders | 30.50, equal in all 2 groups");

    [Test]
    public void Missing_group_is_reported()
    {
        var evaluation = Across(
            "to the cent",
            [
                ["2025-01-01", "1", "10.00"],
            ],
            [
                ["2025-01-01", "9", "10.00"],
                ["2025-01-02", "9", "20.50"],
            ]
        );
        evaluation.Message().Should().Be("Failed: 30.50, to the cent, as in source orders | 10.00; 1 of 2 groups differs | −20.50 revenue");
        evaluation.Keys.Should().Equal("day of created_at=2025-01-02: expected 20.50, found 0.00 (−20.50)");
    }

    [Test]
    public void Cents_that_cancel_out_between_groups_are_found()
    {
        var evaluation = Across(
            "to the cent",
            [
                ["a", "1", "10.01"],
                ["b", "1", "9.99"],
            ],
            [
                ["a", "1", "10.00"],
                ["b", "1", "10.00"],
            ]
        );
        evaluation.Message().Should().Be("Failed: 20.00, to the cent, as in source orders | 20.00; 2 of 2 groups differ | 0.00 revenue");
        evaluation.Keys.Should().Equal("day of created_at=a: expected 10.00, found 10.01 (+0.01)", "day of created_at=b: expected 10.00, found 9.99 (−0.01)");
    }

    [Test]
    public void Cents_that_cancel_out_within_a_group_are_found_by_its_digest()
    {
        var evaluation = Across(
            "to the cent",
            [
                ["a", "2", "10.00", "111"],
            ],
            [
                ["a", "2", "10.00", "222"],
            ],
            rows: true
        );
        evaluation.Message().Should().Be("Failed: 10.00, to the cent, as in source orders | 10.00; 1 of 1 group differs | 0.00 revenue");
        evaluation.Keys.Should().Equal("day of created_at=a: expected 10.00, found 10.00 (0.00): same total, but different amounts in its rows");
    }

    [Test]
    public void Rows_without_an_amount_are_found_by_row_comparison()
    {
        var evaluation = Across(
            "exactly",
            [
                ["a", "3", "10.00", "111"],
            ],
            [
                ["a", "2", "10.00", "222"],
            ],
            rows: true
        );
        evaluation.Keys.Should().Equal("day of created_at=a: expected 10.00, found 10.00 (0.00, +1 row)");
    }

    [Test]
    public void Rows_of_different_entities_or_with_a_wide_tolerance_are_not_compared()
    {
        var lines = MartRows with { RowKey = new RowKey("line", "id") };
        Digests(new Reconciles("revenue", SourceRows, MartRows, Tolerance.ToTheCent)).Should().Be(2);
        Digests(new Reconciles("revenue", SourceRows, lines, Tolerance.ToTheCent)).Should().Be(0);
        Digests(new Reconciles("revenue", SourceRows, MartRows, Tolerance.Parse("within 0.01"))).Should().Be(0);
        Digests(new Reconciles("revenue", SourceRows, MartRows, Tolerance.Parse("within 0.001 %"))).Should().Be(0);

        static int Digests(Reconciles check) => check.GetMetrics().OfType<GroupedMetric>().SelectMany(g => g.Aggregates).OfType<DigestOf>().Count();
    }

    [Test]
    public void Null_key_differs_from_the_text_null()
    {
        var evaluation = Across(
            "exactly",
            [
                [null, "1", "5.00"],
                ["null", "1", "1.00"],
            ],
            [
                ["null", "1", "1.00"],
                [null, "1", "5.50"],
            ]
        );
        evaluation.Message().Should().Be("Failed: 6.50, as in source orders | 6.00; 1 of 2 groups differs | −0.50 revenue");
        evaluation.Keys.Should().Equal("day of created_at=null: expected 5.50, found 5.00 (−0.50)");
    }

    [Test]
    public void Composite_keys_are_not_confused()
    {
        var two = Mart with { By = [new GroupKey("a"), new GroupKey("b")] };
        var check = new Reconciles("x", Source with { By = two.By }, two, Tolerance.Exact);
        check
            .ByRows(
                Groups([
                    ["1, b=2", "3", "1", "5"],
                    ["1", "2, b=3", "1", "6"],
                ]),
                Groups([
                    ["1", "2, b=3", "1", "6"],
                    ["1, b=2", "3", "1", "5"],
                ])
            )
            .Outcome.Should()
            .Be(Outcome.Passed);
    }

    [Test]
    public void Key_is_compared_as_the_stores_write_it() =>
        Across(
            "exactly",
            [
                ["1.50", "1", "5"],
            ],
            [
                ["1.5", "1", "5"],
            ]
        )
            .Outcome.Should()
            .Be(Outcome.Failed, "stores write numbers without trailing zeros, so these are texts");

    [Test]
    public void Sum_over_no_rows_is_zero() =>
        Across(
                "exactly",
                [
                    ["a", "2", null],
                ],
                [
                    ["a", "2", "0.00"],
                ]
            )
            .Message()
            .Should()
            .Be("Passed: 0.00, as in source orders | 0.00, equal in the one group");

    [TestCase("0.0049", Outcome.Passed)]
    [TestCase("0.005", Outcome.Failed)]
    [TestCase("-0.005", Outcome.Failed)]
    public void To_the_cent_allows_less_than_half_a_cent(string amount, Outcome outcome) =>
        Across(
            "to the cent",
            [
                ["a", "1", amount],
            ],
            [
                ["a", "1", "0"],
            ]
        )
            .Outcome.Should()
            .Be(outcome);

    [Test]
    public void Reconciliation_of_two_empty_sides_is_not_judged()
    {
        Across("exactly", [], []).Message().Should().Be("NotJudged: no rows that count in source orders or mart sales");
        new Reconciles("revenue", Source with { By = [] }, Mart with { By = [] }, Tolerance.Exact).By(0, null, 0, null).Outcome.Should().Be(Outcome.NotJudged);
    }

    [Test]
    public void Ten_worst_groups_are_shown()
    {
        string?[][] Many(int off) => [.. Enumerable.Range(1, 30).Select(i => new string?[] { $"{i:00}", "1", $"{i * off}" })];
        var evaluation = Across("exactly", Many(2), Many(1));
        evaluation.Keys.Should().HaveCount(10).And.HaveElementAt(0, "day of created_at=30: expected 30.00, found 60.00 (+30.00)");
    }

    [Test]
    public void Totals_are_reconciled_without_groups()
    {
        var check = new Reconciles("revenue", SourceRows with { By = [] }, MartRows with { By = [] }, Tolerance.Exact);
        check.GetMetrics().Should().AllBeOfType<AggregateMetric>();
        check.By(2, 10, 111, 2, 10, 111).Message().Should().Be("Passed: 10.00, as in source orders | 10.00");
        var evaluation = check.By(2, 10, 111, 2, 10, 222);
        evaluation.Message().Should().Be("Failed: 10.00, as in source orders | 10.00 | 0.00 revenue");
        evaluation.Keys.Should().Equal("total: expected 10.00, found 10.00 (0.00): same total, but different amounts in its rows");
    }

    [Test]
    public void Side_nearer_to_the_source_is_expected_regardless_of_order()
    {
        var (there, back) = (new Reconciles("revenue", Source, Mart, Tolerance.Exact), new Reconciles("revenue", Mart, Source, Tolerance.Exact));
        back.GetMetrics().Select(q => q.Id).Should().Equal(there.GetMetrics().Select(q => q.Id));
        Measurement[] measurements =
        [
            Groups([
                ["a", "1", "5"],
            ]),
            Groups([
                ["a", "1", "4"],
            ]),
        ];
        back.ByRows(measurements)
            .Message()
            .Should()
            .Be(there.ByRows(measurements).Message())
            .And.Be("Failed: 4.00, as in source orders | 5.00; 1 of 1 group differs | +1.00 revenue");
    }

    [Test]
    public void Reconciliation_within_one_store_is_one_query()
    {
        var raw = Side(Layer.Raw, "orders", "created_at", day: true);
        var check = new Reconciles("revenue", raw, Mart, Tolerance.ToTheCent);
        check.GetMetrics().Should().ContainSingle().Which.Should().BeOfType<GroupDifferences>().Which.Right.Relation.Dataset.Layer.Should().Be(Layer.Raw);
        check
            .ByRows(
                new Measurement(
                    [],
                    [
                        ["3", "0", "30.5", "30.50"],
                    ]
                )
            )
            .Message()
            .Should()
            .Be("Passed: 30.50, to the cent, as in raw orders | 30.50, equal in all 3 groups");
        check
            .ByRows(
                new Measurement(
                    [],
                    [
                        ["0", "0", null, null],
                    ]
                )
            )
            .Outcome.Should()
            .Be(Outcome.NotJudged);
        var evaluation = check.ByRows(
            new Measurement(
                [],
                [
                    ["3", "1", "30.5", "31.50"],
                ]
            ),
            SampleMeasurements.Rows("day expected actual", [null, "5", "4"])
        );
        evaluation.Message().Should().Be("Failed: 31.50, to the cent, as in raw orders | 30.50; 1 of 3 groups differs | −1.00 revenue");
        evaluation.Keys.Should().Equal("day=null: expected 5.00, found 4.00 (−1.00)");
    }

    [Test]
    public void Groups_by_date_are_read_also_within_one_store()
    {
        var (orders, lines) = (Side(Layer.Source, "orders", "created_at", day: true), Side(Layer.Source, "order_items", "created_at", day: true));

        var check = new Reconciles("revenue", orders, lines, Tolerance.ToTheCent);

        check.GetMetrics().Should().HaveCount(2).And.AllBeOfType<GroupedMetric>();
        check.GapMetric.Should().BeNull();
        var byRow = check with { Left = orders with { RowKey = new RowKey("order", "id") }, Right = lines with { RowKey = new RowKey("order", "order_id") } };
        byRow.GetMetrics().Should().ContainSingle("a store digests its rows faster by a digest of its own").Which.Should().BeOfType<GroupDifferences>();
    }

    [Test]
    public void Rows_without_an_amount_are_reported_within_one_store()
    {
        var check = new Reconciles("revenue", Side(Layer.Raw, "orders", "day") with { RowKey = new RowKey("order", "id") }, MartRows, Tolerance.Exact);
        var evaluation = check.ByRows(
            new Measurement(
                [],
                [
                    ["3", "2", "5", "5"],
                ]
            ),
            SampleMeasurements.Rows("day expected actual expected_rows actual_rows", ["a", "5", "5", "2", "1"], ["b", "0", "0", "3", "3"])
        );
        evaluation
            .Keys.Should()
            .Equal("day=a: expected 5.00, found 5.00 (0.00, −1 row)", "day=b: expected 0.00, found 0.00 (0.00): same total, but different amounts in its rows");
    }

    private static Measure Side(Layer layer, string table, string key, bool day = false) =>
        new(new Relation(new Dataset(layer, table)), [new GroupKey(key, day)], "amount");
}
