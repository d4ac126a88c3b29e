using FluentAssertions;
using NUnit.Framework;
using ShopStream.Application.Checking;
using ShopStream.Features.Steps;
using ShopStream.Quality.Data;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Metrics;
using ShopStream.Quality.Reconciliation;
using ShopStream.Tests.Features;

namespace ShopStream.Tests.Application.Checking;

/// <summary>A report shows what its checks read and what the run recorded.</summary>
[TestFixture, Category("Fast")]
internal sealed class ReportedMetricsTests
{
    private static readonly BusinessMetric Revenue = BusinessMetricText.Parse(
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["rule.revenue"] = "status is one of paid",
            ["rule.revenue.in.orders"] = "amount where rule; row order: id",
            ["rule.revenue.in.lines"] = "total where rule on orders; lookup orders by order_id = id; row line: id",
        }
    )["revenue"];

    private static readonly IReadOnlyList<Metric> All = new LayerTotals(
        [
            new Dataset(Layer.Source, "orders"),
            new Dataset(Layer.Lake, "orders"),
            new Dataset(Layer.Lake, "lines"),
            new Dataset(Layer.Raw, "orders"),
            new Dataset(Layer.Raw, "lines"),
        ],
        Revenue
    ).Metrics;

    [Test]
    public void One_check_of_a_table_reports_its_rows_and_what_the_source_recorded() =>
        Reported("raw orders is not empty")
            .Should()
            .Equal("count of source orders", "count of raw orders", "sum of amount of source orders where status is one of paid");

    [Test]
    public void Amount_is_reported_where_a_check_reads_it() =>
        Reported("amount in raw orders is never negative", "lake orders is not empty")
            .Should()
            .Equal(
                "count of source orders",
                "count of lake orders",
                "count of raw orders",
                "sum of amount of source orders where status is one of paid",
                "sum of amount of raw orders where status is one of paid"
            );

    [Test]
    public void Amount_needs_the_tables_that_it_looks_up()
    {
        Reported("total in raw lines is never negative").Should().NotContain(m => m.StartsWith("sum of total", StringComparison.Ordinal));
        Reported("total in raw lines is never negative", "raw orders is not empty")
            .Should()
            .ContainSingle(m => m.StartsWith("sum of total of raw lines", StringComparison.Ordinal));
    }

    [Test]
    public void Table_that_only_custom_sql_names_is_reported() =>
        ReportedMetrics
            .Of(All, [], _ => [], _ => false)
            .Concat(
                ReportedMetrics.Of(
                    All,
                    Specs("this query finds no rows in raw:\n      \"\"\"\n      SELECT 1 FROM lines\n      \"\"\""),
                    _ => ["raw lines"],
                    _ => false
                )
            )
            .Select(m => $"{m}")
            .Should()
            .Equal("count of raw lines");

    private static IEnumerable<string> Reported(params string[] sentences) =>
        ReportedMetrics.Of(All, Specs(sentences), _ => [], m => m.Store == StoreId.Source).Select(m => $"{m}");

    private static IReadOnlyList<Specification> Specs(params string[] sentences) =>
        SpecBinder.Bind(
            FeatureTexts.Of($"Feature: F\n  Scenario: S\n{string.Concat(sentences.Select(s => $"    Then {s}\n"))}"),
            new Dictionary<string, BusinessMetric>(StringComparer.Ordinal)
        );
}
