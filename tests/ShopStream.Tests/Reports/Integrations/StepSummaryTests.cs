using System.Text;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Results;
using ShopStream.Reports.Integrations.GitHub;
using Snapshooter.NUnit;

namespace ShopStream.Tests.Reports.Integrations;

[Category("Fast")]
public sealed class StepSummaryTests
{
    [Test]
    public void The_summary_of_a_run_with_every_outcome_is_as_it_was() => Snapshot.Match(StepSummary.Render(SampleRuns.Mixed), "summary-mixed");

    [Test]
    public void Hostile_data_becomes_neither_markup_nor_rows()
    {
        var text = StepSummary.Render(SampleRuns.Hostile);

        text.Should().NotContainAny("<script", "<!channel", "](", "`", "@all", " #12 ", "$x", "\u001B", "\u0000", "\u202E", "\\");
        text.Replace("<br>", "", StringComparison.Ordinal).Should().NotContain("<");
        text.Split('\n').Where(l => l.StartsWith('|')).Should().OnlyContain(l => l.Count(c => c == '|') == 3 || l.Count(c => c == '|') == 4, "a bar in data is no border of a cell");
        text.Split('\n').Should().NotContain(l => l.StartsWith("::", StringComparison.Ordinal));
    }

    [Test]
    public void A_run_of_any_size_fits_and_says_what_is_left_out()
    {
        var text = StepSummary.Render(Samples.Large(3_000));
        Encoding.UTF8.GetByteCount(text).Should().BeLessThan(StepSummary.MostBytes);
        text.Should().EndWith("… and 200 more in the report\n\n");
    }

    [Test]
    public void What_others_wrote_takes_its_room()
    {
        var (all, text) = (StepSummary.Render(SampleRuns.Mixed), StepSummary.Render(SampleRuns.Mixed, 1_600));
        Encoding.UTF8.GetByteCount(text).Should().BeLessThanOrEqualTo(1_600);
        text.Should().StartWith(all[..200]).And.EndWith("more in the report\n\n");
        StepSummary.Render(SampleRuns.Mixed, 100).Should().BeEmpty("half a verdict is none");
    }

    [Test]
    public void A_run_that_broke_says_why_and_lists_no_scenario()
    {
        var text = StepSummary.Render(Samples.Stopped);
        text.Should().Contain("connection refused").And.Contain("set PGHOST and PGPORT").And.NotContain("###");
    }

    [Test]
    public async Task It_is_added_below_what_is_there()
    {
        var path = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(path, "# Others\n");
            await StepSummary.AppendAsync(SampleRuns.Green, path, CancellationToken.None);
            (await File.ReadAllTextAsync(path)).Should().Be("# Others\n" + StepSummary.Render(SampleRuns.Green));
        }
        finally
        {
            File.Delete(path);
        }
    }
}
