using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Changes;
using ShopStream.Reports.Changes;

namespace ShopStream.Tests.Changes;

/// <summary>The page, the Markdown, the JSON and the annotations of a comparison.</summary>
[TestFixture, Category("Fast")]
internal sealed class ChangeOutputTests
{
    [Test]
    public void Page_is_one_well_formed_file_without_network_and_data_is_text()
    {
        var page = ChangePage.Render(SampleChanges.Full());

        var document = XDocument.Parse(page.Replace("<!DOCTYPE html>", "", StringComparison.Ordinal));
        document
            .Descendants("h1")
            .Single()
            .Value.Should()
            .Be("Revenue changes by −27.00 in 1 of 31 days because core fact_orders now has “WHERE note <> '<b>|::error::'”.");
        document
            .Descendants("td")
            .Select(c => c.Value)
            .Should()
            .Contain("▼ −27.00")
            .And.NotContain(c => c.StartsWith("'−", StringComparison.Ordinal) || c.StartsWith("'+", StringComparison.Ordinal));
        document.Descendants("b").Should().BeEmpty();
        document.Descendants("svg").Should().HaveCount(3, "two charts and the lineage");
        document.Descendants("script").Should().BeEmpty();
        page.Should().NotContain("http:").And.NotContain("https:");
        document
            .Descendants("h2")
            .Select(h => h.Value)
            .Should()
            .Equal("Not expected", "Expected, but did not happen", "Expected", "Metrics", "Lineage", "Tables", "Changed models");
        document
            .Descendants("title")
            .Select(t => t.Value)
            .Should()
            .Contain("mart mart_sales_overview: inherits a difference")
            .And.Contain("core fact_orders: changed itself");
    }

    [Test]
    public void Page_of_no_difference_says_so()
    {
        var page = ChangePage.Render(
            SampleChanges.Report() with
            {
                Models = [new ModelChange("core fact_orders", "core/fact_orders.sql", ModelChangeKind.Changed)],
            }
        );

        page.Should()
            .Contain("<h1 class=\"data\">No number changes: 1 changed model, 2 tables compared, 0 differences.</h1>")
            .And.Contain("It makes no difference by itself.");
    }

    [Test]
    public void Markdown_shows_the_most_important_first_and_escapes_data()
    {
        var text = ChangeMarkdown.Render(SampleChanges.Full());

        text.Should().StartWith("## ✗ Revenue changes by −27.00 in 1 of 31 days because core fact&#95;orders now has");
        text.Should().NotContain("<b>").And.Contain("| mart mart&#95;sales&#95;overview | metric revenue | −27.00 |");
        text.IndexOf("### Not expected", StringComparison.Ordinal).Should().BeLessThan(text.IndexOf("### Metrics", StringComparison.Ordinal));
    }

    [TestCase(1)]
    [TestCase(100)]
    [TestCase(20_000)]
    public void Markdown_has_at_most_60_kB_whatever_the_number_of_differences(int tables)
    {
        var report = SampleChanges.Report() with
        {
            Tables =
            [
                .. Enumerable
                    .Range(0, tables)
                    .Select(i => new TableChange($"mart ä_{i}")
                    {
                        Origins = ["core x"],
                        Changed = i + 1,
                        Columns = [new ColumnChange(new string('é', 200), i + 1)],
                    }),
            ],
        };

        var text = ChangeMarkdown.Render(report.Apply([]));

        Encoding.UTF8.GetByteCount(text).Should().BeLessThanOrEqualTo(ChangeMarkdown.MostBytes);
        if (tables > 1000)
            text.Should().MatchRegex(@"… and [\d,]+ lines more in compare\.html and compare\.json of run 20250601-060000-1a2b\.\n$");
    }

    [Test]
    public void Json_has_amounts_as_strings_and_no_internal_lists()
    {
        using var json = JsonDocument.Parse(ChangeReportWriter.Json(SampleChanges.Full()));
        var root = json.RootElement;

        root.GetProperty("schema").GetInt32().Should().Be(1);
        root.GetProperty("outcome").GetString().Should().Be("failed");
        root.GetProperty("metrics")[0].GetProperty("net").GetString().Should().Be("-27.00");
        root.GetProperty("models")[0].GetProperty("kind").GetString().Should().Be("changed");
        root.GetProperty("metrics")[0].GetProperty("dimensions")[0].TryGetProperty("series", out _).Should().BeFalse();
        root.GetProperty("metrics")[0].GetProperty("dimensions")[0].TryGetProperty("keyed", out _).Should().BeFalse();
    }

    [Test]
    public void Annotation_marks_the_first_changed_line_of_a_model_that_changes_numbers()
    {
        ChangeAnnotations
            .Of(SampleChanges.Full())
            .Should()
            .ContainSingle()
            .Which.Should()
            .StartWith(
                "::warning file=models/core/fact_orders.sql,line=12,title=core fact_orders changes numbers::revenue in mart mart_sales_overview -27.00%0A"
            );
        ChangeAnnotations.Of(SampleChanges.Full() with { ModelsFolder = null }).Should().BeEmpty("the models are not in the repository");
    }

    [Test]
    public void Headline_names_a_change_without_a_metric()
    {
        var report = SampleChanges.Report() with
        {
            Models = [new ModelChange("core dim_products", "core/dim_products.sql", ModelChangeKind.Moved) { From = "staging dim_products" }],
            Tables =
            [
                new TableChange("core dim_products")
                {
                    IsOwn = true,
                    Origins = ["core dim_products"],
                    Schema = [new SchemaChange("", "moved from staging dim_products")],
                },
            ],
        };

        ChangeHeadline
            .Of(report)
            .Should()
            .Be("Core dim_products differs: moved from staging dim_products because core dim_products was moved from staging dim_products.");
    }
}
