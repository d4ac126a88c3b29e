using System.Xml.Linq;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Results;
using ShopStream.Reports;
using ShopStream.Reports.Page;

namespace ShopStream.Tests.Reports;

[Category("Fast")]
public sealed class SubjectTests
{
    [TestCase("features/row-counts.feature", "Row counts")]
    [TestCase("features/revenue/by-day.feature", "Revenue")]
    [TestCase("features/revenue/deep/er.feature", "Revenue")]
    public void Subject_is_the_folder_or_the_file(string file, string subject) =>
        Subject.Of(["features/row-counts.feature", "features/revenue/by-day.feature", "features/revenue/deep/er.feature"])(file).Should().Be(subject);

    [Test]
    public void Files_without_a_common_folder_have_subjects()
    {
        var files = new[] { "counts/rows.feature", "marts/marts.feature", "", "-.feature", "x" };

        files.Select(Subject.Of(files)).Should().Equal("Counts", "Marts", "Others", "Others", "X");
    }

    [Test]
    public void Features_are_listed_below_their_subject_with_counts()
    {
        var page = XDocument.Parse(ReportPage.Render(Samples.Mixed));
        var subjects = page.Descendants("section").Where(s => s.Attribute("class")?.Value is "subject").ToList();

        subjects
            .Select(s => $"{s.Element("h3")!.Value}: {s.Element("p")!.Value.Trim()}")
            .Should()
            .Equal("Counts: ✗ 1 of 3 passed", "Revenue: ✗ 0 of 2 passed", "Marts: ⊗ 0 of 1 passed");
        page.Descendants("ul").Single(u => u.Attribute("class")?.Value is "subjects").Elements("li").Should().HaveCount(3);
        subjects.SelectMany(s => s.Elements("section")).Select(f => f.Element("h4")!.Value).Should().Equal("Row counts", "Revenue reconciliation", "The marts");
    }

    [Test]
    public void Line_breaks_of_a_description_are_joined_into_paragraphs()
    {
        var run = Samples.Mixed with
        {
            Features = [new("Row counts", "  Nothing is lost\r\n  on the way.\n\n  But:\n  - rounding\n    of cents\n  - late rows\n", "counts/rows.feature")],
        };
        var about = XDocument
            .Parse(ReportPage.Render(run), LoadOptions.PreserveWhitespace)
            .Descendants("p")
            .Where(p => p.Attribute("class")?.Value is "about data")
            .Select(p => p.Value);

        about.Should().Equal("Nothing is lost on the way.", "But:\n- rounding of cents\n- late rows");
    }
}
